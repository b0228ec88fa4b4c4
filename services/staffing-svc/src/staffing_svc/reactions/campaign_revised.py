"""A campaign changed: plan anew from its new terms."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignRevised

from staffing_svc.commands.hear_campaign import hear_campaign


async def on_campaign_revised(tx: Transaction, event: CampaignRevised) -> None:
    await hear_campaign(tx, event.campaign_id, version=event.version, terms=event.terms, notice=event.notice)
