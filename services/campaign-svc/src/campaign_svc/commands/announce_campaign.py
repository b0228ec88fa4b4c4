"""Announce a campaign; announcing it again under its external id changes it, or changes nothing."""

from dataclasses import dataclass, replace

from concert_chassis.auth import Caller
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced
from concert_contracts.identity import uuid7

from campaign_svc.commands.adopt_terms import adopt_terms
from campaign_svc.commands.as_told import notice_as_told, terms_as_told
from campaign_svc.commands.start_chain import start_chain
from campaign_svc.commands.tell import tell
from campaign_svc.domain.campaign import Campaign, check_launch
from campaign_svc.domain.notice import judge
from campaign_svc.domain.terms import Terms
from campaign_svc.store import agreements, campaign_versions, campaigns
from campaign_svc.store.campaign_versions import CampaignVersion

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
    if terms.external_ref is not None:
        known = await campaigns.find_by_external_ref(tx, terms.external_ref)
        if known is not None:
            caller.must_belong_to(known.terms.department)
            owner = terms.owner if command.owner_stated else known.terms.owner
            again = replace(terms, owner=owner)
            return Announced(await adopt_terms(tx, known, again, reason=ANNOUNCED_AGAIN), is_new=False)
    return Announced(await _announce(tx, terms), is_new=True)


async def _announce(tx: Transaction, terms: Terms) -> Campaign:
    check_launch(terms.launch_at, tx.now)
    agreement = await agreements.get(tx, terms.department)
    notice = judge(
        agreement,
        campaign_class=terms.campaign_class,
        clock_started_at=tx.now,
        launch_at=terms.launch_at,
        timezone=terms.timezone,
        missing_fields=terms.missing(agreement.required_fields),
    )
    campaign = Campaign(
        campaign_id=uuid7(tx.now),
        version=1,
        terms=terms,
        notice=notice,
        announced_at=tx.now,
        clock_started_at=tx.now,
        contacts_at_clock_start=terms.expected_contacts,
    )
    await campaigns.add(tx, campaign)
    event = CampaignAnnounced(
        campaign_id=campaign.campaign_id,
        version=campaign.version,
        announced_at=tx.now,
        terms=terms_as_told(terms),
        notice=notice_as_told(notice),
    )
    event_id = await tell(tx, campaign.campaign_id, event)
    await campaign_versions.add(
        tx,
        CampaignVersion(
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            told_at=tx.now,
            told_by=tx.actor,
            event_id=event_id,
            material_changes=(),
            reason=None,
            terms=terms,
            notice=notice,
        ),
    )
    await start_chain(tx, campaign, agreement, event_id=event_id)
    return campaign
