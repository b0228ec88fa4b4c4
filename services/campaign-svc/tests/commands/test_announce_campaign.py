"""Announcing a campaign starts the center's clock; the same announcement again changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from campaign_builders import LAUNCH_AT, notice_as_told, terms_as_told, terms_of_a_campaign
from campaign_svc.commands.announce_campaign import AnnounceCampaign, announce_campaign
from campaign_svc.domain.agreement import UnknownCampaignClass
from campaign_svc.domain.campaign import CampaignOver, LaunchInThePast, LaunchTooFar
from campaign_svc.domain.terms import ExternalRef, QueueShare
from campaign_svc.store import campaign_versions, campaigns, chains
from campaign_time import Later
from concert_chassis.auth import Caller, NotYourDepartment
from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced, CampaignRevised, NoticeBreached

ANNOUNCED_AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


async def test_an_announcement_fourteen_days_ahead_is_told_as_on_time(
    tx: Transaction, marketing: Caller
) -> None:
    announced = await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)
    assert announced.is_new
    assert emitted(tx) == (
        CampaignAnnounced(
            campaign_id=announced.campaign.campaign_id,
            version=1,
            announced_at=ANNOUNCED_AT,
            terms=terms_as_told(),
            notice=notice_as_told(14),
        ),
    )


async def test_a_launch_in_nine_days_counts_against_the_agreement(tx: Transaction, marketing: Caller) -> None:
    soon = datetime(2025, 3, 10, 8, tzinfo=UTC)
    terms = terms_of_a_campaign(launch_at=soon)
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms), marketing)).campaign
    assert emitted(tx) == (
        CampaignAnnounced(
            campaign_id=campaign.campaign_id,
            version=1,
            announced_at=ANNOUNCED_AT,
            terms=terms_as_told(launch_at=soon),
            notice=notice_as_told(9, shortfall_days=5),
        ),
        NoticeBreached(
            campaign_id=campaign.campaign_id,
            version=1,
            breached_at=ANNOUNCED_AT,
            failed_link="announced",
            verdict="LATE_NOTICE",
            attributed_to="marketing",
            shortfall_days=5,
            announced_at=ANNOUNCED_AT,
            delivered_at=None,
            acknowledged_at=None,
            translated_at=None,
        ),
    )


async def test_the_same_campaign_announced_again_is_the_same_version_and_tells_nothing(
    tx: Transaction, marketing: Caller
) -> None:
    first = await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)
    said = emitted(tx)
    again = await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)
    assert (again.campaign, again.is_new) == (first.campaign, False)
    assert emitted(tx) == said


async def test_the_owner_stays_when_the_second_announcement_names_none(
    tx: Transaction, marketing: Caller
) -> None:
    first = await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)
    somebody = terms_of_a_campaign(owner="nightly-export")
    again = await announce_campaign(tx, AnnounceCampaign(somebody, owner_stated=False), marketing)
    assert again.campaign == first.campaign


async def test_other_content_under_the_same_external_id_revises_the_campaign(
    tx: Transaction, marketing: Caller
) -> None:
    first = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    grown = terms_of_a_campaign(expected_contacts=1_100)
    again = await announce_campaign(tx, AnnounceCampaign(grown), marketing)
    assert (again.campaign.campaign_id, again.campaign.version) == (first.campaign_id, 2)
    assert emitted(tx)[-1] == CampaignRevised(
        campaign_id=first.campaign_id,
        version=2,
        revised_at=ANNOUNCED_AT,
        material_changes=(),
        terms=terms_as_told(expected_contacts=1_100),
        notice=notice_as_told(14),
    )


async def test_campaigns_without_an_external_id_are_never_the_same(
    tx: Transaction, marketing: Caller
) -> None:
    terms = terms_of_a_campaign(external_ref=None)
    first = await announce_campaign(tx, AnnounceCampaign(terms), marketing)
    second = await announce_campaign(tx, AnnounceCampaign(terms), marketing)
    assert first.campaign.campaign_id != second.campaign.campaign_id


@pytest.mark.parametrize(
    ("launch_at", "refusal"),
    [
        (ANNOUNCED_AT, LaunchInThePast),
        (ANNOUNCED_AT - timedelta(seconds=1), LaunchInThePast),
        (ANNOUNCED_AT + timedelta(days=3651), LaunchTooFar),
    ],
)
async def test_a_launch_that_is_not_ahead_is_refused_and_nothing_is_told(
    tx: Transaction, marketing: Caller, launch_at: datetime, refusal: type[Exception]
) -> None:
    terms = terms_of_a_campaign()
    moved = replace(
        terms,
        launch_at=launch_at,
        ends_at=launch_at + timedelta(days=60),
        waves=(replace(terms.waves[0], send_at=launch_at),),
    )
    with pytest.raises(refusal):
        await announce_campaign(tx, AnnounceCampaign(moved), marketing)
    assert emitted(tx) == ()


async def test_a_class_that_was_not_agreed_is_refused(tx: Transaction, marketing: Caller) -> None:
    with pytest.raises(UnknownCampaignClass):
        await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign(campaign_class="whim")), marketing)


async def test_the_contact_center_cannot_announce_for_marketing(tx: Transaction) -> None:
    planner = Caller("planner-1", "contact_center", frozenset({"campaign_owner"}), frozenset())
    with pytest.raises(NotYourDepartment):
        await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), planner)


async def test_an_external_id_of_another_department_cannot_be_taken_over(
    tx: Transaction, marketing: Caller
) -> None:
    await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)
    sales = Caller("seller-1", "sales", frozenset({"campaign_owner"}), frozenset())
    with pytest.raises(NotYourDepartment):
        await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign(department="sales")), sales)


async def test_a_campaign_that_is_over_cannot_come_back_changed(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)
    after_the_end = await later("2025-05-01T09:00")
    with pytest.raises(CampaignOver):
        await announce_campaign(after_the_end, AnnounceCampaign(terms_of_a_campaign(name="Again")), marketing)


async def test_what_is_announced_is_kept_with_its_version_and_chain(
    tx: Transaction, marketing: Caller
) -> None:
    terms = terms_of_a_campaign()
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms), marketing)).campaign
    assert await campaigns.get(tx, campaign.campaign_id) == campaign
    (version,) = await campaign_versions.list_after(tx, campaign.campaign_id, after=None, limit=10)
    assert (version.terms, version.event_id, version.told_by) == (terms, tx.said[0].id, "system")
    (kept,) = await chains.list_of(tx, campaign.campaign_id)
    assert kept.chain.announced.event_id == tx.said[0].id
    assert kept.chain.due.delivered == ANNOUNCED_AT + timedelta(hours=1)
    assert kept.chain.due.acknowledged == datetime(2025, 3, 5, tzinfo=UTC)
    assert kept.chain.due.translated == datetime(2025, 3, 6, tzinfo=UTC)


async def test_a_full_campaign_survives_keeping_and_reading(tx: Transaction, marketing: Caller) -> None:
    tenths = tuple(QueueShare(f"queue {number}", 0.1) for number in range(10))
    terms = terms_of_a_campaign(
        name="Grüße 漢字 🎉", queues=tenths, brief=None, external_ref=ExternalRef("crm", "x" * 120), codes=()
    )
    assert terms.launch_at == LAUNCH_AT
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms), marketing)).campaign
    assert (await campaigns.get(tx, campaign.campaign_id)).terms == terms
