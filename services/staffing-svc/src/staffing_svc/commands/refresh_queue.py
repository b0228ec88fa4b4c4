"""Bring a queue up to date: a new forecast of all that is known, and a detector set on the queue's own past."""

from datetime import timedelta

from concert_chassis.transaction import Transaction

from staffing_svc.commands.forecast_queue import forecast_queue
from staffing_svc.commands.replan_queue import replan_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.detector_from_history import detector_from
from staffing_svc.domain.forecast import History
from staffing_svc.domain.known_history import calendar_of
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.rest_of_day import carryover_share
from staffing_svc.domain.surge import HistoryTooShort
from staffing_svc.store import detectors, forecasts, intervals, rests_of_day

CALIBRATED_AGAIN_AFTER = timedelta(days=28)


async def refresh_queue(tx: Transaction, queue: Queue) -> Baseline | None:
    """The new forecast version, None for a queue without history.

    With its first forecast, campaigns that were announced before it are planned anew.
    """
    is_first = await forecasts.find_newest(tx, queue.name) is None
    made = await forecast_queue(tx, queue)
    if is_first and made is not None:
        await replan_queue(tx, queue.name)
    known = await detectors.find(tx, queue.name)
    if known is not None and known[2].interval_s != queue.interval_s:
        await detectors.forget_checkpoints(tx, queue.name)
    stale = known is not None and (
        known[1] < tx.now - CALIBRATED_AGAIN_AFTER or known[2].interval_s != queue.interval_s
    )
    if known is None or stale:
        await _calibrate(tx, queue)
    return made


async def _calibrate(tx: Transaction, queue: Queue) -> None:
    """Sets the detector and learns what a morning says of its afternoon.

    Leaves the queue without them while its history is too short to promise anything.
    """
    found = await intervals.offered_on_grid(tx, queue.name, queue.interval_s, until=tx.now)
    if found is None:
        return
    grid, offered = found
    history = History(grid.start, grid.interval_s, offered, queue.timezone)
    calendar = calendar_of(queue, [history], grid)
    share = await tx.compute(carryover_share, history, calendar)
    if share is not None:
        await rests_of_day.put_carryover(tx, queue.name, queue.interval_s, share)
    try:
        detector = await tx.compute(detector_from, history, calendar)
    except HistoryTooShort:
        return
    if detector is not None:
        await detectors.add(tx, queue.name, detector)
