"""A campaign was called off: nobody has to answer for it."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled

from goals_svc.store import campaigns


async def on_campaign_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    await campaigns.put_cancelled(tx, event.campaign_id, event.cancelled_at)
