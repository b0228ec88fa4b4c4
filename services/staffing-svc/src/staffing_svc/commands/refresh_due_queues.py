"""Score and forecast anew the queues that are due: those with newly loaded history at once, the others every night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from concert_chassis.transaction import Transaction

from staffing_svc.commands.refresh_queue import refresh_queue
from staffing_svc.commands.score_forecasts import score_forecasts
from staffing_svc.store import queues

AT_ONCE = 4
"""Queues per run: a run is one transaction, and should be over within seconds."""
NIGHTLY = time(3, 0)


async def refresh_due_queues(tx: Transaction) -> None:
    for queue in await queues.lock_due(tx, limit=AT_ONCE):
        await score_forecasts(tx, queue)
        await refresh_queue(tx, queue)
        await queues.set_due(tx, [queue.name], next_night(tx.now, queue.timezone))


def next_night(now: datetime, timezone: str) -> datetime:
    """The next 3:00 by the clock on the wall of the queue."""
    local = now.astimezone(ZoneInfo(timezone))
    tonight = datetime.combine(local.date(), NIGHTLY, local.tzinfo)
    return tonight if tonight > local else tonight + timedelta(days=1)
