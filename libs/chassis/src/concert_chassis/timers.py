"""What a service does because time passed: of all its instances exactly one does it, in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from concert_chassis.clock import Clock
from concert_chassis.inbound import outcome_of
from concert_chassis.logging import log_of
from concert_chassis.telemetry import TIMER_LATE_SECONDS, TIMER_RUNS
from concert_chassis.transaction import Transaction, Transactions

log = log_of(__name__)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_KNOW = "INSERT INTO timer (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"
_DUE = "SELECT due_at FROM timer WHERE name = $1 AND due_at <= $2 FOR UPDATE SKIP LOCKED"
_RAN = "UPDATE timer SET due_at = $2, ran_at = $3 WHERE name = $1"


@dataclass(frozen=True)
class Timer:
    """`run` is due at whole multiples of `every` since 1970 (UTC): an hour's timer at every full hour.

    What was missed while nothing ran is made up for once, not once per multiple.
    """

    name: str
    every: timedelta
    run: Callable[[Transaction], Awaitable[None]]

    def next_after(self, now: datetime) -> datetime:
        return EPOCH + ((now - EPOCH) // self.every + 1) * self.every


class Timers:
    """Run it in a task; `stop()` ends it after the timers in hand."""

    def __init__(
        self, transactions: Transactions, timers: Sequence[Timer], *, clock: Clock, every_s: float
    ) -> None:
        self._transactions = transactions
        self._timers = timers
        self._clock = clock
        self._every_s = every_s
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Looks for what is due every few seconds of real time, each timer by itself; returns after `stop()`."""
        async with asyncio.TaskGroup() as tasks:
            for timer in self._timers:
                tasks.create_task(self._watch(timer))

    async def _watch(self, timer: Timer) -> None:
        while not self._stopping.is_set():
            await self._ran(timer)
            try:
                await asyncio.wait_for(self._stopping.wait(), self._every_s)
            except TimeoutError:
                continue

    async def stop(self) -> None:
        self._stopping.set()

    async def run_due(self) -> int:
        """Runs what is due side by side and returns how many ran; one that fails stays due."""
        return sum(await asyncio.gather(*(self._ran(timer) for timer in self._timers)))

    async def _ran(self, timer: Timer) -> bool:
        ran: list[str] = []
        error = await outcome_of(self._run(timer, ran))
        if error is not None:
            TIMER_RUNS.labels(self._transactions.service, timer.name, "failed").inc()
            log.error("timer failed", timer=timer.name, error=repr(error), exc_info=error)
        return bool(ran)

    async def _run(self, timer: Timer, ran: list[str]) -> None:
        async with self._transactions.begin(actor=f"timer:{timer.name}") as tx:
            due_at = await self._due_at(tx, timer)
            if due_at is None:
                return
            await timer.run(tx)
            await (await tx.raw()).execute(_RAN, timer.name, timer.next_after(tx.now), tx.now)
        service = self._transactions.service
        TIMER_RUNS.labels(service, timer.name, "done").inc()
        TIMER_LATE_SECONDS.labels(service, timer.name).set((tx.now - due_at).total_seconds())
        ran.append(timer.name)

    async def _due_at(self, tx: Transaction, timer: Timer) -> datetime | None:
        """Its row is locked if it is due; a timer never seen before is first due at its next multiple."""
        raw = await tx.raw()
        due_at: datetime | None = await raw.fetchval(_DUE, timer.name, tx.now)
        if due_at is None:
            await raw.execute(_KNOW, timer.name, timer.next_after(tx.now))
        return due_at
