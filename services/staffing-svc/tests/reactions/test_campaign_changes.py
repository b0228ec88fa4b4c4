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
    is_open,
    launched,
    rescheduled,
    revised,
    said,
)
from staffing_svc.domain.intervals import Interval
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.campaign_cancelled import on_campaign_cancelled
from staffing_svc.reactions.campaign_launched import on_campaign_launched
from staffing_svc.reactions.campaign_rescheduled import on_campaign_rescheduled
from staffing_svc.reactions.campaign_revised import on_campaign_revised
from staffing_svc.store import campaigns, intervals, layers, plans

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


TWO_WAVES = {
    "waves": (
        {"wave": 1, "channel": "email", "size": 40_000, "send_at": LAUNCH},
        {"wave": 2, "channel": "email", "size": 40_000, "send_at": LAUNCH + timedelta(days=3)},
    ),
    "expected_contacts": 2400,
}


async def test_a_campaign_called_off_after_its_first_wave_keeps_the_callers_of_that_wave(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced(**TWO_WAVES))
    (both,) = await layers.list_of(tx, CAMPAIGN)
    tx.now = LAUNCH + timedelta(hours=1)
    await deliver(tx, on_campaign_cancelled, cancelled().model_copy(update={"cancelled_at": tx.now}))
    (standing,) = await layers.list_standing(tx, ["sales"], LAUNCH, LAUNCH + WEEK)
    assert standing.mean.sum() == pytest.approx(both.mean.sum() / 2, rel=0.01)
    second = standing.grid.index_of(LAUNCH + timedelta(days=3))
    assert standing.mean[:second] == pytest.approx(both.mean[:second])
    assert (await plans.get(tx, CAMPAIGN)).withdrawn_at == tx.now
    assert len(said(tx, StaffingPlanWithdrawn)) == 1
    assert len(said(tx, StaffingPlanRaised)) == 1


async def test_a_campaign_revised_while_it_is_answered_is_planned_by_its_own_response(
    tx: Transaction,
) -> None:
    """Twice as many callers came as planned; the third wave that is added is planned with as many per person."""
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced(**TWO_WAVES))
    (first,) = await layers.list_of(tx, CAMPAIGN)
    two_days = LAUNCH + timedelta(days=2, hours=9)
    await intervals.put(
        tx,
        [
            Interval("sales", at, 1800, round((100.0 if is_open(at) else 0.0) + 2 * float(more)))
            for at, more in zip(first.grid.moments(), first.mean, strict=True)
            if at < two_days
        ],
    )
    tx.now = two_days
    third = {"wave": 3, "channel": "email", "size": 40_000, "send_at": LAUNCH + timedelta(days=4)}
    more = {"waves": (*TWO_WAVES["waves"], third), "expected_contacts": 3600}
    await deliver(tx, on_campaign_revised, revised(**more))
    newest = (await layers.list_of(tx, CAMPAIGN))[-1]
    assert newest.source == "the campaign's own response so far"
    assert newest.mean.sum() == pytest.approx(1.5 * 2 * first.mean.sum(), rel=0.15)


async def test_a_change_before_anybody_answered_is_planned_as_announced(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced(**TWO_WAVES))
    await deliver(tx, on_campaign_revised, revised(**TWO_WAVES))
    before, after = await layers.list_of(tx, CAMPAIGN)
    assert after.source == before.source
    assert after.mean == pytest.approx(before.mean)
