"""Shifts for required agents: a draft at once, or the exact search in a process apart, with progress and an end."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from typing import ClassVar

from concert_contracts.refusal import Refusal

from staffing_svc.domain.schedule import Progress, Requirement, Schedule, ScheduleRules, SearchBudget
from staffing_svc.domain.schedule.publishing import Order, publish


class SearchesBusy(Refusal):
    """As many exact searches run here as the machine is meant for; ask again in a moment."""

    code: ClassVar[str] = "searches-busy"
    status: ClassVar[int] = 429


class Searches:
    """The exact searches of this process: each has a process of its own, and there are never more than a few."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    async def run(
        self,
        requirement: Requirement,
        rules: ScheduleRules,
        budget: SearchBudget,
        *,
        until: threading.Event | None = None,
    ) -> AsyncGenerator[Progress | Schedule]:
        """Progress as it comes, then the schedule. Closing the generator cancels the search.

        Setting `until` ends it early, with the best schedule so far.

        Raises SearchesBusy, and what publishing raises.
        """
        if not self._free.acquire(blocking=False):
            raise SearchesBusy("All exact searches are taken: ask again in a few seconds.")
        told: asyncio.Queue[Progress | None] = asyncio.Queue()
        stop, loop = threading.Event(), asyncio.get_running_loop()

        def over() -> bool:
            return stop.is_set() or (until is not None and until.is_set())

        def tell(progress: Progress | None) -> None:
            loop.call_soon_threadsafe(told.put_nowait, progress)

        def search() -> Schedule:
            try:
                return publish(Order(requirement, rules, budget), tell, over)
            finally:
                self._free.release()
                tell(None)

        searching = asyncio.ensure_future(asyncio.to_thread(search))
        try:
            while (progress := await told.get()) is not None:
                yield progress
            yield await searching
        finally:
            stop.set()
            await asyncio.wait([searching])


async def draft_shifts(requirement: Requirement, rules: ScheduleRules) -> Schedule:
    """A draft in a fraction of a second, in a thread, so that others are answered meanwhile."""
    # ortools (35 MB) is loaded when the first draft is asked for, and not by services that never draft.
    from staffing_svc.domain.schedule.draft import draft

    return await asyncio.to_thread(draft, requirement, rules)
