"""Memos that were approved, every version as it was sent."""

from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.memos import ApprovedMemo
from staffing_svc.store.tables import MEMOS


async def find_newest(tx: Transaction, campaign_id: UUID) -> ApprovedMemo | None:
    query = select(MEMOS).where(MEMOS.c.campaign_id == campaign_id).order_by(MEMOS.c.version.desc()).limit(1)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _memo(row)


async def add(tx: Transaction, memo: ApprovedMemo) -> None:
    await tx.execute(
        insert(MEMOS).values(
            campaign_id=memo.campaign_id,
            version=memo.version,
            title=memo.title,
            html=memo.html,
            recipients=list(memo.recipients),
            entries=list(memo.entries),
            approved_by=memo.approved_by,
            approved_at=memo.approved_at,
        )
    )


def _memo(row: Any) -> ApprovedMemo:
    return ApprovedMemo(
        campaign_id=row["campaign_id"],
        version=row["version"],
        title=row["title"],
        html=row["html"],
        recipients=tuple(row["recipients"]),
        entries=tuple(row["entries"]),
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
    )
