"""What a queue can still carry, and what would happen if, against Erlang's own answers."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_svc.domain.erlang import StaffingGoal, performance, required_agents
from staffing_svc.domain.layers import CampaignEffect, ContactRate, LayerGrid, Wave, campaign_layer
from staffing_svc.domain.layers.capacity import headroom, rank_slots
from staffing_svc.domain.layers.refusals import ImpossibleEffect
from staffing_svc.domain.layers.what_if import Change, Situation, frontier, what_if

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
GOAL = StaffingGoal(0.8, within_s=20.0, max_abandonment=0.05)
INTERVALS = 20 * 24


def situation(*, scheduled: float | None = None, contacts: float = 100.0) -> Situation:
    """Twenty days of equal hours, staffed to the goal unless told otherwise."""
    volume = np.full(INTERVALS, contacts)
    agents = (
        required_agents(contacts, 300.0, 3600, GOAL, patience_s=120.0) if scheduled is None else scheduled
    )
    return Situation(
        contacts=volume,
        aht_s=np.full(INTERVALS, 300.0),
        scheduled=np.full(INTERVALS, float(agents) / 0.7),
        interval_s=3600,
        shrinkage=0.3,
        patience_s=120.0,
        goal=GOAL,
        agent_cost_minor=3000.0,
        contact_value_minor=1000.0,
    )


def test_headroom_is_what_spare_agents_can_handle() -> None:
    room = headroom(
        np.array([10.0, 12.0]), np.array([14.0, 11.0]), interval_s=1800, aht_s=360.0, occupancy=0.8
    )
    assert room.spare_agents.tolist() == [4.0, 0.0]
    assert room.spare_contacts.tolist() == [4 * 0.8 * 1800 / 360, 0.0]


def test_the_slot_with_room_is_ranked_first_and_says_how_much_fits() -> None:
    grid = LayerGrid(MONDAY, 3600, np.ones(14 * 24, dtype=bool))
    spare = np.where(np.arange(14 * 24) >= 7 * 24, 200.0, 10.0)
    room = headroom(np.zeros(14 * 24), spare, interval_s=3600, aht_s=3600.0, occupancy=1.0)
    waves = [Wave("email", 20_000, MONDAY)]
    effect = CampaignEffect(contact_rate=ContactRate(float(np.log(0.03)), 0.0, "known"))
    launches = [MONDAY + timedelta(days=1), MONDAY + timedelta(days=8)]
    best, worst = rank_slots(waves, effect, launches, grid, room)
    assert best.launch_at == launches[1]
    assert best.carried_share == pytest.approx(1.0)
    assert worst.carried_share < 0.6
    fitting = [Wave("email", int(best.largest_size), launches[1])]
    assert (campaign_layer(fitting, effect, grid).mean <= room.spare_contacts + 1e-6).all()


def test_nothing_changed_gives_erlang_s_answer_for_the_plan() -> None:
    plan = situation()
    outcome = what_if(plan, Change())
    direct = performance(100.0, 300.0, 3600, round(plan.scheduled[0] * 0.7), patience_s=120.0)
    assert outcome.service_level == pytest.approx(float(direct.service_level), abs=1e-9)
    assert outcome.lost == pytest.approx(INTERVALS * 100.0 * float(direct.abandonment))
    assert outcome.staff_cost_minor == pytest.approx(outcome.agent_hours * 3000, abs=1)


def test_more_volume_longer_calls_or_more_shrinkage_each_hurt() -> None:
    plan = situation()
    before = what_if(plan, Change())
    for change in (Change(volume_factor=1.2), Change(aht_factor=1.2), Change(shrinkage=0.42)):
        after = what_if(plan, change)
        assert after.service_level < before.service_level
        assert after.abandonment > before.abandonment


def test_notice_in_time_turns_a_campaign_from_loss_into_staff() -> None:
    plan = situation()
    campaign = np.where(np.arange(INTERVALS) >= 10 * 24, 60.0, 0.0)
    surprised = what_if(plan, Change(campaign_contacts=campaign, notice_days=0.0))
    told = what_if(plan, Change(campaign_contacts=campaign, notice_days=14.0))
    assert told.lost < 0.5 * surprised.lost
    assert told.staff_cost_minor > surprised.staff_cost_minor
    assert told.service_level >= 0.8


def test_the_frontier_buys_service_with_money() -> None:
    outcomes = frontier(situation(), np.array([0.8, 1.0, 1.2]), Change())
    assert [one.staff_cost_minor for one in outcomes] == sorted(one.staff_cost_minor for one in outcomes)
    assert [one.service_level for one in outcomes] == sorted(one.service_level for one in outcomes)


def test_nobody_on_schedule_loses_everybody() -> None:
    outcome = what_if(situation(scheduled=0.0), Change())
    assert outcome.service_level == 0.0
    assert outcome.abandonment == pytest.approx(1.0)


def test_impossible_suppositions_are_refused() -> None:
    with pytest.raises(ImpossibleEffect):
        what_if(situation(), Change(shrinkage=1.0))
    with pytest.raises(ImpossibleEffect):
        what_if(situation(), Change(volume_factor=-1.0))
    with pytest.raises(ImpossibleEffect):
        headroom(np.ones(1), np.ones(1), interval_s=900, aht_s=0.0)
