"""What customers say about a campaign belongs on its timeline."""

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightPublished

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_insight_published(tx: Transaction, event: InsightPublished) -> None:
    await note_on_timeline(tx, event, {event.campaign_id} if event.campaign_id else ())
