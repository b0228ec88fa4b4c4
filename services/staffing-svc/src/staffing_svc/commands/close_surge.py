"""A surge is over: say what it came to and why, and book what was lost in it."""

from dataclasses import replace
from datetime import datetime

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import VolumeSurgeEnded

from staffing_svc.commands.attribute_surge import attribute_surge
from staffing_svc.commands.book_loss import book_loss
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.surge import Detector, Verdict
from staffing_svc.domain.surges import Surge
from staffing_svc.store import surges


async def close_surge(
    tx: Transaction, queue: Queue, detector: Detector, surge: Surge, verdict: Verdict, *, ended_at: datetime
) -> None:
    ended_at = max(ended_at, surge.since)
    causes = await attribute_surge(
        tx, queue.name, detector, verdict, interval_s=queue.interval_s, since=surge.since, until=ended_at
    )
    closed = replace(
        surge,
        ended_at=ended_at,
        expected_contacts=verdict.expected,
        observed_contacts=round(verdict.observed),
        uplift_low=max(verdict.uplift_low, -1.0),
        uplift_likely=verdict.uplift,
        uplift_high=verdict.uplift_high,
        causes=causes,
    )
    await surges.put(tx, closed)
    tx.emit(
        VolumeSurgeEnded(
            surge_id=closed.surge_id,
            queue=closed.queue,
            since=closed.since,
            ended_at=ended_at,
            expected_contacts=closed.expected_contacts,
            observed_contacts=closed.observed_contacts,
            excess_contacts=max(verdict.observed - verdict.expected, 0.0),
            causes=causes,
        )
    )
    await book_loss(tx, queue, closed)
