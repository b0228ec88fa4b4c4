"""Memos that were approved, every version as it was sent."""

from collections.abc import Sequence
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import ARRAY, RowMapping, Text, cast, select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.memos import ApprovedMemo
from staffing_svc.store.tables import MEMOS


async def find_newest(tx: Transaction, campaign_id: UUID) -> ApprovedMemo | None:
    found = await list_before(tx, campaign_id, before=None, limit=1)
    return found[0] if found else None


async def find(tx: Transaction, campaign_id: UUID, version: int) -> ApprovedMemo | None:
    query = select(MEMOS).where(MEMOS.c.campaign_id == campaign_id, MEMOS.c.version == version)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _memo(row)


async def list_before(
    tx: Transaction,
    campaign_id: UUID,
    *,
    before: int | None,
    limit: int,
    recipients: Sequence[str] | None = None,
) -> list[ApprovedMemo]:
    """The newest version first; `before` is the last one already seen; sent to any of `recipients` (None: all)."""
    query = select(MEMOS).where(MEMOS.c.campaign_id == campaign_id)
    if recipients is not None:
        query = query.where(MEMOS.c.recipients.bool_op("&&")(cast(list(recipients), ARRAY(Text))))
    if before is not None:
        query = query.where(MEMOS.c.version < before)
    rows = await tx.execute(query.order_by(MEMOS.c.version.desc()).limit(limit))
    return [_memo(row) for row in rows.mappings()]


async def add(tx: Transaction, memo: ApprovedMemo) -> None:
    await tx.execute(
        insert(MEMOS).values(
            campaign_id=memo.campaign_id,
            version=memo.version,
            title=memo.title,
            html=memo.html,
            pdf=memo.pdf,
            recipients=list(memo.recipients),
            entries=list(memo.entries),
            approved_by=memo.approved_by,
            approved_at=memo.approved_at,
        )
    )


def _memo(row: RowMapping) -> ApprovedMemo:
    return ApprovedMemo(
        campaign_id=row["campaign_id"],
        version=row["version"],
        title=row["title"],
        html=row["html"],
        pdf=row["pdf"],
        recipients=tuple(row["recipients"]),
        entries=tuple(row["entries"]),
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
    )
