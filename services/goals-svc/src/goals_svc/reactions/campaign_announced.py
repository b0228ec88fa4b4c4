"""Marketing announced a campaign: from now on the center's answer is timed."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced

from goals_svc.store import campaigns


async def on_campaign_announced(tx: Transaction, event: CampaignAnnounced) -> None:
    await campaigns.put_announced(tx, event)
