"""A campaign launches at another time: its callers are due then."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignRescheduled

from insight_svc.commands.hear_campaign import hear_campaign


async def on_campaign_rescheduled(tx: Transaction, event: CampaignRescheduled) -> None:
    await hear_campaign(tx, event.campaign_id, version=event.version, terms=event.terms)
