"""A campaign will not happen: take its layers off the forecast and withdraw its plan."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled

from staffing_svc.commands.withdraw_plan import withdraw_plan


async def on_campaign_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    await withdraw_plan(
        tx, event.campaign_id, version=event.version, cancelled_at=event.cancelled_at, reason=event.reason
    )
