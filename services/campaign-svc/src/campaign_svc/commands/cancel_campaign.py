"""Cancel a campaign: its chain ends, its brief is found no more, and notice is never breached by it."""

from dataclasses import dataclass, replace
from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled

from campaign_svc.commands.end_chains import end_chains
from campaign_svc.commands.tell import tell
from campaign_svc.domain.campaign import Campaign
from campaign_svc.store import campaigns


@dataclass(frozen=True)
class CancelCampaign:
    """Which campaign, and why."""

    campaign_id: UUID
    reason: str


async def cancel_campaign(tx: Transaction, command: CancelCampaign, caller: Caller) -> Campaign:
    """Refuses a campaign that is over or cancelled, and another department's."""
    campaign = await campaigns.get_to_change(tx, command.campaign_id)
    caller.must_belong_to(campaign.terms.department)
    campaign.check_open(tx.now)
    cancelled = replace(
        campaign,
        version=campaign.version + 1,
        cancelled_at=tx.now,
        cancellation_reason=command.reason,
    )
    await campaigns.put(tx, cancelled)
    await end_chains(tx, campaign.campaign_id)
    event = CampaignCancelled(
        campaign_id=campaign.campaign_id,
        version=cancelled.version,
        cancelled_at=tx.now,
        reason=command.reason,
    )
    await tell(tx, campaign.campaign_id, event)
    return cancelled
