"""A surge that a campaign is thought to cause belongs on that campaign's timeline."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import VolumeSurge

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_volume_surge(tx: Transaction, event: VolumeSurge) -> None:
    await note_on_timeline(tx, event, {cause.campaign_id for cause in event.causes if cause.campaign_id})
