"""The lost-opportunity ledger: entries are only ever added."""

from collections.abc import Sequence
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


async def list_booked(
    tx: Transaction, *, queue: str | None, since: datetime | None, until: datetime | None, limit: int
) -> list[tuple[OpportunityLost, bool]]:
    """Entries booked in [since, until), oldest first, each with whether it stands."""
    stands = ~exists().where(CORRECTING.c.corrects_entry_id == LOSSES.c.entry_id)
    query = (
        select(LOSSES, stands.label("stands")).order_by(LOSSES.c.booked_at, LOSSES.c.entry_id).limit(limit)
    )
    if queue is not None:
        query = query.where(LOSSES.c.queue == queue)
    if since is not None:
        query = query.where(LOSSES.c.booked_at >= since)
    if until is not None:
        query = query.where(LOSSES.c.booked_at < until)
    return [(_entry(row), row["stands"]) for row in (await tx.execute(query)).mappings()]


async def list_of_campaign(tx: Transaction, campaign_id: UUID) -> list[OpportunityLost]:
    """Standing entries of which a part is the campaign's, oldest first."""
    query = (
        select(LOSSES)
        .where(LOSSES.c.entry["by_cause"].contains([{"campaign_id": str(campaign_id)}]))
        .where(~exists().where(CORRECTING.c.corrects_entry_id == LOSSES.c.entry_id))
        .order_by(LOSSES.c.window_start_at)
    )
    return [_entry(row) for row in (await tx.execute(query)).mappings()]


async def list_by_id(tx: Transaction, entry_ids: Sequence[UUID]) -> list[OpportunityLost]:
    """These entries, corrected or not, oldest window first."""
    query = select(LOSSES).where(LOSSES.c.entry_id.in_(entry_ids)).order_by(LOSSES.c.window_start_at)
    return [_entry(row) for row in (await tx.execute(query)).mappings()]


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
