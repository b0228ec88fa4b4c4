"""What was lost belongs on the timelines of the campaigns that it is attributed to."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import OpportunityLost

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_opportunity_lost(tx: Transaction, event: OpportunityLost) -> None:
    await note_on_timeline(tx, event, {cause.campaign_id for cause in event.by_cause if cause.campaign_id})
