"""Counts of what is waiting on deferred queues: every count is kept, the newest speaks."""

from datetime import datetime

from concert_chassis.transaction import Transaction
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.backlogs import Backlog
from staffing_svc.store.tables import BACKLOGS as TABLE


async def put(tx: Transaction, backlog: Backlog) -> None:
    values = {"contacts": backlog.contacts, "told_at": tx.now}
    await tx.execute(
        insert(TABLE)
        .values(queue=backlog.queue, counted_at=backlog.counted_at, **values)
        .on_conflict_do_update(index_elements=[TABLE.c.queue, TABLE.c.counted_at], set_=values)
    )


async def find_newest(tx: Transaction, queue: str) -> Backlog | None:
    newest = select(TABLE).where(TABLE.c.queue == queue).order_by(TABLE.c.counted_at.desc()).limit(1)
    row = (await tx.execute(newest)).mappings().one_or_none()
    return None if row is None else Backlog(row["queue"], row["contacts"], row["counted_at"])


async def list_before(tx: Transaction, queue: str, *, before: datetime | None, limit: int) -> list[Backlog]:
    """The newest count first."""
    query = select(TABLE).where(TABLE.c.queue == queue).order_by(TABLE.c.counted_at.desc()).limit(limit)
    if before is not None:
        query = query.where(TABLE.c.counted_at < before)
    rows = (await tx.execute(query)).mappings()
    return [Backlog(row["queue"], row["contacts"], row["counted_at"]) for row in rows]
