"""An insight about a campaign was acted on: its timeline goes on."""

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightActed

from campaign_svc.commands.note_on_timeline import note_on_timeline
from campaign_svc.store import timelines


async def on_insight_acted(tx: Transaction, event: InsightActed) -> None:
    await note_on_timeline(tx, event, await timelines.list_campaigns_about(tx, event.insight_id))
