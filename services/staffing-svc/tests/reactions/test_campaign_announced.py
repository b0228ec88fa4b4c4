"""What the center does when marketing announces a campaign: it says that it heard, and what staff it needs."""

from datetime import timedelta
from math import exp, log, sqrt

import pytest
from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.staffing import (
    AnnouncementDelivered,
    QueuePlan,
    ServiceGoal,
    StaffingPlanRaised,
)
from staffing_builders import CAMPAIGN, LAUNCH, a_watched_queue, announced, said, terms
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import campaigns, layers, plans

ALWAYS_CLOSED = ((),) * 7


def contacts_of_an_email(people: int, told: int) -> float:
    """Half of log(told/people), half of the usual 1-5 % (its central 80 %); the mean of that log-normal."""
    usual, spread = log(sqrt(0.01 * 0.05)), log(5) / (2 * 1.2815515655446004)
    return people * exp((log(told / people) + usual) / 2 + spread**2 / 2 / 2)


async def test_the_center_says_that_it_heard_and_what_staff_it_needs(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced())
    heard, raised = emitted(tx)
    assert heard == AnnouncementDelivered(campaign_id=CAMPAIGN, campaign_version=1, delivered_at=tx.now)
    assert isinstance(raised, StaffingPlanRaised)
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    (layer,) = await layers.list_of(tx, CAMPAIGN)
    touched = [i for i in range(planned.grid.count) if planned.campaign[i] > 1e-6]
    gaps = [max(planned.required_erlang_a[i] - planned.scheduled[i], 0.0) for i in touched]
    required = [planned.required_erlang_a[i] for i in touched]
    peak = max(touched, key=lambda i: planned.required_erlang_a[i])
    assert raised == StaffingPlanRaised(
        campaign_id=CAMPAIGN,
        campaign_version=1,
        plan_version=1,
        raised_at=tx.now,
        model="erlang-a",
        service_goal=ServiceGoal(variant="SL4", target_share=0.8, within_s=20, max_abandonment_share=0.05),
        queues=(
            QueuePlan(
                queue="sales",
                forecast_version=1,
                first_interval_at=LAUNCH,
                last_interval_at=LAUNCH + timedelta(days=7, minutes=-30),
                interval_s=1800,
                baseline_contacts=100.0 * len(touched),
                campaign_contacts=raised.queues[0].campaign_contacts,
                peak_required_agents=int(max(required)),
                peak_required_at=planned.grid.at(peak),
                peak_gap_agents=int(max(gaps)),
                gap_agent_hours=raised.gap_agent_hours,
            ),
        ),
        gap_agent_hours=raised.gap_agent_hours,
        covered_share=raised.covered_share,
    )
    assert raised.queues[0].campaign_contacts.likely == pytest.approx(
        contacts_of_an_email(40_000, 1200), rel=0.01
    )
    contacts = raised.queues[0].campaign_contacts
    assert (contacts.low, contacts.high) == pytest.approx((sum(layer.low), sum(layer.high)))
    assert raised.gap_agent_hours == pytest.approx(sum(gaps) / 2)
    assert raised.covered_share == pytest.approx(1 - sum(gaps) / sum(required))
    # 100 contacts of 240 s in 1800 s are 13.3 erlangs: no fewer than those at work, with 30 % away.
    assert min(planned.required_erlang_a[i] for i in touched) >= 13.3 / 0.7


async def test_an_announcement_that_is_not_newer_is_not_heard_again(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced(version=2))
    before = emitted(tx)
    await deliver(tx, on_campaign_announced, announced(version=1, name="An older name"))
    assert emitted(tx) == before
    assert (await campaigns.get(tx, CAMPAIGN)).terms.name == "Spring fibre"


async def test_the_same_announcement_twice_is_planned_once(tx: Transaction) -> None:
    envelope = enveloped(announced(), now=tx.now)
    await deliver(tx, on_campaign_announced, envelope, envelope)
    await deliver(tx, on_campaign_announced, announced())
    assert [type(event) for event in emitted(tx)] == [AnnouncementDelivered, StaffingPlanRaised]


async def test_a_queue_nobody_knows_is_planned_with_the_usual_figures_and_a_note(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced(timezone="Moon/Base"))
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    assert planned.forecast_version is None
    assert planned.campaign.sum() > 1000
    assert any("Nobody set this queue up" in note for note in planned.notes)


async def test_over_closed_hours_the_plan_says_so_and_plans_no_contacts(tx: Transaction) -> None:
    closed_after_monday = (((480, 1200),), (), (), (), (), (), ())
    await a_watched_queue(tx, opening=closed_after_monday)
    tuesday = LAUNCH + timedelta(days=1)
    wave = {"wave": 1, "channel": "email", "size": 40_000, "send_at": tuesday}
    days = tuesday + timedelta(days=3)
    await deliver(tx, on_campaign_announced, announced(launch_at=tuesday, ends_at=days, waves=(wave,)))
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    assert planned.campaign.sum() == 0
    assert planned.notes[0] == (
        "The queue is closed whenever its callers would come: no contacts are planned."
    )
    (raised,) = said(tx, StaffingPlanRaised)
    assert (raised.gap_agent_hours, raised.covered_share) == (0, 1)


async def test_a_wave_after_which_the_queue_never_opens_is_named_and_the_others_are_planned(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    friday_night = LAUNCH + timedelta(days=4, hours=12)
    waves = (
        {"wave": 1, "channel": "email", "size": 20_000, "send_at": LAUNCH},
        {"wave": 2, "channel": "email", "size": 20_000, "send_at": friday_night},
    )
    until_sunday = LAUNCH + timedelta(days=6)
    await deliver(tx, on_campaign_announced, announced(waves=waves, ends_at=until_sunday))
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    assert planned.campaign.sum() == pytest.approx(contacts_of_an_email(20_000, 600), rel=0.01)
    assert "After wave 2 the queue never opens again" in planned.notes[0]


FAR = LAUNCH.replace(year=9999, month=12, day=30)


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"launch_at": FAR, "ends_at": FAR + timedelta(days=1)}, "more than a year away"),
        ({"launch_at": LAUNCH.replace(year=1), "ends_at": LAUNCH.replace(year=2)}, "over long before"),
        ({"launch_at": LAUNCH.replace(year=1), "ends_at": FAR}, "over long before"),
        ({"expected_contacts": 1_000_000_000, "audience_size": 1_000_000_000}, None),
        ({"expected_contacts": 0, "audience_size": 0, "handle_time_uplift_share": -0.9}, None),
        ({"handle_time_uplift_share": 5, "expected_contacts": 1_000_000_000}, None),
    ],
)
async def test_odd_campaigns_are_planned_as_far_as_they_can_be(
    tx: Transaction, changes: dict[str, object], note: str | None
) -> None:
    await a_watched_queue(tx)
    at = changes.get("launch_at", LAUNCH)
    size = changes.get("audience_size", 40_000)
    wave = {"wave": 1, "channel": "email", "size": size, "send_at": at}
    await deliver(tx, on_campaign_announced, announced(**changes, waves=(wave,)))
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    assert note is None or any(note in one for one in planned.notes)
    assert len(said(tx, StaffingPlanRaised)) == 1


async def test_another_campaign_on_the_queue_is_in_the_baseline_of_the_plan(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced())
    alone = (await plans.get(tx, CAMPAIGN)).queues[0]
    other = announced().model_copy(
        update={"campaign_id": CAMPAIGN.__class__(int=7), "terms": terms(name="Other")}
    )
    await deliver(tx, on_campaign_announced, other)
    second = (await plans.get(tx, other.campaign_id)).queues[0]
    assert second.baseline.sum() == pytest.approx(alone.baseline.sum() + alone.campaign.sum())
