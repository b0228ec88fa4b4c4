"""Make a new version of a queue's baseline forecast from what is known now."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.baselines import Baseline, ExpectedMean
from staffing_svc.domain.forecast import History
from staffing_svc.domain.known_history import Known, forecast_from
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, grid_over
from staffing_svc.store import forecasts, intervals, layers, queues

HORIZON = timedelta(weeks=8)
WEEK = timedelta(weeks=1)
YEAR_OF_WEEKS = timedelta(weeks=52)


async def forecast_queue(
    tx: Transaction, queue: Queue, *, since: datetime | None = None, until: datetime | None = None
) -> Baseline | None:
    """A new version from `since` (now) to `until` (8 weeks on); None for a queue without history before it.

    Whoever forecasts a queue holds it, so that two who do it at once make two versions one after the other.
    A queue that is said to be like another one borrows its history until it has four weeks of its own. Where the
    history ended long before `since`, the forecast is made for the same weeks of the year after its end and moved
    forward by whole weeks. The method says so.
    """
    await queues.lock(tx, queue.name)
    first, last = since or tx.now, until or (since or tx.now) + HORIZON
    known = Known(await _history_of(tx, queue), await _similar_history(tx, queue))
    end = known.end
    if end is None:
        return None
    moved = _weeks_beyond(end, first)
    grid = grid_over(first - moved, last - moved, queue.interval_s)
    if not known.speaks_before(grid.start):
        return None
    made = await tx.compute(forecast_from, queue, known, grid)
    newest = await forecasts.find_newest(tx, queue.name)
    baseline = Baseline(
        queue=queue.name,
        version=(newest.version if newest else 0) + 1,
        made_at=tx.now,
        knew_until=made.knew_until,
        method=made.method if not moved else f"{made.method}, moved forward {moved.days // 7} weeks",
        grid=Grid(made.start + moved, made.interval_s, made.mean.size),
        mean=made.mean,
        quantiles=made.quantiles,
    )
    await forecasts.add(tx, baseline)
    return baseline


async def baselines_over(tx: Transaction, grids: Mapping[Queue, Grid]) -> dict[str, ExpectedMean]:
    """The newest baseline of each queue that covers its grid, made now where none does; none without history."""
    found = await forecasts.newest_means(tx, [queue.name for queue in grids])
    for queue, grid in grids.items():
        if queue.name in found and found[queue.name].covers(grid):
            continue
        made = await forecast_queue(
            tx, queue, since=min(grid.start, tx.now), until=max(grid.end, tx.now + HORIZON)
        )
        if made is not None:
            found[queue.name] = made.expected
        else:
            found.pop(queue.name, None)
    return found


async def _history_of(tx: Transaction, queue: Queue) -> History | None:
    """The queue's history less what campaigns brought, so that last year's launch is not next year's Monday."""
    found = await intervals.offered_on_grid(tx, queue.name, queue.interval_s, until=tx.now)
    if found is None:
        return None
    grid, offered = found
    brought = np.zeros(grid.count)
    for layer in await layers.list_standing(tx, [queue.name], grid.start, grid.end):
        brought += layer.on(grid)
    return History(grid.start, grid.interval_s, np.maximum(offered - brought, 0.0), queue.timezone)


async def _similar_history(tx: Transaction, queue: Queue) -> History | None:
    """The history that the queue borrows; None where none is named, or where it can no longer be compared."""
    similar = None if queue.like is None else await queues.find(tx, queue.like.queue)
    if similar is None or (similar.interval_s, similar.timezone) != (queue.interval_s, queue.timezone):
        return None
    return await _history_of(tx, similar)


def _weeks_beyond(end: datetime, first: datetime) -> timedelta:
    """How many whole years of 52 weeks `first` lies beyond the first year after the history's end."""
    return max((first - end.astimezone(first.tzinfo)) // YEAR_OF_WEEKS, 0) * YEAR_OF_WEEKS
