"""The center has received an announcement."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import AnnouncementDelivered

from goals_svc.store import campaigns


async def on_announcement_delivered(tx: Transaction, event: AnnouncementDelivered) -> None:
    await campaigns.put_first(tx, event.campaign_id, "delivered_at", event.delivered_at)
