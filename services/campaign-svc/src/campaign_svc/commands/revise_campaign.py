"""Change an announced campaign, if the caller saw its latest version and it is the caller's to change."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction

from campaign_svc.commands.adopt_terms import adopt_terms
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.terms import Terms
from campaign_svc.store import campaigns


@dataclass(frozen=True)
class ReviseCampaign:
    """`changed` makes the new terms of the present ones; `reason` is told with a new launch time."""

    campaign_id: UUID
    expected: ExpectedVersion
    changed: Callable[[Terms], Terms]
    reason: str | None


async def revise_campaign(tx: Transaction, command: ReviseCampaign, caller: Caller) -> Campaign:
    """Refuses a stale version, another department's campaign, and what its life no longer allows."""
    campaign = await campaigns.get_to_change(tx, command.campaign_id)
    caller.must_belong_to(campaign.terms.department)
    command.expected.check(campaign.version)
    return await adopt_terms(tx, campaign, command.changed(campaign.terms), reason=command.reason)
