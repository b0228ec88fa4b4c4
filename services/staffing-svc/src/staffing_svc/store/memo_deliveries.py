"""What became of each memo on its way to each mailbox."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.memo_delivery import OPEN, DeliveryState, MemoDelivery
from staffing_svc.store.tables import MEMO_DELIVERIES

Place = tuple[int, UUID]


async def add(tx: Transaction, deliveries: Sequence[MemoDelivery]) -> None:
    await tx.execute(insert(MEMO_DELIVERIES), [_values(one) for one in deliveries])


async def supersede(tx: Transaction, campaign_id: UUID, *, version: int) -> None:
    """Versions before this one that were not taken yet are not tried any more."""
    table = MEMO_DELIVERIES
    await tx.execute(
        update(table)
        .where(table.c.campaign_id == campaign_id, table.c.memo_version < version, table.c.state.in_(OPEN))
        .values(state=DeliveryState.SUPERSEDED, due_at=None, changed_at=tx.now)
    )


async def take_due(tx: Transaction, *, lease: timedelta) -> MemoDelivery | None:
    """The one that is due longest, counted as tried; it is due again after the lease if nobody settles it."""
    table = MEMO_DELIVERIES
    due = select(table.c.delivery_id).where(table.c.due_at <= tx.now)
    oldest = due.order_by(table.c.due_at, table.c.delivery_id).limit(1).with_for_update(skip_locked=True)
    taken = (
        update(table)
        .where(table.c.delivery_id == oldest.scalar_subquery())
        .values(attempts=table.c.attempts + 1, due_at=tx.now + lease, changed_at=tx.now)
        .returning(*table.c)
    )
    row = (await tx.execute(taken)).mappings().one_or_none()
    return None if row is None else _delivery(row)


async def settle(tx: Transaction, delivery: MemoDelivery) -> None:
    """Nothing is settled that was superseded meanwhile, unless the mail went out all the same."""
    table = MEMO_DELIVERIES
    changed = update(table).where(table.c.delivery_id == delivery.delivery_id).values(**_values(delivery))
    if delivery.state is not DeliveryState.SENT:
        changed = changed.where(table.c.state.in_(OPEN))
    await tx.execute(changed)


async def list_after(
    tx: Transaction, campaign_id: UUID, *, after: Place | None, limit: int
) -> list[MemoDelivery]:
    """The newest version first; `after` is (version, delivery) of the last one already seen."""
    table = MEMO_DELIVERIES
    query = select(table).where(table.c.campaign_id == campaign_id)
    if after is not None:
        version, delivery_id = after
        same = (table.c.memo_version == version) & (table.c.delivery_id > delivery_id)
        query = query.where((table.c.memo_version < version) | same)
    rows = await tx.execute(query.order_by(table.c.memo_version.desc(), table.c.delivery_id).limit(limit))
    return [_delivery(row) for row in rows.mappings()]


def _values(delivery: MemoDelivery) -> dict[str, object]:
    return {
        "delivery_id": delivery.delivery_id,
        "campaign_id": delivery.campaign_id,
        "memo_version": delivery.memo_version,
        "department": delivery.department,
        "address": delivery.address,
        "approved_at": delivery.approved_at,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due_at": delivery.due_at,
        "last_error": delivery.last_error,
        "changed_at": delivery.changed_at,
    }


def _delivery(row: RowMapping) -> MemoDelivery:
    return MemoDelivery(
        delivery_id=row["delivery_id"],
        campaign_id=row["campaign_id"],
        memo_version=row["memo_version"],
        department=row["department"],
        address=row["address"],
        approved_at=row["approved_at"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        due_at=row["due_at"],
        last_error=row["last_error"],
        changed_at=row["changed_at"],
    )
