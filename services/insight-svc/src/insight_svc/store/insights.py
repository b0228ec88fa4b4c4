"""Insights: how they stand, found by what people look for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightType
from pydantic import TypeAdapter
from sqlalchemy import Row, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from insight_svc.domain.insight import Finding, Insight, Status, UnknownInsight
from insight_svc.store.tables import INSIGHT

FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)
_LOCK_SUBJECT = text("SELECT pg_advisory_xact_lock(hashtext('insight:' || :subject))")

Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; None narrows nothing."""

    owner_department: str | None = None
    insight_type: InsightType | None = None
    campaign_id: UUID | None = None
    status: Status | None = None
    overdue_at: datetime | None = None


async def get(tx: Transaction, insight_id: UUID) -> Insight:
    return await _one(tx, insight_id, lock=False)


async def lock(tx: Transaction, insight_id: UUID) -> Insight:
    return await _one(tx, insight_id, lock=True)


async def lock_latest(tx: Transaction, subject: str) -> Insight | None:
    """The newest insight on a subject, and nobody else publishes on it until the transaction ends."""
    await tx.execute(_LOCK_SUBJECT, {"subject": subject})
    query = select(INSIGHT).where(INSIGHT.c.subject == subject)
    newest = query.order_by(INSIGHT.c.first_published_at.desc(), INSIGHT.c.insight_id.desc()).limit(1)
    row = (await tx.execute(newest.with_for_update())).one_or_none()
    return None if row is None else _insight(row)


async def put(tx: Transaction, insight: Insight) -> None:
    values: dict[str, Any] = {
        "version": insight.version,
        "revision": insight.revision,
        "status": insight.status,
        "owner_department": insight.owner_department,
        "published_at": insight.published_at,
        "acknowledge_due_at": insight.acknowledge_due_at,
        "act_due_at": insight.act_due_at,
        "due_at": insight.due_at,
        "acknowledged_at": insight.acknowledged_at,
        "acknowledged_by": insight.acknowledged_by,
        "acted_at": insight.acted_at,
        "acted_by": insight.acted_by,
        "action": insight.action,
        "closed_at": insight.closed_at,
        "closed_by": insight.closed_by,
        "outcome": insight.outcome,
        "explanation": insight.explanation,
        "finding": FINDING.dump_python(insight.finding, mode="json"),
    }
    await tx.execute(
        insert(INSIGHT)
        .values(
            insight_id=insight.insight_id,
            insight_type=insight.finding.insight_type,
            subject=insight.finding.subject,
            campaign_id=insight.finding.campaign_id,
            first_published_at=insight.published_at,
            **values,
        )
        .on_conflict_do_update(index_elements=[INSIGHT.c.insight_id], set_=values)
    )


async def list_before(
    tx: Transaction, wanted: Wanted, *, before: Place | None, limit: int
) -> list[tuple[Insight, Place]]:
    """The last to be found first, each with its place in the list."""
    query = select(INSIGHT).order_by(INSIGHT.c.first_published_at.desc(), INSIGHT.c.insight_id.desc())
    for column, value in (
        (INSIGHT.c.owner_department, wanted.owner_department),
        (INSIGHT.c.insight_type, wanted.insight_type),
        (INSIGHT.c.campaign_id, wanted.campaign_id),
        (INSIGHT.c.status, wanted.status),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.overdue_at is not None:
        query = query.where(INSIGHT.c.due_at < wanted.overdue_at)
    if before is not None:
        query = query.where(tuple_(INSIGHT.c.first_published_at, INSIGHT.c.insight_id) < before)
    rows = await tx.execute(query.limit(limit))
    return [(_insight(row), (row.first_published_at, row.insight_id)) for row in rows]


async def last_closed_at(tx: Transaction, subject: str) -> datetime | None:
    """When an insight on the subject was last closed: older contacts are old news."""
    query = select(func.max(INSIGHT.c.closed_at)).where(INSIGHT.c.subject == subject)
    found: datetime | None = (await tx.execute(query)).scalar_one()
    return found


async def _one(tx: Transaction, insight_id: UUID, *, lock: bool) -> Insight:
    query = select(INSIGHT).where(INSIGHT.c.insight_id == insight_id)
    row = (await tx.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise UnknownInsight(f"no insight {insight_id}", field="/insight_id")
    return _insight(row)


def _insight(row: Row[Any]) -> Insight:
    return Insight(
        insight_id=row.insight_id,
        version=row.version,
        revision=row.revision,
        status=row.status,
        owner_department=row.owner_department,
        finding=FINDING.validate_python(row.finding),
        published_at=row.published_at,
        acknowledge_due_at=row.acknowledge_due_at,
        act_due_at=row.act_due_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        acted_at=row.acted_at,
        acted_by=row.acted_by,
        action=row.action,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        outcome=row.outcome,
        explanation=row.explanation,
    )
