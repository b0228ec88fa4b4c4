"""The simulation against exact formulas where these exist, and its rules one by one where they do not."""

from collections.abc import Sequence

import numpy as np
import pytest
from staffing_svc.domain.erlang import ImpossibleInput, ServiceLevelVariant, StaffingModel, performance
from staffing_svc.domain.erlang.arrays import Numbers
from staffing_svc.domain.simulation import (
    Break,
    DayPlan,
    DayRecord,
    Duration,
    Exponential,
    Group,
    Lognormal,
    Redials,
    SkillLoad,
    one_queue,
    simulate,
    simulate_days,
)

HALF_HOUR = 1800.0
ENDLESS = Exponential(float("inf"))


def steady(
    load: float, agents: int, patience: Duration, *, aht_s: float = 300.0, intervals: int = 40, seed: int = 1
) -> DayRecord:
    contacts = np.full(intervals, load * HALF_HOUR / aht_s)
    plan = one_queue(
        contacts,
        np.full(intervals, agents),
        interval_s=HALF_HOUR,
        handle=Exponential(aht_s),
        patience=patience,
    )
    return simulate(plan, np.random.default_rng(seed))


def five_minutes(
    contacts: Numbers,
    agents: Numbers,
    *,
    patience_s: float,
    redials: Redials | None = None,
    breaks: Sequence[Break] = (),
) -> DayPlan:
    return one_queue(
        contacts,
        agents,
        interval_s=HALF_HOUR,
        handle=Exponential(300),
        patience=Exponential(patience_s),
        redials=redials,
        breaks=breaks,
    )


def test_erlang_a_says_what_is_lived() -> None:
    errors = []
    for load, agents, patience_s in ((8, 10, 300), (15, 13, 90), (20, 21, 120), (30, 28, 180)):
        lived = steady(load, agents, Exponential(patience_s), intervals=3000 // load)
        said = performance(load * 6, 300, HALF_HOUR, agents, patience_s=patience_s)
        errors.append(abs(lived.service_level_overall() - float(said.service_level)))
        assert lived.abandonment() == pytest.approx(float(said.abandonment), abs=0.012)
        assert lived.occupancy == pytest.approx(float(said.occupancy), abs=0.02)
    assert np.mean(errors) < 0.02


def test_erlang_c_says_what_is_lived_when_nobody_hangs_up() -> None:
    lived = steady(5, 8, ENDLESS, intervals=600)
    said = performance(30, 300, HALF_HOUR, 8, model=StaffingModel.ERLANG_C)
    assert lived.service_level_overall() == pytest.approx(float(said.service_level), abs=0.02)
    assert lived.abandonment() == 0.0


def test_staffing_by_erlang_c_delivers_more_than_was_promised() -> None:
    lived = steady(100, 108, Exponential(120), intervals=30)
    assert 0.92 < lived.service_level_overall() < 0.99


def test_the_mean_of_lognormal_patience_alone_does_not_decide_who_hangs_up() -> None:
    exponential = steady(40, 36, Exponential(120), intervals=40)
    patient_first = steady(40, 36, Lognormal(120, cv=0.5), intervals=40)
    assert patient_first.asa_s() > 1.5 * exponential.asa_s()


def test_every_contact_is_answered_or_lost() -> None:
    record = steady(30, 28, Lognormal(100, cv=1.0))
    np.testing.assert_array_equal(record.offered, record.answered + record.abandoned)
    assert np.all(record.answered_within <= record.answered)
    assert np.all(record.abandoned_short <= record.abandoned_within)
    assert record.service_level_overall(ServiceLevelVariant.SL1) >= record.service_level_overall()


def test_the_same_seed_gives_the_same_day() -> None:
    np.testing.assert_array_equal(
        steady(30, 28, Exponential(90), seed=5).waits_s, steady(30, 28, Exponential(90), seed=5).waits_s
    )


def test_those_who_hang_up_call_again_and_are_counted_again() -> None:
    contacts, agents = np.full(40, 240.0), np.full(40, 30)
    resigned = five_minutes(contacts, agents, patience_s=60)
    stubborn = five_minutes(
        contacts, agents, patience_s=60, redials=Redials(0.5, Exponential(300), attempts=3)
    )
    calm = simulate(resigned, np.random.default_rng(2))
    again = simulate(stubborn, np.random.default_rng(2))
    assert calm.redials.sum() == 0
    assert again.redials.sum() == pytest.approx(0.5 * again.abandoned.sum(), rel=0.15)
    assert again.offered.sum() - again.redials.sum() == pytest.approx(9600, rel=0.05)
    assert again.abandonment() > calm.abandonment()


def test_nobody_calls_again_after_the_last_attempt() -> None:
    plan = one_queue(
        np.full(10, 50.0),
        np.zeros(10, dtype=np.int64),
        interval_s=HALF_HOUR,
        handle=Exponential(300),
        patience=Exponential(1),
        redials=Redials(1.0, Exponential(1), attempts=3),
    )
    record = simulate(plan, np.random.default_rng(1))
    first = record.offered.sum() - record.redials.sum()
    assert record.redials.sum() == pytest.approx(2 * first, rel=0.02)


def test_a_break_takes_agents_away_after_the_contact_in_hand() -> None:
    contacts, agents = np.full(8, 110.0), np.full(8, 22)
    rested = five_minutes(contacts, agents, patience_s=150, breaks=[Break(2 * HALF_HOUR, HALF_HOUR, 8)])
    working = five_minutes(contacts, agents, patience_s=150)
    without = simulate_days(working, np.random.default_rng(4), replications=20)
    having = simulate_days(rested, np.random.default_rng(4), replications=20)
    assert having.service_level()[0, 2] < without.service_level()[0, 2] - 0.2
    assert having.service_level()[0, 6] == pytest.approx(without.service_level()[0, 6], abs=0.05)


def test_a_shift_that_ends_leaves_nobody_in_mid_contact() -> None:
    plan = one_queue(
        np.array([60.0, 0.0]),
        np.array([20, 0]),
        interval_s=HALF_HOUR,
        handle=Exponential(600),
        patience=Exponential(30),
        breaks=[Break(1700.0, 600.0, 5)],
    )
    record = simulate(plan, np.random.default_rng(9))
    np.testing.assert_array_equal(record.offered, record.answered + record.abandoned)
    assert 0.0 < record.occupancy <= 1.0


def test_agents_prefer_their_first_skill_and_help_with_their_second() -> None:
    loads = [SkillLoad(skill, np.full(20, 100.0), Exponential(300), Exponential(120)) for skill in ("a", "b")]
    helping = DayPlan(HALF_HOUR, loads, [Group(("a", "b"), np.full(20, 30))])
    record = simulate(helping, np.random.default_rng(1))
    levels = record.answered.sum(axis=1) / record.offered.sum(axis=1)
    assert levels[0] > levels[1] > 0.3
    alone = simulate(DayPlan(HALF_HOUR, loads, [Group(("a",), np.full(20, 30))]), np.random.default_rng(1))
    assert alone.answered[1].sum() == 0


def test_no_agents_and_endless_patience_still_come_to_an_end() -> None:
    record = steady(5, 0, ENDLESS, intervals=4)
    assert record.answered.sum() == record.abandoned.sum() == 0
    assert record.service_level_overall() == 0.0
    assert record.asa_s() == 0.0


def test_callers_without_patience_leave_at_once() -> None:
    record = steady(5, 3, Exponential(0.0), intervals=40)
    assert record.waits_s.sum() == 0.0
    assert record.abandoned.sum() == record.abandoned_within.sum() > 0


@pytest.mark.parametrize(
    "plan",
    [
        DayPlan(HALF_HOUR, [], []),
        DayPlan(0.0, [SkillLoad("a", np.ones(2), ENDLESS, ENDLESS)], []),
        DayPlan(HALF_HOUR, [SkillLoad("a", -np.ones(2), ENDLESS, ENDLESS)], []),
        DayPlan(HALF_HOUR, [SkillLoad("a", np.ones(2), ENDLESS, ENDLESS)], [Group(("b",), np.array([1, 1]))]),
        DayPlan(HALF_HOUR, [SkillLoad("a", np.ones(2), ENDLESS, ENDLESS)], [Group(("a",), np.array([1]))]),
        DayPlan(HALF_HOUR, [SkillLoad("a", np.ones(2), ENDLESS, ENDLESS, Redials(1.5))], []),
    ],
)
def test_plans_that_cannot_be_are_refused(plan: DayPlan) -> None:
    with pytest.raises(ImpossibleInput):
        simulate(plan, np.random.default_rng(1))
