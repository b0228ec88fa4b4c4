"""Look up what is expected of a queue over a stretch of time, by the forecast that did not know it yet."""

from datetime import datetime

from concert_chassis.transaction import Transaction

from staffing_svc.domain.expectation import Expectation, expectation
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import grid_over
from staffing_svc.store import forecasts, layers


async def expect_contacts(
    tx: Transaction, queue: Queue, since: datetime, until: datetime
) -> Expectation | None:
    """None when no forecast was made before `since` that reaches it."""
    baseline = await forecasts.find_covering(tx, queue.name, since)
    if baseline is None or baseline.grid.interval_s != queue.interval_s:
        return None
    grid = grid_over(since, until, queue.interval_s)
    standing = await layers.list_standing(tx, [queue.name], grid.start, grid.end)
    return expectation(baseline, standing, grid)
