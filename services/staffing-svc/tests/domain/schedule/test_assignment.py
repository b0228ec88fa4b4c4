"""Shifts go to named people: no rule is ever broken, wishes and fairness count where they can."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_cases import LIMITS, MONDAY, H, curve, person, requirement, rules, shift, shift_rule
from staffing_svc.domain.schedule import Person, Shift
from staffing_svc.domain.schedule.assignment import Assignment, assign, unnamed_people
from staffing_svc.domain.schedule.draft import draft
from staffing_svc.domain.schedule.tour import Span

WEEK = Span(MONDAY.date())


def handed_out(shifts: list[Shift], *people: Person, span: Span = WEEK) -> Assignment:
    return assign(shifts, rules(people=people), span)


def worked_by(made: Assignment) -> dict[str, list[Shift]]:
    return {tour.person: list(tour.shifts) for tour in made.tours}


def unlawful(made: Assignment) -> list[str]:
    """Tours that break rest, one shift a day, days or hours of a week; counted apart from the code."""
    found: list[str] = []
    for tour in made.tours:
        gaps = [
            (late.starts_at - early.ends_at).total_seconds()
            for early, late in zip(tour.shifts, tour.shifts[1:], strict=False)
        ]
        days = Counter(one.starts_at.date() for one in tour.shifts)
        if (
            any(gap < LIMITS.rest_s for gap in gaps)
            or max(days.values(), default=0) > 1
            or len(days) > LIMITS.max_days
            or sum(one.paid_s for one in tour.shifts) > LIMITS.max_paid_s
        ):
            found.append(tour.person)
    return found


def test_five_shifts_a_week_are_one_persons_work_and_the_sixth_stays_open() -> None:
    made = handed_out([shift(day) for day in range(6)], person())
    assert len(made.tours[0].shifts) == 5
    assert [one.reason for one in made.open_shifts] == ["no working day left in the week"]


def test_a_late_evening_is_not_followed_by_an_early_morning() -> None:
    made = handed_out([shift(0, 14), shift(1, 6)], person())
    assert [one.reason for one in made.open_shifts] == ["not enough rest between shifts"]


def test_in_a_rota_the_last_night_needs_rest_before_the_first_morning() -> None:
    weekend = [shift(0, 6), shift(6, 22)]
    assert len(handed_out(weekend, person()).open_shifts) == 0
    assert len(handed_out(weekend, person(), span=Span(MONDAY.date(), 7)).open_shifts) == 1


def test_who_lacks_the_skill_or_is_away_is_not_asked() -> None:
    shifts = [shift(0, queue="sales"), shift(1, queue="sales")]
    made = handed_out(
        shifts,
        person("Ana", skills=frozenset({"service"})),
        person("Ben", away=frozenset({date(2025, 3, 3)})),
        person("Cem", skills=frozenset({"sales"})),
    )
    assert {name: len(taken) for name, taken in worked_by(made).items()} == {"Ana": 0, "Ben": 1, "Cem": 1}


def test_a_night_into_a_day_away_is_not_worked() -> None:
    made = handed_out([shift(0, 22)], person(away=frozenset({date(2025, 3, 4)})))
    assert [one.reason for one in made.open_shifts] == ["not available"]


def test_hours_of_day_agreed_with_a_person_are_kept() -> None:
    made = handed_out([shift(0, 6), shift(1, 9), shift(2, 14)], person(earliest_s=8 * H, latest_s=18 * H))
    assert [one.starts_at.hour for one in worked_by(made)["Ana"]] == [9]


def test_work_is_spread_by_contract() -> None:
    shifts = [shift(day, begins) for day in range(5) for begins in (8, 9, 10)]
    made = handed_out(
        shifts,
        person("Ana"),
        person("Ben"),
        person("Cem", contract_s=20 * H),
        person("Dora", contract_s=20 * H),
    )
    counts = {name: len(taken) for name, taken in worked_by(made).items()}
    assert made.open_shifts == ()
    assert counts["Ana"] == counts["Ben"] == 5
    assert sorted([counts["Cem"], counts["Dora"]]) == [2, 3]


def test_wished_starts_and_days_off_are_granted_where_it_costs_nothing() -> None:
    shifts = [shift(day, begins) for day in range(5) for begins in (7, 12)]
    made = handed_out(
        shifts,
        person("Ana", prefers_start_s=12 * H),
        person("Ben", prefers_start_s=7 * H),
        person("Cem", prefers_days_off=frozenset({0, 1, 2, 3, 4}), contract_s=40 * H),
    )
    assert {one.starts_at.hour for one in worked_by(made)["Ana"]} == {12}
    assert {one.starts_at.hour for one in worked_by(made)["Ben"]} == {7}


def test_who_had_more_nights_is_spared_the_next() -> None:
    made = handed_out([shift(0, 22), shift(0, 9)], person("Ana", unsocial_before=6), person("Ben"))
    assert worked_by(made)["Ben"][0].starts_at.hour == 22


def test_everything_drafted_is_worked_by_as_few_unnamed_people_as_it_takes() -> None:
    kept = rules(shift_rule("full", 8), shift_rule("short", 4))
    made = draft(requirement(curve(7, 20), interval_s=1800), kept)
    people = unnamed_people(made.shifts, kept, WEEK)
    whole = assign(made.shifts, kept.with_people(people), WEEK)
    assert whole.open_shifts == ()
    assert unlawful(whole) == []
    assert sum(len(tour.shifts) for tour in whole.tours) == len(made.shifts)
    fewest = max(
        -(-len(made.shifts) // 5), max(Counter(one.starts_at.date() for one in made.shifts).values())
    )
    assert fewest <= len(people) <= 1.05 * fewest + 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.sampled_from([4, 8])), max_size=40))
def test_no_tour_ever_breaks_a_rule_and_no_shift_is_lost(drawn: list[tuple[int, int, int]]) -> None:
    shifts = [shift(day, begins, hours) for day, begins, hours in drawn]
    made = handed_out(shifts, *(person(f"person {number}") for number in range(6)))
    assert unlawful(made) == []
    worked = [one for tour in made.tours for one in tour.shifts]
    assert Counter(worked) + Counter(one.shift for one in made.open_shifts) == Counter(shifts)


@pytest.mark.parametrize("hours", [0, 2])
def test_times_with_an_offset_are_worked_alike(hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    at = datetime(2025, 3, 3, 9, tzinfo=zone)
    one = Shift("day", "service", at, at + timedelta(hours=8), 8 * H)
    assert handed_out([one], person()).open_shifts == ()


def test_with_nobody_every_shift_stays_open() -> None:
    made = handed_out([shift()])
    assert [one.reason for one in made.open_shifts] == ["nobody to take it"]


def test_rest_is_kept_to_what_was_worked_before_the_schedule_begins() -> None:
    night = shift(-1, 22)
    made = assign([shift(0, 9)], rules(people=(person(),)), WEEK, before={"Ana": [night]})
    assert [one.reason for one in made.open_shifts] == ["not enough rest between shifts"]
    rested = assign([shift(0, 17)], rules(people=(person(),)), WEEK, before={"Ana": [night]})
    assert [one.starts_at.hour for one in worked_by(rested)["Ana"]] == [17]


def test_nights_worked_before_count_for_who_has_the_next() -> None:
    nights = [shift(day, 22) for day in (-20, -18, -16, -13, -11, -9)]
    made = assign(
        [shift(0, 22), shift(0, 9)],
        rules(people=(person("Ana"), person("Ben"))),
        WEEK,
        before={"Ana": nights},
    )
    assert worked_by(made)["Ben"][0].starts_at.hour == 22
