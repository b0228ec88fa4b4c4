"""A campaign has launched: from now on its callers are expected."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignLaunched

from staffing_svc.store import campaigns


async def on_campaign_launched(tx: Transaction, event: CampaignLaunched) -> None:
    await campaigns.mark_launched(tx, event.campaign_id, event.launched_at)
