"""The bound and the schedules against a plain model of the same rules, shift by shift and break by break."""

from datetime import datetime, timedelta
from itertools import product
from math import ceil, gcd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model
from schedule_cases import MONDAY, H, curve, minutes_at_work, person, requirement, rules, shift_rule
from staffing_svc.domain.schedule import BreakRule, ScheduleRules, Shift, ShiftBreak, ShiftRule
from staffing_svc.domain.schedule.draft import draft
from staffing_svc.domain.schedule.lines import lines_of
from staffing_svc.domain.schedule.programme import programme_for
from staffing_svc.domain.schedule.refusals import NoShiftCovers, NotEnoughPeople
from staffing_svc.domain.schedule.relaxation import relax
from staffing_svc.domain.schedule.requirement import grid_for

QUARTER = 900
TEA = BreakRule("tea", QUARTER, H, 2 * H - QUARTER, paid=True)
LUNCH = BreakRule("lunch", 2 * QUARTER, 2 * H, 3 * H, paid=False)
FIXED = BreakRule("fixed", H, 2 * H, 2 * H, paid=False)
BREAKS: tuple[tuple[BreakRule, ...], ...] = ((), (TEA,), (LUNCH,), (TEA, LUNCH), (FIXED,))
KINDS = st.tuples(
    st.integers(4, 6), st.sampled_from(BREAKS), st.lists(st.integers(0, 23), min_size=1, max_size=5)
)
DAY_OF_HOURS = st.lists(st.integers(0, 3), min_size=24, max_size=24)


def ruled(
    kinds: list[tuple[int, tuple[BreakRule, ...], list[int]]],
    *,
    repeats: bool = False,
    price: float | None = None,
) -> ScheduleRules:
    always = shift_rule("always", 4)
    made = [
        shift_rule(f"kind {number}", hours, sorted(set(starts)), breaks)
        for number, (hours, breaks, starts) in enumerate(kinds)
    ]
    return rules(always, *made, repeats=repeats, under_cover_cost=price)


def every_shift(kept: ScheduleRules, days: int) -> list[Shift]:
    """Each lawful shift with each lawful choice of its breaks, that of the evening before included."""
    first = 0 if kept.repeats else -1
    return [
        one
        for day in range(first, days)
        for rule in kept.shifts
        for start_s in rule.starts_s
        for one in _with_breaks(rule, MONDAY + timedelta(days=day, seconds=start_s))
        if kept.repeats or one.ends_at > MONDAY
    ]


def _with_breaks(rule: ShiftRule, at: datetime) -> list[Shift]:
    places = [range(pause.earliest_s, pause.latest_s + 1, QUARTER) for pause in rule.breaks]
    return [
        Shift(
            rule.name,
            "service",
            at,
            at + timedelta(seconds=rule.length_s),
            rule.paid_s,
            _pauses(rule, at, chosen),
        )
        for chosen in product(*places)
    ]


def _pauses(rule: ShiftRule, at: datetime, chosen: tuple[int, ...]) -> tuple[ShiftBreak, ...]:
    begins = [at + timedelta(seconds=after_s) for after_s in chosen]
    return tuple(
        ShiftBreak(pause.name, begin, begin + timedelta(seconds=pause.length_s), pause.paid)
        for pause, begin in zip(rule.breaks, begins, strict=True)
    )


def optimum_h(demand: list[int], kept: ScheduleRules) -> float:
    """The least cost in hours, by a model with one whole variable per shift and choice of breaks."""
    days, shifts = len(demand) // 24, every_shift(kept, len(demand) // 24)
    model = cp_model.CpModel()
    people = [model.new_int_var(0, 12, "") for _ in shifts]
    cost = [one.paid_s for one in shifts]
    for moment in _moments(days):
        needed = demand[int((moment - MONDAY).total_seconds()) // H]
        present = [
            number
            for number, one in zip(people, shifts, strict=False)
            if any(minutes_at_work([one], again) for again in _rounds(moment, days, kept))
        ]
        if kept.under_cover_cost is not None:
            present.append(model.new_int_var(0, needed, ""))
            people.append(present[-1])
            cost.append(round(kept.under_cover_cost * QUARTER))
        model.add(sum(present) >= needed)
    model.minimize(sum(number * price for number, price in zip(people, cost, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return solver.objective_value / H


def relaxed_h(demand: list[int], kept: ScheduleRules) -> float:
    """The least cost when shifts may be divided, by the same plain model."""
    days, shifts = len(demand) // 24, every_shift(kept, len(demand) // 24)
    solver = pywraplp.Solver.CreateSolver("GLOP")
    people = [solver.NumVar(0, solver.infinity(), "") for _ in shifts]
    for moment in _moments(days):
        present = [
            number
            for number, one in zip(people, shifts, strict=False)
            if any(minutes_at_work([one], again) for again in _rounds(moment, days, kept))
        ]
        solver.Add(sum(present) >= demand[int((moment - MONDAY).total_seconds()) // H])
    solver.Minimize(sum(number * one.paid_s for number, one in zip(people, shifts, strict=True)))
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    return float(solver.Objective().Value()) / H


def _moments(days: int) -> list[datetime]:
    return [MONDAY + timedelta(seconds=QUARTER * slot) for slot in range(days * 96)]


def _rounds(moment: datetime, days: int, kept: ScheduleRules) -> list[datetime]:
    """The moment, and the same one in the next round of a rota."""
    return [moment, moment + timedelta(days=days)] if kept.repeats else [moment]


@settings(max_examples=12, deadline=None)
@given(DAY_OF_HOURS, st.lists(KINDS, min_size=1, max_size=2), st.booleans())
def test_no_whole_schedule_is_cheaper_than_the_bound_and_the_draft_is_never_cheaper_than_the_best(
    demand: list[int], kinds: list[tuple[int, tuple[BreakRule, ...], list[int]]], repeats: bool
) -> None:
    kept = ruled(kinds, repeats=repeats)
    made, best_h = draft(requirement(demand), kept), optimum_h(demand, kept)
    assert made.bound_h <= best_h + 1e-9
    assert best_h <= made.cost_h + 1e-9
    assert made.coverage.under_h == 0


@settings(max_examples=8, deadline=None)
@given(DAY_OF_HOURS, st.lists(KINDS, min_size=1, max_size=2), st.sampled_from([0.5, 1.0, 2.5]))
def test_the_bound_also_holds_where_agents_may_be_missing_at_a_price(
    demand: list[int], kinds: list[tuple[int, tuple[BreakRule, ...], list[int]]], price: float
) -> None:
    kept = ruled(kinds, price=price)
    made, best_h = draft(requirement(demand), kept), optimum_h(demand, kept)
    assert made.bound_h <= best_h + 1e-9
    assert best_h <= made.cost_h + 1e-9
    assert made.cost_h == pytest.approx(made.paid_h + price * made.coverage.under_h)


@settings(max_examples=8, deadline=None)
@given(DAY_OF_HOURS, st.lists(KINDS, min_size=1, max_size=2), st.booleans())
def test_the_bound_is_the_relaxation_with_every_break_of_every_shift_spelled_out(
    demand: list[int], kinds: list[tuple[int, tuple[BreakRule, ...], list[int]]], repeats: bool
) -> None:
    kept = ruled(kinds, repeats=repeats)
    step_h = gcd(*(rule.paid_s for rule in kept.shifts)) / H
    next_cost_h = ceil(relaxed_h(demand, kept) / step_h - 1e-6) * step_h
    assert next_cost_h - step_h < draft(requirement(demand), kept).bound_h <= next_cost_h + 1e-9


@settings(max_examples=20, deadline=None)
@given(DAY_OF_HOURS, st.lists(KINDS, min_size=1, max_size=2), st.booleans())
def test_cover_counted_by_longer_steps_gives_a_bound_that_is_no_higher(
    demand: list[int], kinds: list[tuple[int, tuple[BreakRule, ...], list[int]]], repeats: bool
) -> None:
    kept = ruled(kinds, repeats=repeats)
    grid = grid_for(requirement(demand), kept)
    programme = programme_for(kept, lines_of(kept, grid), grid, "service")
    assert relax(programme, most_places=0).bound_h <= relax(programme).bound_h + 1e-9


def test_a_time_when_everybody_is_surely_at_lunch_is_named() -> None:
    with pytest.raises(NoShiftCovers, match="Monday 03 March 10:00"):
        draft(
            requirement([0] * 8 + [1] * 6 + [0] * 10), rules(shift_rule(hours=6, starts=[8], breaks=(FIXED,)))
        )


def test_hundreds_missing_at_no_more_than_they_would_be_paid_are_filled_or_left_at_the_same_cost() -> None:
    demand = requirement(curve(7, 400), interval_s=1800)
    made = draft(
        demand, rules(shift_rule("full", 6, breaks=(TEA, LUNCH)), shift_rule("short", 4), under_cover_cost=1)
    )
    assert made.gap <= 0.03
    assert made.cost_h <= demand.required_hours + 1e-9


@settings(max_examples=8, deadline=None)
@given(DAY_OF_HOURS, st.integers(1, 9))
def test_people_too_few_are_refused_or_said_to_be_missing_but_their_limits_hold(
    demand: list[int], heads: int
) -> None:
    people = tuple(person(f"agent {number}") for number in range(heads))
    try:
        made = draft(requirement(demand), rules(shift_rule("four", 4), people=people))
    except NotEnoughPeople:
        return
    by_day = [sum(one.starts_at.day == day for one in made.shifts) for day in (2, 3)]
    assert max(by_day) <= heads
    assert made.complete == (made.coverage.under_h == 0)


def test_many_kinds_with_fine_breaks_are_drafted_near_a_bound_that_counts_cover_by_longer_steps() -> None:
    pauses = tuple(
        BreakRule(name, 600, begins * 300, begins * 300 + 5400, paid=True)
        for name, begins in (("first", 9), ("second", 30), ("third", 51))
    )
    kept = rules(
        *(shift_rule(f"{hours} h", hours, breaks=pauses) for hours in (7, 8, 9)), shift_rule("short", 4)
    )
    made = draft(requirement(curve(2, 60, per_day=24)), kept)
    assert made.coverage.under_h == 0
    assert made.gap <= 0.05


def test_a_small_center_is_drafted_near_its_best_though_people_cannot_be_divided() -> None:
    demand = [1, 1, 1, 1, 1, 1, 1, 2, 4, 5, 6, 6, 5, 5, 5, 6, 5, 4, 3, 3, 2, 2, 1, 1]
    kept = rules(
        shift_rule("full", 8, breaks=(LUNCH,)), shift_rule("six", 6, breaks=(TEA,)), shift_rule("short", 4)
    )
    assert draft(requirement(demand), kept).paid_h <= optimum_h(demand, kept) * 1.03
