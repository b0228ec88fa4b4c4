"""The owner of an insight has read it."""

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightAcknowledged

from goals_svc.store import insights


async def on_insight_acknowledged(tx: Transaction, event: InsightAcknowledged) -> None:
    await insights.put_acknowledged(tx, event.insight_id, event.acknowledged_at)
