"""A draft covers what is required, keeps every rule, and its bound is never above what any schedule costs."""

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_cases import LUNCH, MONDAY, H, curve, minutes_at_work, person, requirement, rules, shift_rule
from staffing_svc.domain.schedule import BreakRule, Requirement, Schedule, ScheduleRules, Shift
from staffing_svc.domain.schedule.draft import draft
from staffing_svc.domain.schedule.refusals import ImpossibleRequirement, NoShiftCovers, NotEnoughPeople

PAUSES = (
    BreakRule("morning", 900, 5400, 7200, paid=True),
    BreakRule("lunch", 1800, 3 * H, 5 * H, paid=False),
)
TWO_KINDS = (shift_rule("full", 8, breaks=PAUSES), shift_rule("short", 4))


def missing_somewhere(made: Schedule, step_min: int = 15) -> list[int]:
    """Moments, in minutes from the start, with fewer at work than required; counted apart from the code."""
    width = made.requirement.interval_s // 60
    return [
        minute
        for minute in range(0, width * len(made.requirement.agents), step_min)
        if minutes_at_work(made.shifts, MONDAY + timedelta(minutes=minute))
        < made.requirement.agents[minute // width]
    ]


def broken_rules(made: Schedule, kept: ScheduleRules) -> list[Shift]:
    """Shifts that begin, last or pause as no rule allows."""
    by_name = {rule.name: rule for rule in kept.shifts}
    broken: list[Shift] = []
    for shift in made.shifts:
        rule = by_name[shift.kind]
        begins_s = shift.starts_at.hour * H + shift.starts_at.minute * 60
        lawful = begins_s in rule.starts_s and shift.starts_at.weekday() in rule.weekdays
        lawful = lawful and (shift.ends_at - shift.starts_at).total_seconds() == rule.length_s
        lawful = lawful and len(shift.breaks) == len(rule.breaks)
        for pause, allowed in zip(shift.breaks, rule.breaks, strict=True):
            after_s = (pause.starts_at - shift.starts_at).total_seconds()
            lawful = lawful and allowed.earliest_s <= after_s <= allowed.latest_s
            lawful = lawful and (pause.ends_at - pause.starts_at).total_seconds() == allowed.length_s
        if not lawful:
            broken.append(shift)
    return broken


def test_one_agent_all_day_takes_three_shifts_of_eight_hours() -> None:
    made = draft(requirement([1] * 24), rules(shift_rule(starts=[0, 8, 16])))
    assert made.paid_h == made.bound_h == 24
    assert [shift.starts_at.hour for shift in made.shifts] == [0, 8, 16]
    assert made.gap == 0


def test_the_bound_lies_below_the_true_optimum_and_the_draft_above_it() -> None:
    demand = [0, 1, 2, 2, 1, 3, 1, 0, 2, 1, 0, 0]
    kept = rules(shift_rule("four", 4, range(9)), shift_rule("three", 3, range(9)))
    made = draft(requirement(demand), kept)
    starts = [(length, begin) for length in (4, 3) for begin in range(9)]
    optimum = min(
        sum(length * count for (length, _), count in zip(starts, counts, strict=True))
        for counts in _near(len(starts), 5)
        if _covers(starts, counts, demand)
    )
    assert made.bound_h <= optimum <= made.paid_h
    assert made.paid_h <= optimum + 1


def _near(lines: int, most: int) -> list[list[int]]:
    """Every multiset of up to `most` shifts, as counts per line."""
    found: set[tuple[int, ...]] = {(0,) * lines}
    layer = set(found)
    for _ in range(most):
        layer = {(*c[:i], c[i] + 1, *c[i + 1 :]) for c, i in product(layer, range(lines))}
        found |= layer
    return [list(counts) for counts in found]


def _covers(starts: list[tuple[int, int]], counts: list[int], demand: list[int]) -> bool:
    present = [0] * 24
    for (length, begin), count in zip(starts, counts, strict=True):
        for hour in range(begin, begin + length):
            present[hour] += count
    return all(have >= need for have, need in zip(present, demand, strict=False))


def test_lunches_are_staggered_so_that_nobody_is_missing() -> None:
    made = draft(
        requirement([0] * 8 + [2] * 9 + [0] * 7), rules(shift_rule(hours=9, starts=[8], breaks=(LUNCH,)))
    )
    assert len(made.shifts) == 3
    assert missing_somewhere(made) == []
    assert made.paid_h == 24


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=24, max_size=72))
def test_any_requirement_is_covered_by_lawful_shifts_within_a_true_bound(demand: list[int]) -> None:
    kept = rules(*TWO_KINDS)
    made = draft(requirement(demand), kept)
    assert missing_somewhere(made) == []
    assert broken_rules(made, kept) == []
    assert made.bound_h <= made.paid_h + 1e-9
    assert made.coverage.under_h == 0


def test_a_night_shift_of_the_last_evening_reaches_round_to_the_first_morning_in_a_rota() -> None:
    kept = rules(shift_rule("night", 8, [22]), repeats=True)
    made = draft(requirement(([2] * 6 + [0] * 16 + [2] * 2) * 7), kept)
    assert len(made.shifts) == 14
    assert made.coverage.under_h == 0
    assert made.gap == 0


def test_without_a_rota_the_first_night_begins_the_evening_before() -> None:
    made = draft(requirement([1] * 6 + [0] * 18), rules(shift_rule("night", 8, [22])))
    assert [shift.starts_at for shift in made.shifts] == [MONDAY - timedelta(hours=2)]
    assert made.coverage.under_h == 0


def test_a_simulated_week_is_drafted_near_its_bound() -> None:
    kept = rules(shift_rule("full", 8, breaks=(PAUSES[1],)), shift_rule("short", 4))
    made = draft(requirement(curve(7, 100), interval_s=1800), kept)
    assert missing_somewhere(made, 30) == []
    assert made.gap <= 0.03


def test_missing_agents_are_accepted_where_they_cost_less_than_a_shift() -> None:
    demand = requirement([0] * 10 + [1] + [0] * 13)
    tolerant = draft(demand, rules(under_cover_cost=3))
    strict = draft(demand, rules())
    assert (len(tolerant.shifts), tolerant.coverage.under_h, tolerant.cost_h) == (0, 1, 3)
    assert (len(strict.shifts), strict.coverage.under_h) == (1, 0)


def test_a_time_that_no_shift_reaches_is_named() -> None:
    with pytest.raises(NoShiftCovers, match="Monday 03 March 20:00"):
        draft(requirement([1] * 24), rules(shift_rule(starts=[0, 4, 12])))


def test_too_few_people_are_refused_with_the_limits_that_bind() -> None:
    with pytest.raises(NotEnoughPeople, match=r"working days in week 1 \(5\)"):
        draft(requirement([1] * 24 * 7), rules(people=(person(),)))


def test_steps_finer_than_a_minute_are_refused() -> None:
    odd = shift_rule(breaks=(BreakRule("pause", 430, 3 * H, 4 * H, paid=True),))
    with pytest.raises(ImpossibleRequirement, match="whole minutes"):
        draft(requirement([1] * 24), rules(odd))


def test_intervals_of_six_minutes_and_breaks_of_a_quarter_hour_share_a_step_of_three() -> None:
    kept = rules(shift_rule("day", 8, [8], (BreakRule("tea", 900, 2 * H, 3 * H, paid=True),)))
    made = draft(requirement([0] * 80 + [3] * 79 + [0], interval_s=360), kept)
    assert made.coverage.under_h == 0
    assert len(made.shifts) == 4


def test_where_clocks_change_by_half_an_hour_shifts_still_begin_on_the_hour() -> None:
    lord_howe = datetime(2025, 4, 5, tzinfo=ZoneInfo("Australia/Lord_Howe"))
    made = draft(Requirement("service", lord_howe, H, (1,) * 48), rules(shift_rule(starts=range(24))))
    assert {shift.starts_at.minute for shift in made.shifts} == {0}
    assert made.coverage.under_h == 0


def test_nobody_required_means_no_shift() -> None:
    made = draft(requirement([0] * 24), rules())
    assert (made.shifts, made.paid_h, made.gap) == ((), 0, 0)
