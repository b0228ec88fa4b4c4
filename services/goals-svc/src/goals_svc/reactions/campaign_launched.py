"""A campaign launched: whether its notice was kept counts from now on."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignLaunched

from goals_svc.store import campaigns


async def on_campaign_launched(tx: Transaction, event: CampaignLaunched) -> None:
    await campaigns.put_launched(tx, event)
