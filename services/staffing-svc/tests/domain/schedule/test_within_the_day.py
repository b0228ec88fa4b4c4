"""Within the day: sessions where coverage allows, offers that bring net staffing to zero, adherence from states."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_cases import MONDAY, H
from staffing_svc.domain.schedule import (
    OfferKind,
    Shift,
    ShiftBreak,
    StateSpan,
    adherence,
    conformance,
    least_harmful,
    offers_for,
    place_sessions,
    scheduled_states,
)
from staffing_svc.domain.schedule.refusals import ImpossibleWindow

NET = st.lists(st.integers(-5, 5), min_size=1, max_size=30)


def span(state: str, begins_min: int, ends_min: int) -> StateSpan:
    return StateSpan(state, MONDAY + timedelta(minutes=begins_min), MONDAY + timedelta(minutes=ends_min))


def test_a_briefing_is_placed_where_most_can_be_spared() -> None:
    required, scheduled = np.full(6, 10.0), np.array([12.0, 11.0, 15.0, 14.0, 11.0, 10.0])
    plan = place_sessions(required, scheduled, length=2, people=5, group=4, window=(0, 6))
    assert [(one.first, one.people) for one in plan.sessions] == [(0, 1), (2, 4)]
    assert plan.net.tolist() == [1, 0, 1, 0, 1, 0]
    assert plan.unplaced_people == 0


def test_who_finds_no_seat_is_counted_and_not_squeezed_in() -> None:
    required, scheduled = np.full(4, 10.0), np.full(4, 11.0)
    plan = place_sessions(required, scheduled, length=2, people=5, group=4, window=(0, 4))
    assert sum(one.people for one in plan.sessions) == 2
    assert plan.unplaced_people == 3


def test_a_window_that_is_too_short_for_the_session_is_refused() -> None:
    with pytest.raises(ImpossibleWindow):
        place_sessions(np.ones(4), np.ones(4), length=3, people=1, group=1, window=(1, 3))


def test_a_group_without_room_hurts_least_where_most_are_at_work_for_the_fewest_gaps() -> None:
    required = np.array([10.0, 10.0, 10.0, 10.0, 0.0, 0.0])
    scheduled = np.array([10.0, 11.0, 13.0, 12.0, 0.0, 0.0])
    place = least_harmful(required, scheduled, length=2, seats=4, window=(0, 6))
    # from 2: 4 leave where 3 and 2 can be spared, so 1 + 2 are missing; nobody is at work from 4 on
    assert place is not None
    assert (place.first, place.missing) == (2, 3.0)
    assert least_harmful(required, scheduled, length=2, seats=4, window=(4, 6)) is None


@settings(max_examples=60, deadline=None)
@given(NET, st.integers(1, 4), st.integers(0, 30), st.integers(1, 6), st.integers(0, 2))
def test_sessions_never_take_more_than_can_be_spared(
    net: list[int], length: int, people: int, group: int, spare: int
) -> None:
    length = min(length, len(net))
    scheduled, required = np.array(net, dtype=float) + 10, np.full(len(net), 10.0)
    plan = place_sessions(
        required, scheduled, length=length, people=people, group=group, window=(0, len(net)), spare=spare
    )
    taken = np.zeros(len(net))
    for one in plan.sessions:
        assert 1 <= one.people <= group
        taken[one.first : one.first + one.length] += one.people
    assert (plan.net == np.array(net) - taken).all()
    assert (plan.net[taken > 0] >= spare).all()
    assert sum(one.people for one in plan.sessions) + plan.unplaced_people == people


def test_one_gap_and_one_surplus_become_one_offer_each() -> None:
    state = offers_for(np.array([-2.0, -2.0, -1.0, 0.0, 3.0, 3.0]))
    assert [(one.kind, one.first, one.length, one.places) for one in state.offers] == [
        (OfferKind.OVERTIME, 0, 3, 1),
        (OfferKind.OVERTIME, 0, 2, 1),
        (OfferKind.TIME_OFF, 4, 2, 3),
    ]


@settings(max_examples=60, deadline=None)
@given(NET)
def test_if_everybody_accepts_net_staffing_is_zero(net: list[int]) -> None:
    assert not offers_for(np.array(net, dtype=float)).net_if_all_accept.any()


@settings(max_examples=60, deadline=None)
@given(NET)
def test_offers_made_anew_after_each_acceptance_come_to_an_end_at_zero(net: list[int]) -> None:
    left = np.array(net, dtype=float)
    for _ in range(int(np.abs(left).sum())):
        offers = offers_for(left).offers
        if not offers:
            break
        one = offers[0]
        left[one.first : one.first + one.length] += 1 if one.kind is OfferKind.OVERTIME else -1
    assert not left.any()


def test_part_of_an_agent_is_never_sent_home() -> None:
    state = offers_for(np.array([0.9, 1.9, -0.1]))
    assert [(one.kind, one.first, one.places) for one in state.offers] == [
        (OfferKind.TIME_OFF, 1, 1),
        (OfferKind.OVERTIME, 2, 1),
    ]


def test_short_stretches_are_worth_overtime_but_no_time_off() -> None:
    state = offers_for(np.array([0.0, -1.0, 0.0, 1.0, 0.0]), shortest=2)
    assert [(one.kind, one.first, one.length) for one in state.offers] == [(OfferKind.OVERTIME, 1, 2)]


def test_adherence_is_scheduled_time_spent_in_the_scheduled_state() -> None:
    planned = [span("available", 0, 180), span("lunch", 180, 210), span("available", 210, 480)]
    really = [span("available", 10, 190), span("lunch", 190, 230), span("available", 230, 500)]
    kept = adherence(planned, really)
    assert kept.scheduled_min == 480
    assert kept.adhered_min == 170 + 20 + 250
    assert kept.share == pytest.approx(440 / 480)
    assert kept.by_state == {"available": (450, 420), "lunch": (30, 20)}


def test_a_shift_is_scheduled_as_work_and_its_breaks() -> None:
    nine = MONDAY + timedelta(hours=9)
    lunch = ShiftBreak("lunch", nine + timedelta(hours=3), nine + timedelta(hours=4), paid=False)
    shift = Shift("day", "service", nine, nine + timedelta(hours=8), 7 * H, (lunch,))
    states = [(one.state, one.starts_at.hour, one.ends_at.hour) for one in scheduled_states(shift)]
    assert states == [("available", 9, 12), ("lunch", 12, 13), ("available", 13, 17)]


def test_overlapping_states_are_refused_and_no_schedule_has_no_adherence() -> None:
    with pytest.raises(ImpossibleWindow, match="overlap"):
        adherence([span("available", 0, 60), span("lunch", 30, 90)], [])
    assert adherence([], [span("available", 0, 60)]).share is None


def test_conformance_does_not_let_more_now_make_up_for_less_before() -> None:
    assert conformance(np.array([30.0, 30.0, 0.0]), np.array([20.0, 30.0, 30.0])) == pytest.approx(50 / 60)
    assert conformance(np.zeros(2), np.ones(2)) is None
    with pytest.raises(ImpossibleWindow):
        conformance(np.ones(2), np.ones(3))
