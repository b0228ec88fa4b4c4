"""A campaign changed: its codes, its numbers, or what its brief answers."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignRevised

from insight_svc.commands.hear_campaign import hear_campaign


async def on_campaign_revised(tx: Transaction, event: CampaignRevised) -> None:
    await hear_campaign(tx, event.campaign_id, version=event.version, terms=event.terms)
