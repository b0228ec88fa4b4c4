"""What a deferred queue has to do around a stretch of time, from its forecast, its campaigns and what was counted."""

from datetime import timedelta

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.backlogs import Backlog
from staffing_svc.domain.baselines import ExpectedMean
from staffing_svc.domain.expectation import contacts_of_layers
from staffing_svc.domain.opening import working_intervals
from staffing_svc.domain.plan.deferred_work import Surroundings
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, grid_over
from staffing_svc.store import backlogs, intervals, layers

LEAST_AROUND = timedelta(weeks=2)
LONGEST_CARRIED = timedelta(weeks=5)
"""A count older than this is over, whatever the opening hours."""


async def surround_queue(
    tx: Transaction, queue: Queue, baseline: ExpectedMean | None, grid: Grid
) -> Surroundings | None:
    """None for a queue whose contacts cannot wait.

    Before the stretch counts what was reported, or what is foreseen where nothing was.
    """
    if queue.deferred is None:
        return None
    wide = _wider(queue, baseline, grid)
    contacts = np.zeros(wide.count)
    if baseline is not None:
        contacts += wide.place(baseline.mean, baseline.grid, missing=0.0)
        contacts += contacts_of_layers(
            await layers.list_standing(tx, [queue.name], wide.start, wide.end), wide
        )
    first = wide.index_of(grid.start)
    for one in await intervals.list_between(tx, queue.name, wide.start, grid.start):
        if one.interval_s == grid.interval_s:
            contacts[wide.index_of(one.started_at)] = one.offered
    counted = await backlogs.find_newest(tx, queue.name)
    return Surroundings(
        before=contacts[:first],
        after=contacts[first + grid.count :],
        works=working_intervals(queue, wide),
        counted=None if counted is None else _carried_in(queue, counted, wide, first + grid.count),
    )


def _wider(queue: Queue, baseline: ExpectedMean | None, grid: Grid) -> Grid:
    """The grid with what may matter before it, and after it as far as the baseline speaks."""
    if baseline is None or queue.deferred is None or baseline.grid.interval_s != grid.interval_s:
        return grid
    around = max(LEAST_AROUND, 3 * timedelta(seconds=queue.deferred.deadline_s))
    end = max(min(baseline.grid.end, grid.end + around), grid.end)
    return grid_over(grid.start - around, end, grid.interval_s)


def _carried_in(queue: Queue, counted: Backlog, wide: Grid, last: int) -> tuple[int, float] | None:
    """The interval of the grid from which the count speaks; None when it says nothing of the stretch."""
    at = wide.index_of(counted.counted_at)
    if at >= last or (at < 0 and _is_over(queue, counted, wide)):
        return None
    return max(at, 0), counted.contacts


def _is_over(queue: Queue, counted: Backlog, wide: Grid) -> bool:
    """Whether all that was waiting must have been done before the grid begins."""
    if queue.deferred is None or wide.start - counted.counted_at > LONGEST_CARRIED:
        return True
    between = grid_over(counted.counted_at, wide.start, wide.interval_s)
    worked_s = float(working_intervals(queue, between).sum()) * wide.interval_s
    return worked_s >= queue.deferred.deadline_s
