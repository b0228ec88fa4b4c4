"""The frontier of a queue: cheapest and enough, judged on numbers that can be followed by hand."""

from dataclasses import replace

import numpy as np
import pytest
from staffing_svc.domain.erlang import StaffingGoal, performance
from staffing_svc.domain.layers.frontier import USUAL_FACTORS, frontier_of, meets_goal
from staffing_svc.domain.layers.what_if import Change, Situation, what_if

QUEUE = Situation(
    contacts=np.full(10, 100.0),
    aht_s=np.full(10, 180.0),
    scheduled=np.full(10, 20.0),
    interval_s=1800,
    shrinkage=0.3,
    patience_s=120.0,
    goal=StaffingGoal(0.8, 20, max_abandonment=0.05, max_occupancy=0.9),
    agent_cost_minor=3000.0,
    contact_value_minor=960.0,
)


def total_minor(agents_at_work: float) -> float:
    lost = float(performance(100, 180, 1800, agents_at_work, patience_s=120).abandonment)
    return 10 * (agents_at_work / 0.7 * 0.5 * 3000 + 100 * lost * 960)


def test_the_cheapest_is_where_one_more_agent_costs_more_than_he_answers() -> None:
    factors = [agents / 14 for agents in range(7, 22)]
    found = frontier_of(QUEUE, factors)
    totals = {agents: total_minor(agents) for agents in range(7, 22)}
    assert found.cheapest is not None
    assert round(found.cheapest.staff_factor * 14) == min(totals, key=lambda agents: totals[agents])
    assert found.cheapest.outcome.total_minor == pytest.approx(min(totals.values()), abs=1)


def test_enough_keeps_the_level_and_every_cap() -> None:
    found = frontier_of(QUEUE, USUAL_FACTORS)
    assert found.enough is not None
    outcome = found.enough.outcome
    assert outcome.service_level >= 0.8
    assert outcome.abandonment <= 0.05
    assert outcome.occupancy <= 0.9
    before = [point for point in found.points if point.staff_factor < found.enough.staff_factor]
    assert not any(point.meets_goal for point in before)


@pytest.mark.parametrize(
    "goal",
    [
        StaffingGoal(0.9, 20),
        StaffingGoal(0.5, 20, max_abandonment=0.01),
        StaffingGoal(0.5, 20, max_occupancy=0.6),
    ],
)
def test_each_part_of_the_goal_can_be_what_is_missing(goal: StaffingGoal) -> None:
    few, many = (what_if(QUEUE, Change(staff_factor=factor)) for factor in (0.9, 1.6))
    asked = replace(QUEUE, goal=goal)
    assert not meets_goal(asked, few)
    assert meets_goal(asked, many)


def test_factors_are_taken_once_each_in_rising_order_and_none_give_nothing() -> None:
    assert [point.staff_factor for point in frontier_of(QUEUE, [1.0, 0.5, 1.0]).points] == [0.5, 1.0]
    nothing = frontier_of(QUEUE, [])
    assert (nothing.points, nothing.cheapest, nothing.enough) == ((), None, None)


def test_the_factors_multiply_what_is_supposed() -> None:
    halved = frontier_of(QUEUE, [1.0], Change(staff_factor=0.5))
    assert halved.points[0].outcome == what_if(QUEUE, Change(staff_factor=0.5))
