"""What the center does when a campaign changes, moves, launches or is called off."""

from datetime import timedelta

import pytest
from concert_chassis.reactions import Reaction
from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.event import Event
from concert_contracts.staffing import (
    AnnouncementDelivered,
    StaffingPlanRaised,
    StaffingPlanWithdrawn,
)
from staffing_builders import (
    CAMPAIGN,
    LAUNCH,
    a_watched_queue,
    announced,
    cancelled,
    launched,
    rescheduled,
    revised,
    said,
)
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.campaign_cancelled import on_campaign_cancelled
from staffing_svc.reactions.campaign_launched import on_campaign_launched
from staffing_svc.reactions.campaign_rescheduled import on_campaign_rescheduled
from staffing_svc.reactions.campaign_revised import on_campaign_revised
from staffing_svc.store import campaigns, layers, plans

WEEK = timedelta(days=7)
NEXT_WEEK = {
    "launch_at": LAUNCH + WEEK,
    "ends_at": LAUNCH + 2 * WEEK,
    "waves": ({"wave": 1, "channel": "email", "size": 40_000, "send_at": LAUNCH + WEEK},),
}
CHANGES = [
    pytest.param(on_campaign_rescheduled, rescheduled(**NEXT_WEEK), rescheduled(1), id="rescheduled"),
    pytest.param(on_campaign_revised, revised(**NEXT_WEEK), revised(1), id="revised"),
]


@pytest.mark.parametrize(("reaction", "change", "old"), CHANGES)
async def test_layers_and_plan_follow_a_change(
    tx: Transaction, reaction: Reaction, change: Event, old: Event
) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced())
    (first,) = said(tx, StaffingPlanRaised)
    before = len(emitted(tx))
    await deliver(tx, reaction, change)
    heard, raised = emitted(tx)[before:]
    assert heard == AnnouncementDelivered(campaign_id=CAMPAIGN, campaign_version=2, delivered_at=tx.now)
    moved = first.queues[0].model_copy(
        update={
            "first_interval_at": first.queues[0].first_interval_at + WEEK,
            "last_interval_at": first.queues[0].last_interval_at + WEEK,
            "peak_required_at": first.queues[0].peak_required_at + WEEK,
        }
    )
    assert raised == first.model_copy(update={"campaign_version": 2, "plan_version": 2, "queues": (moved,)})
    old_layer, new_layer = await layers.list_of(tx, CAMPAIGN)
    assert (old_layer.withdrawn_at, new_layer.withdrawn_at) == (tx.now, None)
    assert new_layer.grid.start == LAUNCH + WEEK


@pytest.mark.parametrize(("reaction", "change", "old"), CHANGES)
async def test_a_change_older_than_what_is_known_changes_nothing(
    tx: Transaction, reaction: Reaction, change: Event, old: Event
) -> None:
    await deliver(tx, on_campaign_announced, announced(version=2))
    before = emitted(tx)
    await deliver(tx, reaction, old)
    assert emitted(tx) == before


@pytest.mark.parametrize(("reaction", "change", "old"), CHANGES)
async def test_the_same_change_twice_is_planned_once(
    tx: Transaction, reaction: Reaction, change: Event, old: Event
) -> None:
    await deliver(tx, on_campaign_announced, announced())
    envelope = enveloped(change, now=tx.now)
    await deliver(tx, reaction, envelope, envelope)
    await deliver(tx, reaction, change)
    assert (await plans.get(tx, CAMPAIGN)).version == 2
    assert len(said(tx, StaffingPlanRaised)) == 2


async def test_a_change_of_a_campaign_never_heard_of_is_planned_like_an_announcement(tx: Transaction) -> None:
    await deliver(tx, on_campaign_revised, revised())
    assert [type(event) for event in emitted(tx)] == [AnnouncementDelivered, StaffingPlanRaised]


async def test_a_cancelled_campaign_leaves_the_forecast_and_its_plan_is_withdrawn(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_campaign_cancelled, cancelled())
    assert emitted(tx)[2:] == (
        StaffingPlanWithdrawn(
            campaign_id=CAMPAIGN,
            campaign_version=2,
            plan_version=1,
            withdrawn_at=tx.now,
            reason="The supplier cannot deliver.",
        ),
    )
    assert await layers.list_standing(tx, ["sales"], LAUNCH, LAUNCH + WEEK) == []
    assert (await plans.get(tx, CAMPAIGN)).withdrawn_at == tx.now
    assert not (await campaigns.get(tx, CAMPAIGN)).live


async def test_calling_off_a_campaign_nobody_heard_of_withdraws_nothing(tx: Transaction) -> None:
    await deliver(tx, on_campaign_cancelled, cancelled())
    assert emitted(tx) == ()


async def test_the_same_cancellation_twice_withdraws_once(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    envelope = enveloped(cancelled(), now=tx.now)
    await deliver(tx, on_campaign_cancelled, envelope, envelope)
    await deliver(tx, on_campaign_cancelled, cancelled())
    assert len(said(tx, StaffingPlanWithdrawn)) == 1


async def test_a_change_after_the_cancellation_is_heard_but_not_planned(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_campaign_cancelled, cancelled())
    await deliver(tx, on_campaign_revised, revised(3))
    assert len(said(tx, StaffingPlanRaised)) == 1
    assert await layers.list_standing(tx, ["sales"], LAUNCH, LAUNCH + WEEK) == []


async def test_a_launch_is_noted(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_campaign_launched, launched())
    assert (await campaigns.get(tx, CAMPAIGN)).launched_at == LAUNCH


async def test_the_launch_of_a_campaign_nobody_heard_of_is_not(tx: Transaction) -> None:
    await deliver(tx, on_campaign_launched, launched())
    assert await campaigns.find(tx, CAMPAIGN) is None
    assert emitted(tx) == ()


async def test_the_same_launch_twice_is_noted_once(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    envelope = enveloped(launched(), now=tx.now)
    await deliver(tx, on_campaign_launched, envelope, envelope)
    assert (await campaigns.get(tx, CAMPAIGN)).launched_at == LAUNCH
