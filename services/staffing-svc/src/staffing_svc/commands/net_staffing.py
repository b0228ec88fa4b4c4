"""Look up who is scheduled on a queue and who is required, by the newest forecast or else by its schedule."""

from dataclasses import dataclass

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.foresee_queue import NotForecast, foresee_queue
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.store import schedules, staff


@dataclass(frozen=True, eq=False)
class NetStaffing:
    """People [n] over `grid`: required, and scheduled (NaN where nobody knows).

    `forecast_version` is None when no forecast speaks and the published schedule's requirement was taken.
    """

    grid: Grid
    required: Numbers
    scheduled: Numbers
    forecast_version: int | None

    @property
    def net(self) -> Numbers:
        """Scheduled - required [n]; 0 where nobody knows who is scheduled."""
        return np.nan_to_num(self.scheduled - self.required, nan=0.0)


async def net_staffing(tx: Transaction, queue: Queue, grid: Grid) -> NetStaffing:
    """Raises `NotForecast` when neither a forecast nor a published schedule speaks of all of the time."""
    scheduled = await staff.on_grid(tx, queue.name, grid)
    try:
        found = await foresee_queue(tx, queue, grid.start, grid.end)
    except NotForecast:
        part = await schedules.find_newest_part(tx, queue.name, grid.start, grid.end)
        if part is None:
            raise
        required = grid.place(part.asked.required, part.asked.grid, missing=0.0)
        return NetStaffing(grid, required, scheduled, None)
    required = grid.place(found.required_when_open, found.grid, missing=0.0)
    return NetStaffing(grid, required, scheduled, found.forecast_version)
