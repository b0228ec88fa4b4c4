"""Which of a day's shifts each person may take, and how well each suits them, for all people and shifts at once."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.schedule.requirement import Floats, Ints
from staffing_svc.domain.schedule.rules import DAY_S
from staffing_svc.domain.schedule.shift import Shift, instant_s
from staffing_svc.domain.schedule.tour import Working

Flags = NDArray[np.bool_]
QUARTER_S = 900
UNSOCIAL_COST = 10
WISH_COST = 2


def suitability(staff: Sequence[Working], shifts: Sequence[Shift], day: date) -> tuple[Flags, Ints]:
    """(lawful, cost), both (people, shifts): may they, and how little does it suit them.

    Days must be handed out in order: nobody has a shift after `day` yet. Says the same as Working.obstacle,
    which explains one case in words.
    """
    week = staff[0].span.week(shifts[0]) if staff else 0
    begins = np.array([instant_s(shift.starts_at) for shift in shifts])
    ends = np.array([instant_s(shift.ends_at) for shift in shifts])
    paid_s = np.array([shift.paid_s for shift in shifts], dtype=np.float64)
    start_s = np.array([shift.starts_at.hour * 3600 + shift.starts_at.minute * 60 for shift in shifts])
    left_s = _column([one.max_paid_s - one.paid_s(week) for one in staff])
    lawful = _flags([_free(one, day, week) for one in staff]) & (paid_s <= left_s)
    lawful &= (begins >= _column([_rested_from(one) for one in staff])) & (
        ends <= _column([_rested_until(one) for one in staff])
    )
    lawful &= _inside_hours(staff, start_s, ends - begins)
    lawful &= np.array(
        [[one.person.can_take(shift.queue) for shift in shifts] for one in staff], dtype=np.bool_
    )
    overnight = np.array([(shift.ends_at - timedelta(seconds=1)).date() > day for shift in shifts])
    lawful &= ~(_flags([day + timedelta(days=1) in one.person.away for one in staff]) & overnight)
    return lawful, _cost(staff, shifts, week, start_s, paid_s)


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)[:, None]


def _flags(values: Sequence[bool]) -> Flags:
    return np.array(values, dtype=np.bool_)[:, None]


def _free(working: Working, day: date, week: int) -> bool:
    """May begin a shift on the day, has none yet, and has a day left in the week."""
    taken = bool(working.shifts) and working.shifts[-1].starts_at.date() == day
    return working.person.works_on(day) and not taken and working.days(week) < working.max_days


def _rested_from(working: Working) -> float:
    return instant_s(working.shifts[-1].ends_at) + working.limits.rest_s if working.shifts else -np.inf


def _rested_until(working: Working) -> float:
    """In a rota: when the rest before the first shift of the next round must begin."""
    if not working.shifts or not working.span.repeats_days:
        return np.inf
    next_round = instant_s(working.shifts[0].starts_at) + working.span.repeats_days * DAY_S
    return next_round - working.limits.rest_s


def _inside_hours(staff: Sequence[Working], start_s: Ints, length_s: Floats) -> Flags:
    earliest = _column([one.person.earliest_s for one in staff])
    latest = _column([one.person.latest_s for one in staff])
    return np.asarray((start_s >= earliest) & (start_s + length_s <= latest), dtype=np.bool_)


def _cost(
    staff: Sequence[Working], shifts: Sequence[Shift], week: int, start_s: Ints, paid_s: Floats
) -> Ints:
    """Distance from the wished or usual start, unsocial hours so far, distance from the hours still to be had."""
    unsocial = np.array([shift.unsocial() for shift in shifts])
    cost = UNSOCIAL_COST * _column([one.unsocial for one in staff]) * unsocial
    usual, weight = zip(*(_usual_start(one) for one in staff), strict=True)
    cost = cost + _column(weight) * np.abs(start_s - _column(usual)) / QUARTER_S
    wanted = _column([_wanted_s(one, week) for one in staff])
    return np.asarray(np.rint(cost + np.abs(paid_s - wanted) / QUARTER_S), dtype=np.int64)


def _usual_start(working: Working) -> tuple[float, float]:
    """Seconds after midnight and how much it counts; nothing for somebody without wish or habit."""
    if working.person.prefers_start_s is not None:
        return working.person.prefers_start_s, WISH_COST
    if not working.shifts:
        return 0.0, 0.0
    last = working.shifts[-1].starts_at
    return last.hour * 3600 + last.minute * 60, 1.0


def _wanted_s(working: Working, week: int) -> float:
    """Contract time of the week still to be had, per day left."""
    days_left = max(working.max_days - working.days(week), 1)
    return (working.person.contract_s - working.paid_s(week)) / days_left
