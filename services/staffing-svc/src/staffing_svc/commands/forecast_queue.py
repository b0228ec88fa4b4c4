"""Make a new version of a queue's baseline forecast from what is known now."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.baselines import Baseline, ExpectedMean
from staffing_svc.domain.forecast import Calendar, History, country_calendar, forecast
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
    Where the history ended long before `since`, the forecast is made for the same weeks of the year after its
    end and moved forward by whole weeks; its method says so.
    """
    await queues.lock(tx, queue.name)
    first, last = since or tx.now, until or (since or tx.now) + HORIZON
    found = await intervals.offered_on_grid(tx, queue.name, queue.interval_s, until=tx.now)
    if found is None:
        return None
    history = await _without_campaigns(tx, queue, *found)
    moved = _weeks_beyond(history, first)
    grid = grid_over(first - moved, last - moved, queue.interval_s)
    if np.isnan(history.until(grid.start).offered).all():
        return None
    made = await asyncio.to_thread(
        forecast, history, grid.start, grid.count, calendar=calendar_of(queue, history, grid)
    )
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


def calendar_of(queue: Queue, history: History, grid: Grid) -> Calendar:
    """The public holidays of the queue's country over its history and the forecast, none without a country."""
    if queue.country is None:
        return Calendar()
    return country_calendar(queue.country, range(history.start.year, grid.end.year + 1))


async def _without_campaigns(tx: Transaction, queue: Queue, grid: Grid, offered: np.ndarray) -> History:
    """The queue's history less what campaigns brought, so that last year's launch is not next year's Monday."""
    past = await layers.list_standing(tx, [queue.name], grid.start, grid.end)
    brought = np.zeros(grid.count)
    for layer in past:
        if layer.grid.interval_s == grid.interval_s:
            brought += grid.place(layer.mean, layer.grid, missing=0.0)
    return History(grid.start, grid.interval_s, np.maximum(offered - brought, 0.0), queue.timezone)


def _weeks_beyond(history: History, first: datetime) -> timedelta:
    """How many whole years of 52 weeks `first` lies beyond the first year after the history's end."""
    beyond = first - history.end.astimezone(first.tzinfo)
    return max(beyond // YEAR_OF_WEEKS, 0) * YEAR_OF_WEEKS
