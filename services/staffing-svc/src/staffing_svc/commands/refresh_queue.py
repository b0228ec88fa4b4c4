"""Bring a queue up to date: a new forecast from all that is known, and a surge detector set on its own past."""

import asyncio
from datetime import datetime, timedelta

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.forecast_queue import calendar_of, forecast_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.forecast import History, forecast
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.domain.surge import calibrate
from staffing_svc.store import detectors, intervals

CALIBRATED_ON_WEEKS = 20
LEAST_WEEKS_BEFORE = 2
CALIBRATED_AGAIN_AFTER = timedelta(days=28)
WEEK_S = 7 * 86_400


async def refresh_queue(tx: Transaction, queue: Queue) -> Baseline | None:
    """The new forecast version, None for a queue without history."""
    made = await forecast_queue(tx, queue)
    known = await detectors.find(tx, queue.name)
    if known is None or known[1] < tx.now - CALIBRATED_AGAIN_AFTER:
        await _calibrate(tx, queue)
    return made


async def _calibrate(tx: Transaction, queue: Queue) -> None:
    """Sets the detector; leaves the queue without one while its history is too short to promise anything."""
    found = await intervals.offered_on_grid(tx, queue.name, queue.interval_s, until=tx.now)
    if found is None:
        return
    grid, offered = found
    expected = await asyncio.to_thread(expected_before_each_week, queue, grid, offered)
    known = np.isfinite(expected) & np.isfinite(offered)
    if known.sum() * queue.interval_s < LEAST_WEEKS_BEFORE * WEEK_S:
        return
    first = int(np.argmax(known))
    detector = await asyncio.to_thread(
        calibrate, offered[first:], expected[first:], interval_s=queue.interval_s
    )
    await detectors.add(tx, queue.name, detector)


def expected_before_each_week(queue: Queue, grid: Grid, offered: Numbers) -> Numbers:
    """What was to be expected of each of the last weeks by what was known before it, shape of `offered`; else NaN."""
    per_week = WEEK_S // grid.interval_s
    history = History(grid.start, grid.interval_s, offered, queue.timezone)
    expected = np.full(offered.size, np.nan)
    starts = range(offered.size - per_week, LEAST_WEEKS_BEFORE * per_week - 1, -per_week)
    for start in list(starts)[:CALIBRATED_ON_WEEKS]:
        as_of: datetime = grid.at(start)
        week = Grid(as_of, grid.interval_s, per_week)
        made = forecast(history, as_of, per_week, calendar=calendar_of(queue, history, week))
        shift = grid.index_of(made.start)
        expected[shift : shift + per_week] = made.mean[: offered.size - shift]
    return expected
