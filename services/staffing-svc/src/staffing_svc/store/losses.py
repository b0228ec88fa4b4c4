"""The lost-opportunity ledger: entries are only ever added."""

from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal
from concert_contracts.staffing import OpportunityLost
from sqlalchemy import RowMapping, exists, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.store.tables import LOSSES

CORRECTING = LOSSES.alias("correcting")


class UnknownEntry(Refusal):
    """No entry of the ledger has this id."""

    code = "unknown-entry"
    status = 404


async def add(tx: Transaction, entry: OpportunityLost) -> None:
    await tx.execute(
        insert(LOSSES).values(
            entry_id=entry.entry_id,
            corrects_entry_id=entry.corrects_entry_id,
            surge_id=entry.surge_id,
            queue=entry.queue,
            booked_at=entry.booked_at,
            window_start_at=entry.window_start_at,
            window_end_at=entry.window_end_at,
            entry=entry.model_dump(mode="json"),
        )
    )


async def get(tx: Transaction, entry_id: UUID) -> OpportunityLost:
    row = (await tx.execute(select(LOSSES).where(LOSSES.c.entry_id == entry_id))).mappings().one_or_none()
    if row is None:
        raise UnknownEntry(f"the ledger has no entry {entry_id}", field="/entry_id")
    return _entry(row)


async def find_standing(tx: Transaction, surge_id: UUID) -> OpportunityLost | None:
    """The newest entry for a surge: the one that no other corrects."""
    query = (
        select(LOSSES)
        .where(
            LOSSES.c.surge_id == surge_id,
            ~exists().where(CORRECTING.c.corrects_entry_id == LOSSES.c.entry_id),
        )
        .order_by(LOSSES.c.booked_at.desc())
    )
    row = (await tx.execute(query.limit(1))).mappings().one_or_none()
    return None if row is None else _entry(row)


async def list_before(
    tx: Transaction, *, queue: str | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[OpportunityLost]:
    """Newest first; `before` is (booked_at, entry_id) of the last one already seen."""
    query = select(LOSSES).order_by(LOSSES.c.booked_at.desc(), LOSSES.c.entry_id.desc()).limit(limit)
    if queue is not None:
        query = query.where(LOSSES.c.queue == queue)
    if before is not None:
        query = query.where(tuple_(LOSSES.c.booked_at, LOSSES.c.entry_id) < before)
    return [_entry(row) for row in (await tx.execute(query)).mappings()]


def _entry(row: RowMapping) -> OpportunityLost:
    return OpportunityLost.model_validate(row["entry"], extra="ignore")
