"""What became of each insight, step by step, with the event that told it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import insert, select

from insight_svc.domain.insight import Finding, Insight
from insight_svc.store.insights import FINDING
from insight_svc.store.tables import INSIGHT_STEP

StepName = Literal["published", "grown", "acknowledged", "disputed", "acted", "closed"]


@dataclass(frozen=True, slots=True)
class Step:
    """`department` owned the insight after the step; `finding` is what was known then."""

    revision: int
    version: int
    step: StepName
    at: datetime
    by: str
    department: str
    note: str | None
    event_id: UUID
    finding: Finding


async def add(
    tx: Transaction, insight: Insight, *, step: StepName, by: str, note: str | None, event_id: UUID
) -> None:
    await tx.execute(
        insert(INSIGHT_STEP).values(
            insight_id=insight.insight_id,
            revision=insight.revision,
            version=insight.version,
            step=step,
            at=tx.now,
            by=by,
            department=insight.owner_department,
            note=note,
            event_id=event_id,
            finding=FINDING.dump_python(insight.finding, mode="json"),
        )
    )


async def list_after(tx: Transaction, insight_id: UUID, *, after: int | None, limit: int) -> list[Step]:
    query = (
        select(INSIGHT_STEP)
        .where(INSIGHT_STEP.c.insight_id == insight_id, INSIGHT_STEP.c.revision > (after or 0))
        .order_by(INSIGHT_STEP.c.revision)
        .limit(limit)
    )
    return [
        Step(
            revision=row.revision,
            version=row.version,
            step=row.step,
            at=row.at,
            by=row.by,
            department=row.department,
            note=row.note,
            event_id=row.event_id,
            finding=FINDING.validate_python(row.finding),
        )
        for row in await tx.execute(query)
    ]
