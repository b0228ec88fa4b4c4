"""An insight about a campaign is finished with: its timeline goes on."""

from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightClosed

from campaign_svc.commands.note_on_timeline import note_on_timeline
from campaign_svc.store import timelines


async def on_insight_closed(tx: Transaction, event: InsightClosed) -> None:
    await note_on_timeline(tx, event, await timelines.list_campaigns_about(tx, event.insight_id))
