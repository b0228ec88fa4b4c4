"""Where departments get their memos."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.memo_recipients import MemoRecipient, UnknownRecipient
from staffing_svc.store.tables import MEMO_RECIPIENTS


async def get(tx: Transaction, department: str) -> MemoRecipient:
    found = await find_many(tx, [department])
    if not found:
        raise UnknownRecipient(
            f"nobody has said where {department} gets its memos: PUT /v1/memo-recipients/{department}",
            field="/department",
        )
    return found[0]


async def lock(tx: Transaction, department: str) -> MemoRecipient | None:
    query = select(MEMO_RECIPIENTS).where(MEMO_RECIPIENTS.c.department == department).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _recipient(row)


async def find_many(tx: Transaction, departments: Sequence[str]) -> list[MemoRecipient]:
    query = select(MEMO_RECIPIENTS).where(MEMO_RECIPIENTS.c.department.in_(departments))
    return [_recipient(row) for row in (await tx.execute(query)).mappings()]


async def list_after(tx: Transaction, *, after: str, limit: int) -> list[MemoRecipient]:
    query = select(MEMO_RECIPIENTS).where(MEMO_RECIPIENTS.c.department > after)
    rows = await tx.execute(query.order_by(MEMO_RECIPIENTS.c.department).limit(limit))
    return [_recipient(row) for row in rows.mappings()]


async def put(tx: Transaction, recipient: MemoRecipient) -> None:
    values = {
        "version": recipient.version,
        "addresses": list(recipient.addresses),
        "changed_by": recipient.changed_by,
        "changed_at": recipient.changed_at,
    }
    await tx.execute(
        insert(MEMO_RECIPIENTS)
        .values(department=recipient.department, **values)
        .on_conflict_do_update(index_elements=[MEMO_RECIPIENTS.c.department], set_=values)
    )


def _recipient(row: RowMapping) -> MemoRecipient:
    return MemoRecipient(
        department=row["department"],
        version=row["version"],
        addresses=tuple(row["addresses"]),
        changed_by=row["changed_by"],
        changed_at=row["changed_at"],
    )
