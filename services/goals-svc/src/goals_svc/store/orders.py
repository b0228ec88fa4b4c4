"""Orders: what the revenue goal counts."""

from datetime import datetime

from concert_chassis.transaction import Transaction
from concert_contracts.external import OrderPlaced
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from goals_svc.store.tables import LARGEST_MINOR, ORDERS


async def put(tx: Transaction, order: OrderPlaced) -> None:
    await tx.execute(
        insert(ORDERS)
        .values(
            order_id=order.order_id,
            placed_at=order.placed_at,
            revenue_minor=order.revenue_minor,
            currency=order.currency,
            campaign_code=order.campaign_code,
            department=order.department,
        )
        .on_conflict_do_nothing()
    )


async def revenue_minor(tx: Transaction, since: datetime, until: datetime, *, currency: str) -> int:
    """In minor units, at most what JSON carries exactly."""
    query = select(func.coalesce(func.sum(ORDERS.c.revenue_minor), 0)).where(
        ORDERS.c.placed_at >= since, ORDERS.c.placed_at < until, ORDERS.c.currency == currency
    )
    return min(int((await tx.execute(query)).scalar_one()), LARGEST_MINOR)
