"""What each day was expected to bring, told by the days before it alone: what a surge is measured against."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from staffing_svc.domain.forecast import Calendar, History
from staffing_svc.domain.forecast.features import day_features
from staffing_svc.domain.forecast.history import BoolArray, FloatArray
from staffing_svc.domain.forecast.local_days import LocalDays, positions, to_local_days
from staffing_svc.domain.forecast.model import Setting, predict_roots, prepare
from staffing_svc.domain.forecast.opening import closed_ahead, open_cells
from staffing_svc.domain.forecast.replay import day_ahead_weights
from staffing_svc.domain.forecast.spread import poisson_root_variance

FIRST_DAYS = 14
"""A day is expected once so many days are known before it."""
MEMORY_DAYS = 800
RELEARN_DAYS = 7


def unfold(history: History, expected: FloatArray) -> FloatArray:
    """Expectations by local day and slot, [days, slots], as the history's intervals, [n]."""
    days = to_local_days(history)
    day, slot = positions(history.start, history.interval_s, len(history), history.timezone)
    intervals: FloatArray = expected[day - days.first_day, slot]
    return intervals


def expect_days(days: LocalDays, calendar: Calendar, rows: Iterable[int]) -> FloatArray:
    """Expected contacts of the days `rows` (ascending), [days, slots], each from the days before it;
    else NaN.

    The mean of `forecast` made at each midnight, without its quantiles. What changes slowly (how long levels
    last, which days were outliers, which members to trust, closed hours) is learnt again after RELEARN_DAYS,
    which saves nine tenths of the time; no day ever sees itself or a later one.
    """
    expected = np.full(days.offered.shape, np.nan)
    learnt: _Learnt | None = None
    together: list[int] = []
    for row in rows:
        if np.isnan(days.offered[:row]).all():
            continue
        if learnt is None or not learnt.row <= row < learnt.row + RELEARN_DAYS:
            _expect(expected, learnt, days, calendar, together)
            learnt, together = _learn(days, calendar, row), []
        together.append(row)
    _expect(expected, learnt, days, calendar, together)
    return expected


@dataclass(frozen=True, eq=False)
class _Learnt:
    """What was learnt from the days before `row`; `first` is the oldest of them that is remembered."""

    row: int
    first: int
    setting: Setting
    weights: FloatArray
    is_open: BoolArray


def _learn(days: LocalDays, calendar: Calendar, row: int) -> _Learnt:
    first = max(row - MEMORY_DAYS, 0)
    known = _between(days, first, row)
    every = np.arange(known.first_day, known.first_day + row - first + RELEARN_DAYS)
    features = day_features(every, calendar, (), _quietest_weekday(known), row - first)
    is_open = open_cells(known)
    setting = prepare(known, features, is_open)
    return _Learnt(row, first, setting, day_ahead_weights(setting, row - first), is_open)


def _expect(
    expected: FloatArray, learnt: _Learnt | None, days: LocalDays, calendar: Calendar, rows: list[int]
) -> None:
    """Writes what the days `rows` (ascending) were expected to bring, each from the days before it."""
    if learnt is None or not rows:
        return
    known = _between(days, learnt.first, rows[-1])
    old, count = learnt.row - learnt.first, rows[-1] - learnt.first
    setting = replace(
        learnt.setting,
        days=known,
        root=np.vstack([learnt.setting.root, _roots_of_open_cells(learnt, days, calendar, rows[-1])]),
        day_weight=np.concatenate([learnt.setting.day_weight, learnt.setting.features.usable[old:count]]),
    )
    origins = [row - learnt.first for row in rows]
    roots = predict_roots(setting, origins, [np.array([origin]) for origin in origins])
    for row, members in zip(rows, roots, strict=True):
        middle = np.maximum((learnt.weights @ members[:, 0]) ** 2 - 0.25, 0.0)
        shut = _closed(learnt, days, calendar, range(row, row + 1))[0]
        expected[row] = np.where(shut, 0.0, middle + poisson_root_variance(middle))


def _roots_of_open_cells(learnt: _Learnt, days: LocalDays, calendar: Calendar, row: int) -> FloatArray:
    """Square roots of what came since the learning, [newer days, slots]; NaN where the queue was shut."""
    newer = days.offered[learnt.row : row]
    shut = _closed(learnt, days, calendar, range(learnt.row, row)) & (newer == 0.0)
    return np.where(shut, np.nan, np.sqrt(newer + 0.25))


def _closed(learnt: _Learnt, days: LocalDays, calendar: Calendar, rows: range) -> BoolArray:
    """Closed cells of the days `rows`, [rows, slots], by the opening hours learnt before them."""
    number = np.repeat(days.first_day + np.arange(rows.start, rows.stop), days.slots)
    slot = np.tile(np.arange(days.slots), len(rows))
    before = _between(days, learnt.first, learnt.row)
    shut = closed_ahead(before, learnt.is_open, calendar, number, slot)
    return shut.reshape(len(rows), days.slots)


def _between(days: LocalDays, first: int, end: int) -> LocalDays:
    return LocalDays(days.first_day + first, days.interval_s, days.offered[first:end])


def _quietest_weekday(days: LocalDays) -> int:
    """Monday is 0; a weekday never seen is not the quietest."""
    weekday = (days.days + 3) % 7
    told = [days.offered[weekday == number] for number in range(7)]
    means = [float(np.nanmean(one)) if np.isfinite(one).any() else np.inf for one in told]
    return int(np.argmin(means))
