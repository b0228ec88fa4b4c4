"""Publishes a schedule from a process of its own, so that the caller hears of progress and may cancel."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

from concert_contracts.refusal import Refusal

from staffing_svc.domain.schedule.budget import Progress, SearchBudget
from staffing_svc.domain.schedule.refusals import ScheduleNotFound
from staffing_svc.domain.schedule.requirement import Requirement
from staffing_svc.domain.schedule.rules import ScheduleRules
from staffing_svc.domain.schedule.schedule import Schedule

POLL_S = 0.1
GRACE_S = 10.0


@dataclass(frozen=True)
class Order:
    """What is to be published."""

    requirement: Requirement
    rules: ScheduleRules
    budget: SearchBudget


def publish(
    order: Order, tell: Callable[[Progress], None], cancelled: Callable[[], bool] = lambda: False
) -> Schedule:
    """The best schedule within the budget, searched in a spawned process; blocks, so call it from a thread.

    `tell` hears of each better schedule or bound. When `cancelled` turns true the best schedule so far is
    given. Raises what drafting raises, ScheduleCancelled, ScheduleNotFound.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    stop = context.Event()
    worker = context.Process(target=_work, args=(order, theirs, stop), daemon=True)
    with _deaf_to_interrupts():
        worker.start()
    theirs.close()
    try:
        ends = time.monotonic() + order.budget.time_limit_s
        return _listen(ours, stop, tell, lambda: cancelled() or time.monotonic() > ends)
    finally:
        stop.set()
        worker.join(GRACE_S)
        if worker.is_alive():
            worker.kill()
            worker.join()
        ours.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process started inside ignores Ctrl-C, which reaches all of a terminal: it ends when its caller says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _listen(
    said: Connection, stop: Event, tell: Callable[[Progress], None], over: Callable[[], bool]
) -> Schedule:
    while True:
        if over():
            stop.set()
        if not said.poll(POLL_S):
            continue
        try:
            message = said.recv()
        except EOFError as error:
            raise ScheduleNotFound("the search ended before it found a schedule") from error
        if isinstance(message, Progress):
            tell(message)
        elif isinstance(message, Refused):
            raise message.refusal(message.message, field=message.field)
        elif isinstance(message, Schedule):
            return message


@dataclass(frozen=True)
class Refused:
    """A refusal on its way between processes."""

    refusal: type[Refusal]
    message: str
    field: str | None


def _work(order: Order, say: Connection, stop: Event) -> None:
    # ortools (35 MB) is loaded only here, in the worker, and never in the process that asked.
    from staffing_svc.domain.schedule.searching import searched

    try:
        say.send(searched(order.requirement, order.rules, order.budget, say.send, stop))
    except Refusal as refusal:
        say.send(Refused(type(refusal), refusal.message, refusal.field))
    finally:
        say.close()
