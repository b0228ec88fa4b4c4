"""A campaign will not happen: nobody need complete its brief any more."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled

from insight_svc.store import campaigns


async def on_campaign_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    await campaigns.cancel(tx, event.campaign_id, version=event.version, at=event.cancelled_at)
