"""Announce a campaign; announcing it again under its external id changes it, or changes nothing."""

from dataclasses import dataclass, replace

from concert_chassis.auth import Caller
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced
from concert_contracts.identity import uuid7

from campaign_svc.commands.adopt_terms import adopt_terms
from campaign_svc.commands.as_told import notice_as_told, terms_as_told
from campaign_svc.commands.record_version import record_version
from campaign_svc.commands.start_chain import start_chain
from campaign_svc.commands.tell import tell
from campaign_svc.domain.announcement import announced
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.terms import Terms
from campaign_svc.store import agreements, campaigns

ANNOUNCED_AGAIN = "announced again under the same external id"


@dataclass(frozen=True)
class AnnounceCampaign:
    """The whole of the campaign; `owner_stated` is False where the caller stands in for the owner."""

    terms: Terms
    owner_stated: bool = True


@dataclass(frozen=True)
class Announced:
    """The campaign as it is now; `is_new` is False when its external id was known before."""

    campaign: Campaign
    is_new: bool


async def announce_campaign(tx: Transaction, command: AnnounceCampaign, caller: Caller) -> Announced:
    """Refuses a launch in the past, a class that was not agreed, and another department's campaign."""
    terms = command.terms
    caller.must_belong_to(terms.department)
    known = await campaigns.find_by_external_ref(tx, terms.external_ref) if terms.external_ref else None
    if known is None:
        return Announced(await _announce(tx, terms), is_new=True)
    caller.must_belong_to(known.terms.department)
    again = terms if command.owner_stated else replace(terms, owner=known.terms.owner)
    return Announced(await adopt_terms(tx, known, again, reason=ANNOUNCED_AGAIN), is_new=False)


async def _announce(tx: Transaction, terms: Terms) -> Campaign:
    agreement = await agreements.get(tx, terms.department)
    campaign = announced(terms, agreement, campaign_id=uuid7(tx.now), now=tx.now)
    await campaigns.add(tx, campaign)
    event = CampaignAnnounced(
        campaign_id=campaign.campaign_id,
        version=campaign.version,
        announced_at=tx.now,
        terms=terms_as_told(terms),
        notice=notice_as_told(campaign.notice),
    )
    event_id = await tell(tx, campaign.campaign_id, event)
    await record_version(tx, campaign, event_id=event_id, material_changes=(), reason=None)
    await start_chain(tx, campaign, agreement, event_id=event_id)
    return campaign
