"""A change is told at once; a material one restarts the clock, and nobody overwrites what they have not seen."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from campaign_builders import LAUNCH_AT, notice_as_told, terms_as_told, terms_of_a_campaign
from campaign_svc.commands.cancel_campaign import CancelCampaign, cancel_campaign
from campaign_svc.commands.launch_campaigns import launch_campaigns
from campaign_svc.commands.make_agreement import MakeAgreement, make_agreement
from campaign_svc.commands.revise_campaign import ReviseCampaign, revise_campaign
from campaign_svc.domain.agreement import ClassTerms, NoticeAgreement
from campaign_svc.domain.campaign import (
    Campaign,
    CampaignAlreadyCancelled,
    CampaignAlreadyLaunched,
    LaunchInThePast,
    LaunchTooFar,
)
from campaign_svc.domain.change import FixedAtAnnouncement, moved_to
from campaign_svc.domain.terms import Terms
from campaign_svc.store import chains
from campaign_time import Later
from concert_chassis.auth import Caller, NotYourDepartment
from concert_chassis.etags import ExpectedVersion, VersionStale
from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignRescheduled, CampaignRevised, NoticeBreached

Announce = Callable[[Terms], Awaitable[Campaign]]
ANNOUNCED_AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


def change(campaign: Campaign, to: Callable[[Terms], Terms], *, version: int | None = None) -> ReviseCampaign:
    return ReviseCampaign(campaign.campaign_id, ExpectedVersion(version), to, "the printer is late")


async def test_a_later_launch_is_rescheduled_and_keeps_the_clock(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-08T10:00")
    new = datetime(2025, 3, 20, 8, tzinfo=UTC)
    await revise_campaign(tx, change(campaign, lambda terms: moved_to(terms, new)), marketing)
    assert emitted(tx) == (
        CampaignRescheduled(
            campaign_id=campaign.campaign_id,
            version=2,
            rescheduled_at=tx.now,
            previous_launch_at=LAUNCH_AT,
            reason="the printer is late",
            terms=terms_as_told(
                launch_at=new,
                ends_at=datetime(2025, 4, 20, 8, tzinfo=UTC),
                waves=[{"wave": 1, "channel": "email", "size": 50_000, "send_at": new}],
            ),
            notice=notice_as_told(19),
        ),
    )


async def test_an_earlier_launch_restarts_the_clock_and_is_late_notice(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-08T10:00")
    new = datetime(2025, 3, 12, 8, tzinfo=UTC)
    revised = await revise_campaign(tx, change(campaign, lambda terms: moved_to(terms, new)), marketing)
    assert revised.notice.given_days == 4
    rescheduled, breached = emitted(tx)
    assert isinstance(rescheduled, CampaignRescheduled)
    assert rescheduled.notice == notice_as_told(4, shortfall_days=10)
    assert breached == NoticeBreached(
        campaign_id=campaign.campaign_id,
        version=2,
        breached_at=tx.now,
        failed_link="announced",
        verdict="LATE_NOTICE",
        attributed_to="marketing",
        shortfall_days=10,
        announced_at=tx.now,
        delivered_at=None,
        acknowledged_at=None,
        translated_at=None,
    )


async def test_a_fifth_more_contacts_restarts_the_clock(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-02T10:00")
    more = change(campaign, lambda terms: replace(terms, expected_contacts=1_200))
    await revise_campaign(tx, more, marketing)
    revised, breached = emitted(tx)
    assert revised == CampaignRevised(
        campaign_id=campaign.campaign_id,
        version=2,
        revised_at=tx.now,
        material_changes=("more_contacts",),
        terms=terms_as_told(expected_contacts=1_200),
        notice=notice_as_told(13, shortfall_days=1),
    )
    assert isinstance(breached, NoticeBreached)
    first, second = await chains.list_of(tx, campaign.campaign_id)
    assert (first.closed, second.closed) == (True, False)


async def test_what_the_center_still_owed_ends_with_the_version_it_was_owed_for(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-02T10:00")
    more = change(campaign, lambda terms: replace(terms, expected_contacts=1_200))
    await revise_campaign(tx, more, marketing)
    verdicts = [(event.version, event.verdict) for event in emitted(tx) if isinstance(event, NoticeBreached)]
    assert verdicts == [(2, "LATE_NOTICE")]


async def test_a_better_brief_after_the_launch_is_no_breach(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    launched = await later("2025-03-15T09:00")
    await launch_campaigns(launched)
    tx = await later("2025-03-18T09:00")
    await revise_campaign(tx, change(campaign, lambda terms: replace(terms, brief=None)), marketing)
    assert emitted(tx) == (
        CampaignRevised(
            campaign_id=campaign.campaign_id,
            version=2,
            revised_at=tx.now,
            material_changes=(),
            terms=terms_as_told(brief=None),
            notice=notice_as_told(14),
        ),
    )


async def test_no_change_makes_no_version_and_tells_nothing(
    tx: Transaction, announce: Announce, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    said = emitted(tx)
    assert await revise_campaign(tx, change(campaign, lambda terms: terms), marketing) == campaign
    assert emitted(tx) == said


async def test_a_change_of_what_somebody_else_changed_first_is_refused(
    tx: Transaction, announce: Announce, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await revise_campaign(tx, change(campaign, lambda terms: replace(terms, name="A"), version=1), marketing)
    with pytest.raises(VersionStale):
        await revise_campaign(
            tx, change(campaign, lambda terms: replace(terms, name="B"), version=1), marketing
        )


async def test_the_center_can_never_edit_a_campaign(tx: Transaction, announce: Announce) -> None:
    campaign = await announce(terms_of_a_campaign())
    planner = Caller("planner-1", "contact_center", frozenset({"planner"}), frozenset())
    with pytest.raises(NotYourDepartment):
        await revise_campaign(tx, change(campaign, lambda terms: replace(terms, name="Later!")), planner)


async def test_a_launch_that_has_happened_cannot_be_moved(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-16T09:00")
    with pytest.raises(CampaignAlreadyLaunched):
        await revise_campaign(
            tx, change(campaign, lambda terms: moved_to(terms, LAUNCH_AT + timedelta(days=30))), marketing
        )


async def test_a_launch_cannot_be_moved_into_the_past(
    tx: Transaction, announce: Announce, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    with pytest.raises(LaunchInThePast):
        await revise_campaign(
            tx, change(campaign, lambda terms: moved_to(terms, ANNOUNCED_AT - timedelta(days=1))), marketing
        )


async def test_a_launch_cannot_be_pushed_away_for_ever(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign(launch_at=LAUNCH_AT))
    tx = await later("2025-03-10T09:00")
    far = ANNOUNCED_AT + timedelta(days=3651)
    with pytest.raises(LaunchTooFar):
        await revise_campaign(tx, change(campaign, lambda terms: moved_to(terms, far)), marketing)


async def test_a_campaign_cannot_be_made_an_emergency_to_escape_its_notice(
    tx: Transaction, announce: Announce, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    emergency = change(campaign, lambda terms: replace(terms, campaign_class="emergency"))
    with pytest.raises(FixedAtAnnouncement):
        await revise_campaign(tx, emergency, marketing)


async def test_a_cancelled_campaign_cannot_be_changed(
    tx: Transaction, announce: Announce, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "no budget"), marketing)
    with pytest.raises(CampaignAlreadyCancelled):
        await revise_campaign(tx, change(campaign, lambda terms: replace(terms, name="Again")), marketing)


async def test_a_new_agreement_does_not_judge_what_was_announced_under_the_old_one(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-02T09:00")

    def stricter(department: str, version: int) -> NoticeAgreement:
        return NoticeAgreement(department, version, classes={"standard": ClassTerms(lead_days=30)})

    await make_agreement(tx, MakeAgreement("marketing", ExpectedVersion(1), stricter))
    renamed = await revise_campaign(
        tx, change(campaign, lambda terms: replace(terms, name="Renamed")), marketing
    )
    assert (renamed.notice.agreement_version, renamed.notice.on_time) == (1, True)
    grown = await revise_campaign(
        tx, change(campaign, lambda terms: replace(terms, expected_contacts=5_000)), marketing
    )
    assert (grown.notice.agreement_version, grown.notice.shortfall_days) == (2, 17)
