"""A deadline that passes is told as the breach of the link that failed, once, and never as marketing's."""

from datetime import UTC, datetime

from campaign_builders import terms_of_a_campaign
from campaign_svc.commands.announce_campaign import AnnounceCampaign, announce_campaign
from campaign_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from campaign_svc.reactions.announcement_delivered import on_announcement_delivered
from campaign_svc.reactions.staffing_plan_raised import on_staffing_plan_raised
from campaign_svc.store import chains
from campaign_svc.timers.breaches import BREACHES
from campaign_time import Later
from center_said import acknowledged, delivered, plan_raised
from concert_chassis.auth import Caller
from concert_chassis.testing import deliver, emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import NoticeBreached

ANNOUNCED_AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


async def test_what_never_arrived_is_undelivered_after_an_hour(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    in_time = await later("2025-03-01T10:00")
    await BREACHES.run(in_time)
    assert emitted(in_time) == ()
    after = await later("2025-03-01T10:01")
    for _ in range(3):
        await BREACHES.run(after)
    assert emitted(after) == (
        NoticeBreached(
            campaign_id=campaign.campaign_id,
            version=1,
            breached_at=after.now,
            failed_link="delivered",
            verdict="UNDELIVERED",
            attributed_to="contact_center",
            shortfall_days=0,
            announced_at=ANNOUNCED_AT,
            delivered_at=None,
            acknowledged_at=None,
            translated_at=None,
        ),
    )


async def test_what_nobody_read_is_unacknowledged_after_two_working_days(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    """Announced on a Saturday: Monday and Tuesday are the two working days."""
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    await deliver(tx, on_announcement_delivered, delivered(campaign.campaign_id))
    tuesday = await later("2025-03-04T23:59")
    await BREACHES.run(tuesday)
    assert emitted(tuesday) == ()
    wednesday = await later("2025-03-05T00:01")
    await BREACHES.run(wednesday)
    await BREACHES.run(wednesday)
    (breached,) = emitted(wednesday)
    assert isinstance(breached, NoticeBreached)
    assert (breached.verdict, breached.attributed_to) == ("UNACKNOWLEDGED", "contact_center")


async def test_what_was_read_but_never_planned_is_untranslated_after_three(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    await deliver(tx, on_announcement_delivered, delivered(campaign.campaign_id))
    await deliver(tx, on_announcement_acknowledged, acknowledged(campaign.campaign_id))
    thursday = await later("2025-03-06T00:01")
    await BREACHES.run(thursday)
    await BREACHES.run(thursday)
    (breached,) = emitted(thursday)
    assert isinstance(breached, NoticeBreached)
    assert (breached.failed_link, breached.verdict) == ("translated", "UNTRANSLATED")


async def test_a_center_that_did_its_part_is_never_blamed(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    await deliver(tx, on_announcement_delivered, delivered(campaign.campaign_id))
    await deliver(tx, on_staffing_plan_raised, plan_raised(campaign.campaign_id))
    await deliver(tx, on_announcement_acknowledged, acknowledged(campaign.campaign_id))
    after = await later("2025-03-20T09:00")
    await BREACHES.run(after)
    assert emitted(after) == ()


async def test_after_late_notice_the_center_is_not_blamed_as_well(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    late = terms_of_a_campaign(launch_at=datetime(2025, 3, 10, 8, tzinfo=UTC))
    campaign = (await announce_campaign(tx, AnnounceCampaign(late), marketing)).campaign
    after = await later("2025-03-20T09:00")
    await BREACHES.run(after)
    assert emitted(after) == ()
    (kept,) = await chains.list_of(after, campaign.campaign_id)
    assert kept.breach is not None
    assert (kept.breach.verdict, kept.breach_event_id) == ("LATE_NOTICE", tx.said[-1].id)


async def test_receipts_that_waited_on_the_bus_while_the_service_was_down_come_before_any_blame(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    back_again = await later("2025-03-01T18:00")
    await BREACHES.run(back_again)
    await deliver(back_again, on_announcement_delivered, delivered(campaign.campaign_id))
    await BREACHES.run(back_again)
    assert emitted(back_again) == ()
