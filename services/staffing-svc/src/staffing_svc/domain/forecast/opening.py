"""Opening hours and closed days, learnt from history: when nothing comes for weeks, nobody could call."""

import numpy as np

from staffing_svc.domain.forecast.calendar import Calendar, OpenHours, to_date
from staffing_svc.domain.forecast.history import BoolArray, FloatArray, History, IntArray
from staffing_svc.domain.forecast.local_days import LocalDays, positions, to_local_days

AROUND_WEEKS = 5
LEAST_WEEKS = 3
LEAST_ABSENCES = 2
"""A weekday missing from the export this often, and never there, is a closed one."""
LEAST_CLOSED_S = 3600
"""Shorter empty stretches are chance, not closing hours."""
SURE_CONTACTS = 4.0
"""A cell is closed only if, at the queue's mean rate, at least this many contacts would have been seen
in it."""


def open_cells(days: LocalDays) -> BoolArray:
    """Whether each slot of each known day was open, shape [days, slots].

    Exports that leave out closed hours are understood: a slot that is never there is closed like an
    empty one. A slot of the week is closed while it stays empty for the weeks around it; a day is closed
    when it is empty although its weekday is not.
    """
    offered, weekday = days.offered, (days.days + 3) % 7
    rate = float(np.nanmean(offered))
    is_open = np.ones(offered.shape, dtype=np.bool_)
    shortest = max(LEAST_CLOSED_S // days.interval_s, 2) if days.slots > 1 else 1
    for number in range(7):
        rows = np.flatnonzero(weekday == number)
        if rows.size < LEAST_WEEKS:
            is_open[rows] = ~_long_runs(_empty_every_day(offered), shortest)
        else:
            is_open[rows] = ~_long_runs(_empty_for_weeks(offered[rows], rate), shortest)
    shut = _empty_days(offered, is_open, rate)
    is_open[shut] = False
    return is_open


def open_intervals(history: History) -> BoolArray:
    """Whether the queue was open in each interval of its history, shape [n]."""
    days = to_local_days(history)
    day, slot = positions(history.start, history.interval_s, len(history), history.timezone)
    is_open: BoolArray = open_cells(days)[day - days.first_day, slot]
    return is_open


def closed_ahead(
    days: LocalDays, is_open: BoolArray, calendar: Calendar, day: IntArray, slot: IntArray
) -> BoolArray:
    """Whether each asked interval (local day, slot) falls into closed hours, a closure or a holiday kept
    shut."""
    week = _learnt_week(days, is_open) if calendar.opening is None else _given_week(days, calendar.opening)
    closed: BoolArray = ~week[(day + 3) % 7, slot] | _shut_days(days, is_open, calendar, day)
    return closed


def _learnt_week(days: LocalDays, is_open: BoolArray) -> BoolArray:
    """Whether each slot of each weekday (Monday 0) is open, from its latest weeks, [7, slots].

    A weekday of which nothing is known is closed where the days before it are known, not in a long gap.
    """
    week = np.ones((7, days.slots), dtype=np.bool_)
    known_days: BoolArray = np.asarray(~np.isnan(days.offered).all(axis=1))
    absences = 1 if _leaves_out_closed_hours(days.offered[known_days]) else LEAST_ABSENCES
    weekday = (days.days + 3) % 7
    for number in range(7):
        same = weekday == number
        rows = np.flatnonzero(same & known_days & is_open.any(axis=1))[-LEAST_WEEKS:]
        if rows.size:
            week[number] = is_open[rows].any(axis=0)
        elif (same & known_days).any() or (same & _after_known(known_days)).sum() >= absences:
            week[number] = False
    return week


def _after_known(known_days: BoolArray) -> BoolArray:
    """Days with a known one among the three before them."""
    before = np.pad(known_days, (3, 0))
    after: BoolArray = np.any([before[back : back + known_days.size] for back in range(3)], axis=0)
    return after


def _given_week(days: LocalDays, opening: tuple[tuple[OpenHours, ...], ...]) -> BoolArray:
    """The same from opening hours that were given; a slot is open if it begins within them."""
    begins_s = np.arange(days.slots) * days.interval_s
    week = np.zeros((7, days.slots), dtype=np.bool_)
    for number, spans in enumerate(opening):
        for span in spans:
            week[number] |= (begins_s >= span.opens_s) & (begins_s < span.closes_s)
    return week


def _leaves_out_closed_hours(known: FloatArray) -> bool:
    """Whether some slots of the day are never there: then a missing weekday is a closed one, not a gap."""
    return known.shape[0] >= LEAST_WEEKS and bool(np.isnan(known).all(axis=0).any())


def _empty_for_weeks(rows: FloatArray, rate: float) -> BoolArray:
    """For one weekday, [weeks, slots]: empty through the weeks around, with enough weeks to be sure."""
    known = ~np.isnan(rows)
    contacts = _moving_sum(np.where(known, rows, 0.0))
    seen = _moving_sum(known.astype(np.float64))
    sure = (seen >= LEAST_WEEKS) & (seen * rate >= SURE_CONTACTS)
    empty: BoolArray = (contacts == 0.0) & (sure | (seen == 0.0))
    return empty


def _empty_every_day(offered: FloatArray) -> BoolArray:
    """For histories of a few weeks: slots that were empty on every day that was not empty as a whole,
    [1, slots]."""
    rows = offered[np.nansum(offered, axis=1) > 0]
    return np.asarray((np.nansum(rows, axis=0) == 0.0)[None, :] & (rows.shape[0] >= LEAST_WEEKS))


def _long_runs(empty: BoolArray, shortest: int) -> BoolArray:
    """Keeps runs of at least `shortest` empty slots; a run that touches midnight may go on in the next
    day."""
    count = empty.shape[1]
    padded = np.pad(empty, ((0, 0), (shortest, shortest)), constant_values=True)
    total = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    full: BoolArray = total[:, shortest:] - total[:, :-shortest] == shortest
    starts: IntArray = np.cumsum(np.pad(full, ((0, 0), (1, 0))), axis=1)
    inside = starts[:, shortest + 1 :][:, :count] - starts[:, 1 : count + 1] > 0
    result: BoolArray = inside & empty
    return result


def _moving_sum(rows: FloatArray) -> FloatArray:
    total = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])
    count = rows.shape[0]
    upper = np.minimum(np.arange(count) + AROUND_WEEKS + 1, count)
    lower = np.maximum(np.arange(count) - AROUND_WEEKS, 0)
    moving: FloatArray = total[upper] - total[lower]
    return moving


def _empty_days(offered: FloatArray, is_open: BoolArray, rate: float) -> BoolArray:
    known = ~np.isnan(offered)
    contacts = np.where(known, offered, 0.0).sum(axis=1)
    sure = (known & is_open).sum(axis=1) * rate >= 2.0 * SURE_CONTACTS
    empty: BoolArray = (contacts == 0.0) & sure & (known.mean(axis=1) > 0.5)
    return empty


def _shut_days(days: LocalDays, is_open: BoolArray, calendar: Calendar, day: IntArray) -> BoolArray:
    """Closures, and holidays that the queue has kept shut before: by name, else by what most holidays
    were."""
    shut = {to_date(int(number)) for number in days.days[~is_open.any(axis=1)]}
    past = {to_date(int(number)) for number in days.days[~np.isnan(days.offered).all(axis=1)]}
    kept = {on: on in shut for on in calendar.holidays if on in past}
    usual = bool(kept) and sum(kept.values()) > len(kept) / 2
    by_name = {calendar.holidays[on]: was_shut for on, was_shut in sorted(kept.items())}
    numbers, place = np.unique(day, return_inverse=True)
    answers = [
        on in calendar.closures or (on in calendar.holidays and by_name.get(calendar.holidays[on], usual))
        for on in (to_date(int(number)) for number in numbers)
    ]
    return np.array(answers, dtype=np.bool_)[place]
