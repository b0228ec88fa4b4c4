"""Insights as far as the scorecard needs them: whose they are, and whether they were acknowledged in time."""

from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightPublished
from sqlalchemy import Column, ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert

from goals_svc.domain.scorecard import AnsweredInsight
from goals_svc.store.tables import INSIGHTS as TABLE


async def put_published(tx: Transaction, event: InsightPublished) -> None:
    """A later version may have another owner and another due time; when it was first published stays."""
    values = {"owner_department": event.owner_department, "acknowledge_due_at": event.acknowledge_due_at}
    first = insert(TABLE).values(insight_id=event.insight_id, published_at=event.published_at, **values)
    earliest = {"published_at": _earlier(TABLE.c.published_at, event.published_at)}
    await tx.execute(first.on_conflict_do_update(index_elements=[TABLE.c.insight_id], set_=values | earliest))


async def put_acknowledged(tx: Transaction, insight_id: UUID, at: datetime) -> None:
    """It may be heard of before the insight itself; the earliest acknowledgement counts."""
    first = insert(TABLE).values(insight_id=insight_id, acknowledged_at=at)
    earliest = {"acknowledged_at": _earlier(TABLE.c.acknowledged_at, at)}
    await tx.execute(first.on_conflict_do_update(index_elements=[TABLE.c.insight_id], set_=earliest))


def _earlier(known: Column[datetime], at: datetime) -> ColumnElement[datetime]:
    return func.least(func.coalesce(known, at), at)


async def answered(tx: Transaction, since: datetime, until: datetime) -> list[AnsweredInsight]:
    query = select(TABLE).where(TABLE.c.published_at >= since, TABLE.c.published_at < until)
    return [
        AnsweredInsight(row["owner_department"], row["acknowledge_due_at"], row["acknowledged_at"])
        for row in (await tx.execute(query)).mappings()
    ]
