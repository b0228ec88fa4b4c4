"""Training sessions; those that were called off stay, with who did it and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import insert, select, tuple_, update

from staffing_svc.domain.training import TrainingSession, UnknownSession
from staffing_svc.store.tables import TRAINING_SESSIONS as TABLE


async def add(tx: Transaction, sessions: Sequence[TrainingSession]) -> None:
    for one in sessions:
        await tx.execute(
            insert(TABLE).values(
                session_id=one.session_id,
                campaign_id=one.campaign_id,
                queue=one.queue,
                title=one.title,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                people=one.people,
                placed_at=one.placed_at,
                placed_by=one.placed_by,
            )
        )


async def lock(tx: Transaction, session_id: UUID) -> TrainingSession:
    """Raises `UnknownSession`."""
    query = select(TABLE).where(TABLE.c.session_id == session_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise UnknownSession(f"no training session has the id {session_id}", field="/session_id")
    return _session(row)


async def cancel(tx: Transaction, session_ids: Sequence[UUID]) -> None:
    await tx.execute(
        update(TABLE)
        .where(TABLE.c.session_id.in_(session_ids))
        .values(cancelled_at=tx.now, cancelled_by=tx.actor)
    )


async def list_to_come(tx: Transaction, campaign_id: UUID) -> list[TrainingSession]:
    """Sessions for a campaign that have not begun and stand."""
    query = select(TABLE).where(
        TABLE.c.campaign_id == campaign_id, TABLE.c.starts_at > tx.now, TABLE.c.cancelled_at.is_(None)
    )
    return [_session(row) for row in (await tx.execute(query)).mappings()]


async def list_standing(
    tx: Transaction, queues: Sequence[str], since: datetime, until: datetime
) -> dict[str, list[tuple[datetime, datetime]]]:
    """By queue, from when until when sessions are held that touch [since, until)."""
    query = (
        select(TABLE.c.queue, TABLE.c.starts_at, TABLE.c.ends_at)
        .where(TABLE.c.queue.in_(queues), TABLE.c.cancelled_at.is_(None))
        .where(TABLE.c.starts_at < until, TABLE.c.ends_at > since)
    )
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.queue, []).append((row.starts_at, row.ends_at))
    return found


async def list_after(
    tx: Transaction,
    *,
    campaign_id: UUID | None,
    queue: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[TrainingSession]:
    """By their time, cancelled ones too."""
    query = select(TABLE).order_by(TABLE.c.starts_at, TABLE.c.session_id).limit(limit)
    if campaign_id is not None:
        query = query.where(TABLE.c.campaign_id == campaign_id)
    if queue is not None:
        query = query.where(TABLE.c.queue == queue)
    if after is not None:
        query = query.where(tuple_(TABLE.c.starts_at, TABLE.c.session_id) > after)
    return [_session(row) for row in (await tx.execute(query)).mappings()]


def _session(row: Any) -> TrainingSession:
    return TrainingSession(
        session_id=row["session_id"],
        campaign_id=row["campaign_id"],
        queue=row["queue"],
        title=row["title"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        people=row["people"],
        placed_at=row["placed_at"],
        placed_by=row["placed_by"],
        cancelled_at=row["cancelled_at"],
        cancelled_by=row["cancelled_by"],
    )
