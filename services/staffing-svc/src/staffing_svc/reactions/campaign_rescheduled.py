"""A campaign launches at another time: its layers and its plan move with it."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignRescheduled

from staffing_svc.commands.hear_campaign import hear_campaign


async def on_campaign_rescheduled(tx: Transaction, event: CampaignRescheduled) -> None:
    await hear_campaign(tx, event.campaign_id, version=event.version, terms=event.terms, notice=event.notice)
