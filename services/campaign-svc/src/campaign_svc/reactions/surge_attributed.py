"""More is known of why a surge happens: the campaigns it now points to have it on their timelines."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import SurgeAttributed

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_surge_attributed(tx: Transaction, event: SurgeAttributed) -> None:
    await note_on_timeline(tx, event, {cause.campaign_id for cause in event.causes if cause.campaign_id})
