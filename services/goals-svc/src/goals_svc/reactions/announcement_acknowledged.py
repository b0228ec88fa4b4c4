"""Somebody at the center has taken note of an announcement."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import AnnouncementAcknowledged

from goals_svc.store import campaigns


async def on_announcement_acknowledged(tx: Transaction, event: AnnouncementAcknowledged) -> None:
    await campaigns.put_first(tx, event.campaign_id, "acknowledged_at", event.acknowledged_at)
