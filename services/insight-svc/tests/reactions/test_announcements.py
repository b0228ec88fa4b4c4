"""Marketing announces, changes and cancels: its callers are known, and what the brief answers."""

from datetime import timedelta

from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import (
    Brief,
    BriefAnswer,
    CampaignCancelled,
    CampaignRescheduled,
    CampaignRevised,
)
from insight_builders import CAMPAIGN, NOW, announced, contact, notice, terms
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.domain.campaigns import AnnouncedCampaign
from insight_svc.domain.campaigns import BriefAnswer as Answer
from insight_svc.reactions.campaign_announced import on_campaign_announced
from insight_svc.reactions.campaign_cancelled import on_campaign_cancelled
from insight_svc.reactions.campaign_rescheduled import on_campaign_rescheduled
from insight_svc.reactions.campaign_revised import on_campaign_revised
from insight_svc.reactions.contact_ended import on_contact_ended
from insight_svc.store import campaigns
from insight_svc.store.tables import CONTACT
from sqlalchemy import select

ROUTER_BRIEF = Brief(summary="Fibre.", answers=(BriefAnswer(topic="router", text="It can stay."),))


def revised(version: int = 2) -> CampaignRevised:
    return CampaignRevised(
        campaign_id=CAMPAIGN,
        version=version,
        revised_at=NOW,
        material_changes=("other",),
        terms=terms(brief=ROUTER_BRIEF),
        notice=notice(),
    )


def rescheduled(version: int = 2) -> CampaignRescheduled:
    return CampaignRescheduled(
        campaign_id=CAMPAIGN,
        version=version,
        rescheduled_at=NOW,
        previous_launch_at=NOW - timedelta(days=2),
        reason="the mailing is late",
        terms=terms(launch_at=NOW + timedelta(days=3)),
        notice=notice(),
    )


def cancelled(version: int = 2) -> CampaignCancelled:
    return CampaignCancelled(campaign_id=CAMPAIGN, version=version, cancelled_at=NOW, reason="no stock")


async def test_an_announcement_is_copied_with_its_keys_and_its_brief(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    assert await campaigns.find(tx, CAMPAIGN) == AnnouncedCampaign(
        campaign_id=CAMPAIGN,
        version=1,
        name="Spring fibre",
        department="marketing",
        launch_at=NOW - timedelta(days=2),
        ends_at=NOW + timedelta(days=30),
        numbers=("+43800100200",),
        codes=("spring", "fibre25"),
        brief=(Answer("price", "25 a month for a year."),),
        cancelled_at=None,
    )
    assert emitted(tx) == ()


async def test_callers_that_came_before_the_announcement_are_found_afterwards(tx: Transaction) -> None:
    await deliver(
        tx, on_contact_ended, contact(1, dialed_number="+43 (800) 100-200"), contact(2, code="SPRING 24")
    )
    await examine_contacts(tx)
    await deliver(tx, on_campaign_announced, announced())
    await examine_contacts(tx)
    rows = (await tx.execute(select(CONTACT.c.campaign_id).order_by(CONTACT.c.contact_id))).scalars().all()
    assert rows == [CAMPAIGN, None]


async def test_an_older_version_that_comes_late_changes_nothing(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced(version=3))
    await deliver(tx, on_campaign_announced, announced(version=2, name="Old name"))
    found = await campaigns.find(tx, CAMPAIGN)
    assert found is not None
    assert (found.version, found.name) == (3, "Spring fibre")


async def test_the_same_announcement_twice_is_one_campaign(tx: Transaction) -> None:
    heard = enveloped(announced(), now=tx.now)
    await deliver(tx, on_campaign_announced, heard)
    once = await campaigns.find(tx, CAMPAIGN)
    await deliver(tx, on_campaign_announced, heard)
    assert await campaigns.find(tx, CAMPAIGN) == once


async def test_a_revised_brief_answers_from_then_on(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_campaign_revised, revised())
    found = await campaigns.find(tx, CAMPAIGN)
    assert found is not None
    assert found.brief == (Answer("router", "It can stay."),)


async def test_a_revision_older_than_what_is_known_changes_nothing(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced(version=5))
    before = await campaigns.find(tx, CAMPAIGN)
    await deliver(tx, on_campaign_revised, revised(version=4))
    assert await campaigns.find(tx, CAMPAIGN) == before


async def test_the_same_revision_twice_counts_once(tx: Transaction) -> None:
    heard = enveloped(revised(), now=tx.now)
    await deliver(tx, on_campaign_revised, heard)
    once = await campaigns.find(tx, CAMPAIGN)
    await deliver(tx, on_campaign_revised, heard)
    assert await campaigns.find(tx, CAMPAIGN) == once


async def test_a_rescheduled_campaign_is_due_at_its_new_time(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_campaign_rescheduled, rescheduled())
    found = await campaigns.find(tx, CAMPAIGN)
    assert found is not None
    assert found.launch_at == NOW + timedelta(days=3)


async def test_a_rescheduling_older_than_what_is_known_changes_nothing(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced(version=5))
    before = await campaigns.find(tx, CAMPAIGN)
    await deliver(tx, on_campaign_rescheduled, rescheduled(version=4))
    assert await campaigns.find(tx, CAMPAIGN) == before


async def test_the_same_rescheduling_twice_counts_once(tx: Transaction) -> None:
    heard = enveloped(rescheduled(), now=tx.now)
    await deliver(tx, on_campaign_rescheduled, heard)
    once = await campaigns.find(tx, CAMPAIGN)
    await deliver(tx, on_campaign_rescheduled, heard)
    assert await campaigns.find(tx, CAMPAIGN) == once


async def test_a_cancelled_campaign_stays_known_as_cancelled(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_campaign_cancelled, cancelled())
    found = await campaigns.find(tx, CAMPAIGN)
    assert found is not None
    assert found.cancelled_at == NOW


async def test_the_cancellation_of_an_unknown_campaign_changes_nothing(tx: Transaction) -> None:
    await deliver(tx, on_campaign_cancelled, cancelled())
    assert await campaigns.find(tx, CAMPAIGN) is None


async def test_the_same_cancellation_twice_counts_once(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    heard = enveloped(cancelled(), now=tx.now)
    await deliver(tx, on_campaign_cancelled, heard)
    once = await campaigns.find(tx, CAMPAIGN)
    await deliver(tx, on_campaign_cancelled, heard)
    assert await campaigns.find(tx, CAMPAIGN) == once
