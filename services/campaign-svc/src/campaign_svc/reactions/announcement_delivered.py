"""The announcement reached the center: the second link of the chain holds."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import AnnouncementDelivered

from campaign_svc.commands.note_on_timeline import note_on_timeline
from campaign_svc.commands.record_receipt import record_receipt


async def on_announcement_delivered(tx: Transaction, event: AnnouncementDelivered) -> None:
    await note_on_timeline(tx, event, {event.campaign_id})
    await record_receipt(
        tx,
        "delivered",
        campaign_id=event.campaign_id,
        campaign_version=event.campaign_version,
        at=event.delivered_at,
    )
