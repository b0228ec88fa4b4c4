"""Measure whether what was done about an insight worked."""

from datetime import UTC, datetime, time, timedelta

from concert_chassis.transaction import Transaction

from insight_svc.domain.contacts import marked
from insight_svc.domain.effect import Day, Effect, measure, nothing_known
from insight_svc.domain.insight import Insight
from insight_svc.store import topics
from insight_svc.store.topics import DayCount

WINDOW = timedelta(days=56)
"""So long before and after the action."""


async def measure_effect(tx: Transaction, insight: Insight) -> Effect:
    """Whole days (UTC) before and after the day of the action, which itself belongs to neither side.

    Before anybody acted there is nothing to measure: inconclusive.
    """
    if insight.acted_at is None:
        return nothing_known("nobody has acted on it yet", before=0, after=0)
    acted_on = insight.acted_at.astimezone(UTC).date()
    start = datetime.combine(acted_on - WINDOW, time(), UTC)
    today = datetime.combine(tx.now.astimezone(UTC).date(), time(), UTC)
    counts = await _count(tx, insight, start, min(today, start + 2 * WINDOW + timedelta(days=1)))
    return measure(
        [Day(day, topic, control, day > acted_on) for day, topic, control in counts if day != acted_on]
    )


async def _count(tx: Transaction, insight: Insight, since: datetime, until: datetime) -> list[DayCount]:
    """A topic against the campaign's other contacts; marks against the other contacts of the queue."""
    finding = insight.finding
    if finding.topic is not None:
        return await topics.count_days(tx, finding.topic, finding.campaign_id, since, until)
    return await topics.count_marked_days(
        tx,
        finding.queue or "",
        numbers=marked("number", finding.marks),
        codes=marked("code", finding.marks),
        since=since,
        until=until,
    )
