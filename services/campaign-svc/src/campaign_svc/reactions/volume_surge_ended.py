"""The end of a surge belongs on the timelines of the campaigns that caused it."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import VolumeSurgeEnded

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_volume_surge_ended(tx: Transaction, event: VolumeSurgeEnded) -> None:
    await note_on_timeline(tx, event, {cause.campaign_id for cause in event.causes if cause.campaign_id})
