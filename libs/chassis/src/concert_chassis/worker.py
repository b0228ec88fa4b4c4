"""What runs beside the HTTP server for as long as the service lives: relay, pump, timers, retention."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from concert_chassis.logging import log_of


class Worker(Protocol):
    async def run(self) -> None:
        """Returns after `stop()`; an outage is waited out inside, so what it raises is a bug."""

    async def stop(self) -> None:
        """Asks it to finish what it has in hand and return."""


@asynccontextmanager
async def tasks_together() -> AsyncIterator[asyncio.TaskGroup]:
    """A task group whose only error is raised as itself: callers catch what they know by name."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as group_of_errors:
        if len(group_of_errors.exceptions) == 1:
            raise group_of_errors.exceptions[0] from None
        raise


@asynccontextmanager
async def working(workers: Sequence[Worker], *, drain_timeout_s: float) -> AsyncIterator[None]:
    """Runs them all; at the end stops them one after the other, in the order given, within the time given.

    So give first what brings work in, and the relay last, which then publishes what they said. If one of them
    raises, all end and the error goes on to the caller.
    """
    async with tasks_together() as group:
        tasks = [group.create_task(worker.run(), name=type(worker).__name__) for worker in workers]
        yield
        await _drained(workers, tasks, drain_timeout_s)


async def _drained(workers: Sequence[Worker], tasks: Sequence[asyncio.Task[None]], timeout_s: float) -> None:
    log = log_of(__name__)
    deadline = asyncio.get_running_loop().time() + timeout_s
    for worker, task in zip(workers, tasks, strict=True):
        await worker.stop()
        left_s = max(deadline - asyncio.get_running_loop().time(), 0.0)
        _, unfinished = await asyncio.wait([task], timeout=left_s)
        if unfinished:
            log.warning("stopped in the middle of its work", worker=task.get_name(), waited_s=timeout_s)
            task.cancel()
