"""An insight was published: its owner's answer is timed from now on."""

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightPublished

from goals_svc.store import insights


async def on_insight_published(tx: Transaction, event: InsightPublished) -> None:
    await insights.put_published(tx, event)
