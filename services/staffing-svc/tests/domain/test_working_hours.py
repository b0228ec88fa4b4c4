"""Who may work more or less: skill, absence, rest and the hours really worked decide, the week's limits do not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from schedule_cases import MONDAY, person, rules
from staffing_svc.domain.schedule import OfferKind, Shift, ShiftBreak
from staffing_svc.domain.working_hours import (
    CannotTake,
    Move,
    UnknownPerson,
    WorkingHours,
    check_overtime,
    check_person,
    check_time_off,
    joined,
    without,
)


def at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def a_shift(begins: float = 9, ends: float = 17, *, queue: str = "sales", day: int = 0) -> Shift:
    lunch = ShiftBreak("lunch", at(12, day), at(13, day), paid=False)
    return Shift("day", queue, at(begins, day), at(ends, day), 7 * 3600, (lunch,))


def hours(*shifts: Shift, moves: tuple[Move, ...] = ()) -> WorkingHours:
    return WorkingHours("Ana", shifts or (a_shift(),), moves)


def ana(**changes: Any) -> Any:
    return rules(people=(person("Ana", **changes),))


def gone_from(begins: float, ends: float) -> tuple[Move, ...]:
    return (Move(OfferKind.TIME_OFF, "sales", at(begins), at(ends)),)


def test_overtime_that_adjoins_the_shift_is_taken() -> None:
    check_overtime(hours(), ana(), "sales", (at(17), at(19)))


@pytest.mark.parametrize(
    ("extra", "changes", "why"),
    [
        ((at(16), at(18)), {}, "works then already"),
        ((at(12), at(13)), {}, "works then already"),
        ((at(20), at(22)), {}, "would rest less than 11 h between shifts"),
        ((at(17), at(19)), {"skills": frozenset({"billing"})}, "has no skill for sales"),
        ((at(17), at(19)), {"away": frozenset({date(2025, 3, 3)})}, "is away that day"),
    ],
)
def test_overtime_that_somebody_cannot_work_is_refused_with_its_reason(
    extra: tuple[datetime, datetime], changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(CannotTake, match=why):
        check_overtime(hours(), ana(**changes), "sales", extra)


def test_a_long_evening_before_an_early_morning_is_no_rest() -> None:
    with pytest.raises(CannotTake, match="rest"):
        check_overtime(hours(a_shift(), a_shift(6, 14, day=1)), ana(), "sales", (at(17), at(20)))
    check_overtime(hours(a_shift(), a_shift(6, 14, day=1)), ana(), "sales", (at(17), at(19)))


def test_time_off_gives_up_the_time_at_work_and_not_the_break() -> None:
    assert check_time_off(hours(), "sales", (at(11), at(15))) == [(at(11), at(12)), (at(13), at(15))]


@pytest.mark.parametrize(
    ("off", "queue", "moves"),
    [
        ((at(16), at(18)), "sales", ()),
        ((at(15), at(16)), "billing", ()),
        ((at(12), at(13)), "sales", ()),
        ((at(15), at(16)), "sales", gone_from(14, 17)),
    ],
)
def test_who_does_not_work_then_cannot_go(
    off: tuple[datetime, datetime], queue: str, moves: tuple[Move, ...]
) -> None:
    with pytest.raises(CannotTake):
        check_time_off(hours(moves=moves), queue, off)


def test_who_went_early_may_not_be_counted_as_working_on() -> None:
    assert hours(moves=gone_from(15, 17)).at_work("sales") == [(at(9), at(12)), (at(13), at(15))]


def test_nobody_unknown_takes_an_offer() -> None:
    with pytest.raises(UnknownPerson):
        check_person("Ben", ana())


def test_spans_are_joined_and_cut() -> None:
    assert joined([(at(2), at(3)), (at(0), at(1)), (at(1), at(2))]) == [(at(0), at(3))]
    assert without([(at(0), at(4))], [(at(1), at(2)), (at(3), at(9))]) == [(at(0), at(1)), (at(2), at(3))]
