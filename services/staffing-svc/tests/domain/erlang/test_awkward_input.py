"""Inputs on which other calculators raise or answer nonsense, each with its stated answer."""

import numpy as np
import pytest
from staffing_svc.domain.erlang import (
    GoalNotReachable,
    ImpossibleGoal,
    ImpossibleInput,
    PatienceMissing,
    ServiceLevelVariant,
    StaffingGoal,
    StaffingModel,
    performance,
    required_agents,
    with_shrinkage,
)

A, C = StaffingModel.ERLANG_A, StaffingModel.ERLANG_C
GOAL = StaffingGoal(0.8, 20)


@pytest.mark.parametrize("load", range(1, 60))
def test_a_whole_number_of_erlangs_is_a_load_like_any_other(load: int) -> None:
    agents = int(required_agents(load * 6, 300, 1800, GOAL, model=C))
    just_more = int(required_agents(load * 6 + 1e-7, 300, 1800, GOAL, model=C))
    assert load < agents <= just_more <= agents + 1


@pytest.mark.parametrize("model", [A, C])
def test_no_contacts_need_no_agents_and_keep_every_promise(model: StaffingModel) -> None:
    assert int(required_agents(0, 300, 1800, GOAL, patience_s=120, model=model)) == 0
    assert required_agents([0, 100, 0], 300, 1800, GOAL, patience_s=120, model=model)[[0, 2]].tolist() == [
        0,
        0,
    ]
    reached = performance(0, 300, 1800, [0, 5], patience_s=120, model=model)
    assert reached.service_level.tolist() == [1.0, 1.0]
    assert reached.asa_s.tolist() == [0.0, 0.0]


def test_contacts_that_take_no_time_need_no_agents() -> None:
    assert int(required_agents(100, 0, 1800, GOAL, patience_s=120)) == 0


@pytest.mark.parametrize("model", [A, C])
def test_an_answer_at_once_may_be_promised(model: StaffingModel) -> None:
    goal = StaffingGoal(0.8, 0)
    agents = int(required_agents(600, 300, 1800, goal, patience_s=120, model=model))
    levels = performance(
        600, 300, 1800, [agents - 1, agents], within_s=0, patience_s=120, model=model
    ).service_level
    assert levels[0] < 0.8 <= levels[1]


def test_a_load_above_the_agents_is_a_service_level_of_zero_by_erlang_c() -> None:
    reached = performance(600, 300, 1800, [0, 50, 99, 100], model=C)
    assert reached.service_level.tolist() == [0.0] * 4
    assert np.all(np.isinf(reached.asa_s))


def test_erlang_a_may_staff_below_the_load_because_some_hang_up() -> None:
    assert int(required_agents(6000, 300, 1800, GOAL, patience_s=120)) < 1000


def test_five_thousand_erlangs_do_not_underflow() -> None:
    reached = performance(30_000, 300, 1800, [2500, 4900, 5100], patience_s=120)
    assert np.all(np.isfinite(reached.service_level))
    assert reached.abandonment[0] == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("model", [A, C])
def test_no_agents_answer_nobody(model: StaffingModel) -> None:
    reached = performance(100, 300, 1800, 0, patience_s=120, model=model)
    assert float(reached.service_level) == 0.0
    assert float(reached.wait_probability) == 1.0
    assert float(reached.occupancy) == 0.0
    assert float(reached.asa_s) == np.inf
    assert float(reached.abandonment) == (1.0 if model is A else 0.0)


def test_callers_without_patience_are_lost_like_in_erlang_b() -> None:
    reached = performance(of_ten_erlangs := 60, 300, 1800, 10, patience_s=0, variant=ServiceLevelVariant.SL3)
    blocked = 0.214582  # Erlang B of 10 erlangs on 10 lines, from published tables
    assert of_ten_erlangs * 300 / 1800 == 10
    assert float(reached.abandonment) == pytest.approx(blocked, abs=1e-6)
    assert float(reached.service_level) == pytest.approx(1 - blocked, abs=1e-6)
    assert float(reached.asa_s) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("model", [A, C])
@pytest.mark.parametrize("erlangs", [1e-9, 0.001, 0.3, 7.0, 999.5, 50_000.0])
def test_every_size_of_centre_has_an_answer(model: StaffingModel, erlangs: float) -> None:
    goal = StaffingGoal(0.95, 5, max_asa_s=30, max_abandonment=0.03)
    one = int(required_agents(erlangs * 6, 300, 1800, goal, patience_s=90, model=model))
    assert erlangs * 0.9 < one < erlangs + 4 * erlangs**0.5 + 4
    many = required_agents([erlangs * 6, 6.0], 300, 1800, goal, patience_s=90, model=model)
    assert int(many[0]) == one


@pytest.mark.parametrize("level", [1.0, [0.8, 1.0]])
def test_a_goal_of_a_hundred_percent_is_refused(level: float | list[float]) -> None:
    with pytest.raises(GoalNotReachable) as refused:
        required_agents(100, 300, 1800, StaffingGoal(np.asarray(level), 20), patience_s=120)
    assert refused.value.field == "service_level"


@pytest.mark.parametrize(
    "goal",
    [
        StaffingGoal(None, max_asa_s=0.0),
        StaffingGoal(None, max_abandonment=0.0),
        StaffingGoal(0.8, max_occupancy=0.0),
    ],
)
def test_caps_that_no_finite_staff_keeps_are_refused(goal: StaffingGoal) -> None:
    with pytest.raises(GoalNotReachable):
        required_agents(100, 300, 1800, goal, patience_s=120)


@pytest.mark.parametrize(
    "goal",
    [
        StaffingGoal(1.2),
        StaffingGoal(-0.1),
        StaffingGoal(None),
        StaffingGoal(0.8, -1),
        StaffingGoal(float("nan")),
    ],
)
def test_what_is_not_a_goal_is_refused(goal: StaffingGoal) -> None:
    with pytest.raises(ImpossibleGoal):
        required_agents(100, 300, 1800, goal, model=C)


@pytest.mark.parametrize(
    ("contacts", "aht_s", "interval_s", "field"),
    [(-1, 300, 1800, "contacts"), (1, float("inf"), 1800, "aht_s"), (1, 300, 0, "interval_s")],
)
def test_numbers_that_no_centre_has_are_refused_by_name(
    contacts: float, aht_s: float, interval_s: float, field: str
) -> None:
    with pytest.raises(ImpossibleInput) as refused:
        required_agents(contacts, aht_s, interval_s, GOAL, model=C)
    assert refused.value.field == field


def test_erlang_a_does_not_guess_the_patience() -> None:
    with pytest.raises(PatienceMissing):
        required_agents(100, 300, 1800, GOAL)


def test_a_shrinkage_of_everything_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        with_shrinkage(10, 1.0)


@pytest.mark.parametrize("variant", ServiceLevelVariant)
def test_a_queue_beside_very_different_ones_gets_the_answer_it_gets_alone(
    variant: ServiceLevelVariant,
) -> None:
    draw = np.random.default_rng(4)
    load, aht_s = np.geomspace(1e-9, 40_000, 24), np.exp(draw.uniform(-5, 11, 24))
    patience_s, within_s = np.exp(draw.uniform(-12, 27, 24)), np.exp(draw.uniform(-5, 12, 24))
    patience_s[::7], within_s[::5] = 0.0, 0.0
    contacts, level = load * 1800 / aht_s, draw.uniform(0.01, 0.9999, 24)
    goal = StaffingGoal(level, within_s, variant, max_abandonment=draw.uniform(0.001, 1, 24))
    together = required_agents(contacts, aht_s, 1800, goal, patience_s=patience_s)
    for row, cap in enumerate(np.asarray(goal.max_abandonment).tolist()):
        own = StaffingGoal(float(level[row]), float(within_s[row]), variant, max_abandonment=cap)
        case = float(contacts[row]), float(aht_s[row]), 1800, own
        assert int(required_agents(*case, patience_s=float(patience_s[row]))) == together[row], row
    reached = performance(contacts, aht_s, 1800, together // 2, patience_s=patience_s, variant=variant)
    for shares in (reached.service_level, reached.abandonment, reached.wait_probability, reached.occupancy):
        assert np.all((shares >= 0) & (shares <= 1 + 1e-9))
