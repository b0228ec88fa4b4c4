"""The baseline forecast of one queue: the entry that everything else calls."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from staffing_svc.domain.forecast.calendar import Calendar
from staffing_svc.domain.forecast.features import Regressor, day_features
from staffing_svc.domain.forecast.history import DAY_S, FloatArray, History, IntArray
from staffing_svc.domain.forecast.local_days import (
    LocalDays,
    first_start_at_or_after,
    positions,
    to_local_days,
)
from staffing_svc.domain.forecast.model import prepare
from staffing_svc.domain.forecast.opening import closed_ahead, open_cells
from staffing_svc.domain.forecast.refusals import HistoryTooShort, HorizonNotSupported
from staffing_svc.domain.forecast.replay import predict_and_replay
from staffing_svc.domain.forecast.spread import LEVELS, learn_spread, poisson_root_variance

METHOD = "sqrt-ridge-2"
LONGEST_DAYS = 731
MEMORY_DAYS = 1200
NO_REGRESSORS: tuple[Regressor, ...] = ()


@dataclass(frozen=True, eq=False)
class Forecast:
    """Expected contacts [n] and their quantiles [n, 5] at `levels`, from `start` in steps of `interval_s`."""

    start: datetime
    interval_s: int
    mean: FloatArray
    quantiles: FloatArray
    method: str
    knew_until: datetime
    timezone: str = "UTC"
    levels: tuple[float, ...] = LEVELS

    def __len__(self) -> int:
        return int(self.mean.size)


def forecast(
    history: History,
    as_of: datetime,
    horizon_intervals: int,
    *,
    calendar: Calendar | None = None,
    regressors: tuple[Regressor, ...] = NO_REGRESSORS,
) -> Forecast:
    """Forecasts `horizon_intervals` intervals from `as_of`, using nothing that ended after it.

    Raises HistoryTooShort when not one interval is known before `as_of`, HorizonNotSupported for a
    horizon that is empty or beyond two years, RegressorIncomplete when a regressor misses a day of the
    horizon.
    """
    _check_horizon(horizon_intervals, history.interval_s)
    known = history.until(as_of)
    if np.isnan(known.offered).all():
        raise HistoryTooShort(
            "no interval is known before the cut: give a day of history or more, or a similar queue",
            field="history",
        )
    start = first_start_at_or_after(history, as_of)
    day, slot = positions(start, history.interval_s, horizon_intervals, history.timezone)
    days = _recent(to_local_days(known), int(day[0]))
    mean, quantiles = _forecast_days(days, day, slot, calendar or Calendar(), regressors)
    return Forecast(start, history.interval_s, mean, quantiles, METHOD, _knew_until(known), history.timezone)


def _forecast_days(
    days: LocalDays, day: IntArray, slot: IntArray, calendar: Calendar, regressors: tuple[Regressor, ...]
) -> tuple[FloatArray, FloatArray]:
    known_days = days.offered.shape[0]
    last = max(int(day[-1]), days.first_day + known_days - 1)
    every = np.arange(days.first_day, last + 1)
    features = day_features(every, calendar, regressors, _quietest_weekday(days), known_days)
    is_open = open_cells(days)
    setting = prepare(days, features, is_open)
    ahead = np.arange(int(day[0]), int(day[-1]) + 1) - days.first_day
    rows, replay = predict_and_replay(setting, known_days, ahead)
    root = rows[day - int(day[0]), slot]
    lead = np.maximum(day - days.first_day - known_days, 0)
    spread = learn_spread(replay, known_days)
    quantiles = spread.quantiles_at(root, lead)
    expected = np.maximum(root**2 - 0.25, 0.0)
    mean = np.maximum(expected + poisson_root_variance(expected), 0.0)
    shut = closed_ahead(days, is_open, calendar, day, slot)
    return np.where(shut, 0.0, mean), np.where(shut[:, None], 0.0, quantiles)


def _recent(days: LocalDays, first_asked: int) -> LocalDays:
    """The days that matter, padded with unknown days up to the one before (or of) the first asked
    interval."""
    rows = days.offered[-MEMORY_DAYS:]
    first = days.first_day + days.offered.shape[0] - rows.shape[0]
    missing = first_asked - (first + rows.shape[0])
    if missing > 0:
        rows = np.vstack([rows, np.full((missing, rows.shape[1]), np.nan)])
    return LocalDays(first, days.interval_s, rows)


def _quietest_weekday(days: LocalDays) -> int:
    """Weekday (Monday 0) with the lowest mean of known days; Sunday while a week has not been seen."""
    known = ~np.isnan(days.offered)
    counted = known.any(axis=1)
    total = np.where(known, days.offered, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    weekday = (days.days + 3) % 7
    means = [total[(weekday == number) & counted] for number in range(7)]
    if any(values.size == 0 for values in means):
        return 6
    return int(np.argmin([values.mean() for values in means]))


def _check_horizon(horizon_intervals: int, interval_s: int) -> None:
    if not 0 < horizon_intervals * interval_s <= LONGEST_DAYS * DAY_S:
        raise HorizonNotSupported("a horizon is longer than nothing and at most two years", field="horizon")


def _knew_until(known: History) -> datetime:
    """The end of the last interval that was really known."""
    last = int(np.flatnonzero(~np.isnan(known.offered))[-1]) + 1
    return History(known.start.astimezone(UTC), known.interval_s, known.offered[:last], known.timezone).end
