"""Adherence and conformance by hand: minutes counted on paper from a shift and the states that were reported."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from concert_contracts.external import AgentState
from schedule_cases import MONDAY
from staffing_svc.domain.adherence_day import PersonDay, person_day, team_day
from staffing_svc.domain.agent_states import EnteredState, activities
from staffing_svc.domain.schedule import OfferKind, Shift, ShiftBreak
from staffing_svc.domain.working_hours import Move, WorkingHours

NIGHT = MONDAY + timedelta(days=1)


def at(hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(hours=hour, minutes=minute)


def a_shift(queue: str = "sales") -> Shift:
    """9 to 17 with lunch from 12 to 13: 420 minutes at work, 60 of break."""
    lunch = ShiftBreak("lunch", at(12), at(13), paid=False)
    return Shift("day", queue, at(9), at(17), 7 * 3600, (lunch,))


def entered(*states: tuple[AgentState, datetime], agent: str = "ana") -> list[EnteredState]:
    return [EnteredState(agent, state, moment) for state, moment in states]


def day(
    states: list[EnteredState],
    *,
    until: datetime = NIGHT,
    moves: tuple[Move, ...] = (),
    queue: str | None = None,
    **more: Any,
) -> PersonDay:
    hours = WorkingHours("ana", (a_shift(),), moves)
    return person_day(hours, states, MONDAY, until, queue=queue, sessions=more.get("sessions", {}))


LATE_AND_LONG_LUNCH = entered(
    ("available", at(9, 10)),
    ("in_contact", at(10)),
    ("after_contact", at(10, 5)),
    ("on_break", at(12)),
    ("available", at(13, 20)),
    ("signed_out", at(17)),
)


def test_ten_minutes_late_and_twenty_too_long_at_lunch() -> None:
    made = day(LATE_AND_LONG_LUNCH)
    assert made.adherence is not None
    # at work 420 scheduled, 170 + 220 kept; lunch 60 scheduled and 60 kept
    assert made.adherence.by_state == {"at_work": (420, 390), "break": (60, 60)}
    assert made.adherence.share == pytest.approx(450 / 480)
    # by quarters: 10 of 15 missing from 9:00, 15 from 13:00 and 5 from 13:15
    assert made.conformance == pytest.approx(390 / 420)


def test_working_through_lunch_and_leaving_early_keeps_neither_schedule_nor_hours() -> None:
    made = day(entered(("available", at(9)), ("signed_out", at(16))))
    assert made.adherence is not None
    assert made.adherence.by_state == {"at_work": (420, 360), "break": (60, 0)}
    assert made.adherence.share == pytest.approx(360 / 480)
    assert made.conformance == pytest.approx(360 / 420)


def test_a_day_that_goes_on_is_measured_until_now() -> None:
    made = day(LATE_AND_LONG_LUNCH, until=at(10))
    assert made.adherence is not None
    assert (made.adherence.scheduled_min, made.adherence.adhered_min) == (60, 50)
    assert made.conformance == pytest.approx(50 / 60)


def test_nothing_reported_is_not_known_and_not_zero() -> None:
    made = day([])
    assert (made.adherence, made.conformance) == (None, None)


def test_time_off_that_was_accepted_is_not_asked_for_and_overtime_is() -> None:
    off = Move(OfferKind.TIME_OFF, "sales", at(15), at(17))
    gone = day(
        entered(("available", at(9)), ("on_break", at(12)), ("available", at(13)), ("signed_out", at(15))),
        moves=(off,),
    )
    assert gone.adherence is not None
    assert (gone.adherence.scheduled_min, gone.adherence.share) == (360, 1)
    more = Move(OfferKind.OVERTIME, "sales", at(17), at(18))
    stayed = day(LATE_AND_LONG_LUNCH, moves=(more,))
    assert stayed.adherence is not None
    assert stayed.adherence.by_state["at_work"] == (480, 390)


def test_who_sits_in_a_placed_session_is_where_they_are_meant_to_be() -> None:
    states = entered(
        ("available", at(9)),
        ("in_training", at(10)),
        ("available", at(11, 30)),
        ("on_break", at(12)),
        ("available", at(13)),
        ("signed_out", at(17)),
    )
    made = day(states, sessions={"sales": [(at(10), at(11))]})
    assert made.adherence is not None
    # half an hour of training beyond the session is missed at work
    assert made.adherence.by_state == {"at_work": (360, 330), "break": (60, 60), "training": (60, 60)}
    assert made.conformance == pytest.approx(330 / 360)
    elsewhere = day(states, sessions={"billing": [(at(10), at(11))]})
    assert elsewhere.adherence is not None
    assert elsewhere.adherence.by_state["at_work"] == (420, 330)


def test_another_queue_of_the_team_is_measured_by_itself() -> None:
    assert day(LATE_AND_LONG_LUNCH, queue="billing").scheduled == ()


def test_a_team_is_the_sum_of_its_minutes_over_those_who_are_known() -> None:
    kept = day(
        entered(("available", at(9)), ("on_break", at(12)), ("available", at(13)), ("signed_out", at(17)))
    )
    team = team_day([kept, day(LATE_AND_LONG_LUNCH), day([])])
    assert (team.people, team.reported_people) == (3, 2)
    assert (team.scheduled_min, team.adhered_min) == (960, 930)
    assert team.adherence == pytest.approx(930 / 960)
    assert team.conformance == pytest.approx(810 / 840)
    nobody = team_day([day([])])
    assert (nobody.adherence, nobody.conformance) == (None, None)


def test_a_state_holds_until_the_next_and_no_longer_than_a_day() -> None:
    states = entered(("available", at(9)), ("in_contact", at(9, 5)), ("on_break", at(12)))
    found = activities(states, MONDAY, MONDAY + timedelta(days=3))
    assert [(one.state, one.starts_at, one.ends_at) for one in found] == [
        ("at_work", at(9), at(12)),
        ("break", at(12), at(12) + timedelta(days=1)),
    ]


def test_a_state_of_the_evening_before_holds_into_the_morning() -> None:
    found = activities(entered(("available", at(-2))), MONDAY, at(1))
    assert [(one.starts_at, one.ends_at) for one in found] == [(MONDAY, at(1))]
