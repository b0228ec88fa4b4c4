"""The contacts behind an insight: where its numbers open."""

from dataclasses import dataclass
from datetime import datetime

from concert_chassis.transaction import Transaction
from sqlalchemy import ColumnElement, false, or_, select, tuple_

from insight_svc.domain.contacts import marked
from insight_svc.domain.insight import Finding
from insight_svc.store.tables import CONTACT

Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class EvidenceContact:
    """`note` is redacted."""

    contact_id: str
    queue: str
    started_at: datetime
    reason: str | None
    note: str | None


async def list_after(
    tx: Transaction, finding: Finding, *, after: Place | None, limit: int
) -> list[EvidenceContact]:
    """Contacts that had come in when it was found: on its topic, or with its numbers and codes."""
    query = (
        select(CONTACT)
        .where(CONTACT.c.started_at >= finding.first_seen_at, CONTACT.c.received_at <= finding.detected_at)
        .where(_about(finding))
        .order_by(CONTACT.c.started_at, CONTACT.c.contact_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(CONTACT.c.started_at, CONTACT.c.contact_id) > after)
    return [
        EvidenceContact(row.contact_id, row.queue, row.started_at, row.reason, row.note)
        for row in await tx.execute(query)
    ]


def _about(finding: Finding) -> ColumnElement[bool]:
    if finding.topic is not None:
        return (CONTACT.c.campaign_id == finding.campaign_id) & (CONTACT.c.reason == finding.topic)
    numbers, codes = marked("number", finding.marks), marked("code", finding.marks)
    if not numbers and not codes:
        return false()
    shared = or_(
        CONTACT.c.dialed_number.in_(numbers), CONTACT.c.code.in_(codes), CONTACT.c.campaign_code.in_(codes)
    )
    return (CONTACT.c.queue == finding.queue) & shared
