"""What the forecast knows of a day before it begins: weekday, holidays and their neighbours, season,
regressors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from staffing_svc.domain.forecast.calendar import Calendar, to_date
from staffing_svc.domain.forecast.history import FloatArray, IntArray
from staffing_svc.domain.forecast.refusals import RegressorIncomplete

LOW_DAY_SHARE = 0.65
"""How far a holiday looks like the queue's quietest weekday before its own effect is learnt."""
YEAR_DAYS = 365.2425
TREND = 0.12
"""Prior relative growth of the square root in a year."""


@dataclass(frozen=True)
class Regressor:
    """A number per local date that is known ahead, such as bookings or expected campaign contacts of the day.

    `per_day` must hold every day of the horizon; days missing from history are left out of learning.
    """

    name: str
    per_day: Mapping[date, float]


@dataclass(frozen=True, eq=False)
class DayFeatures:
    """Day features [days, features] with the prior relative size of each one's effect on level and on
    shape."""

    values: FloatArray
    level_prior: FloatArray
    shape_prior: FloatArray
    usable: FloatArray


def day_features(
    days: IntArray, calendar: Calendar, regressors: tuple[Regressor, ...], low_weekday: int, history_days: int
) -> DayFeatures:
    """Features of the local days `days`, of which the first `history_days` are history and the rest is
    asked for."""
    weekday = (days + 3) % 7
    columns: list[tuple[FloatArray, float, float]] = []
    special = _special_days(days, calendar)
    share = np.where(special["holiday"] & (weekday != low_weekday), LOW_DAY_SHARE, 0.0)
    for number in range(7):
        own = (weekday == number) * (1.0 - share)
        columns.append((own + share * (number == low_weekday), 0.3, 0.15))
    for flags in special.values():
        if flags.any():
            columns.append((flags.astype(float), 0.3, 0.1))
    columns.append(((days - days[0] - history_days) / YEAR_DAYS, TREND, 0.0))
    columns.extend(_annual(days, history_days))
    usable = np.ones(days.size)
    for regressor in regressors:
        values = np.array([regressor.per_day.get(to_date(int(day)), np.nan) for day in days])
        standard, known = _standardised(values, history_days, regressor.name)
        columns.append((standard, 0.2, 0.02))
        usable *= known
    values = np.column_stack([column for column, _, _ in columns])
    priors = np.array([(level, shape) for _, level, shape in columns])
    return DayFeatures(values, priors[:, 0], priors[:, 1], usable)


def _special_days(
    days: IntArray, calendar: Calendar
) -> dict[str, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    dates = [to_date(int(day)) for day in days]
    one = timedelta(days=1)
    full, minor = calendar.holidays, calendar.minor
    flags = {
        "holiday": [day in full for day in dates],
        "minor": [day in minor and day not in full for day in dates],
        "eve": [day + one in full and day not in full for day in dates],
        "after": [day - one in full and day not in full for day in dates],
    }
    return {name: np.array(values, dtype=np.bool_) for name, values in flags.items()}


def _annual(days: IntArray, history_days: int) -> list[tuple[FloatArray, float, float]]:
    """Two harmonics of the year, once a whole year and a bit has been seen."""
    if history_days < 400:
        return []
    phase = 2.0 * np.pi * days / YEAR_DAYS
    waves = [wave(order * phase) for order in (1, 2) for wave in (np.sin, np.cos)]
    return [(np.asarray(wave, dtype=np.float64), 0.1, 0.0) for wave in waves]


def _standardised(values: FloatArray, history_days: int, name: str) -> tuple[FloatArray, FloatArray]:
    """Square-root scale, centred on history, unit spread; unknown future days are refused."""
    if np.isnan(values[history_days:]).any():
        raise RegressorIncomplete(f"{name} is not known for every day of the horizon", field=name)
    root = np.sqrt(np.maximum(values, 0.0))
    past = root[:history_days]
    known = ~np.isnan(past)
    centre = float(past[known].mean()) if known.any() else 0.0
    spread = float(past[known].std()) if known.any() else 0.0
    standard = np.nan_to_num((root - centre) / (spread or 1.0))
    return standard, np.concatenate([known.astype(float), np.ones(values.size - history_days)])
