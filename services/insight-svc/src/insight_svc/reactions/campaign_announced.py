"""Marketing announced a campaign: know its callers and what its brief answers."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced

from insight_svc.commands.hear_campaign import hear_campaign


async def on_campaign_announced(tx: Transaction, event: CampaignAnnounced) -> None:
    await hear_campaign(tx, event.campaign_id, version=event.version, terms=event.terms)
