"""Publications of schedules: every search that was started, and how it ended."""

from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import insert, select, update

from staffing_svc.domain.publications import Publication
from staffing_svc.store.tables import PUBLICATIONS as TABLE


async def add(tx: Transaction, publication: Publication) -> None:
    await tx.execute(
        insert(TABLE).values(
            publication_id=publication.publication_id,
            schedule_id=publication.schedule_id,
            started_at=publication.started_at,
            started_by=publication.started_by,
            gap=publication.gap,
            time_limit_s=publication.time_limit_s,
            over_by=publication.over_by,
        )
    )


async def cancel_running(tx: Transaction, schedule_id: UUID) -> list[UUID]:
    """Asks the schedule's running searches to end; which they were."""
    rows = await tx.execute(
        update(TABLE)
        .where(TABLE.c.schedule_id == schedule_id, TABLE.c.ended_at.is_(None), TABLE.c.over_by > tx.now)
        .values(cancelled_at=tx.now, cancelled_by=tx.actor)
        .returning(TABLE.c.publication_id)
    )
    return [row.publication_id for row in rows]


async def is_cancelled(tx: Transaction, publication_id: UUID) -> bool:
    query = select(TABLE.c.cancelled_at).where(TABLE.c.publication_id == publication_id)
    return (await tx.execute(query)).scalar_one() is not None


async def end(tx: Transaction, publication_id: UUID, outcome: str) -> None:
    await tx.execute(
        update(TABLE).where(TABLE.c.publication_id == publication_id).values(ended_at=tx.now, outcome=outcome)
    )


async def list_of(tx: Transaction, schedule_id: UUID) -> list[Publication]:
    """The last started first."""
    query = (
        select(TABLE)
        .where(TABLE.c.schedule_id == schedule_id)
        .order_by(TABLE.c.started_at.desc(), TABLE.c.publication_id.desc())
        .limit(50)
    )
    return [_publication(row) for row in (await tx.execute(query)).mappings()]


def _publication(row: Any) -> Publication:
    return Publication(
        publication_id=row["publication_id"],
        schedule_id=row["schedule_id"],
        started_at=row["started_at"],
        started_by=row["started_by"],
        gap=row["gap"],
        time_limit_s=row["time_limit_s"],
        over_by=row["over_by"],
        cancelled_at=row["cancelled_at"],
        cancelled_by=row["cancelled_by"],
        ended_at=row["ended_at"],
        outcome=row["outcome"],
    )
