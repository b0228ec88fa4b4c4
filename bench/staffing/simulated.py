"""Simulated queues with a known truth, so that forecasts can be scored where no real data may be shipped.

Each queue is drawn from: weekday profile x level (trend, season, AR(1) of days, holidays, days after
holidays, pay days) x gamma noise of the day and of the interval, then Poisson. Everything follows from
the seed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import holidays as country_holidays
import numpy as np
from numpy.typing import NDArray
from staffing_svc.domain.forecast import History

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """One kind of queue; shares are relative, hours local."""

    name: str
    country: str
    interval_min: int
    days: int
    mean_per_interval: float
    opens_h: float
    closes_h: float
    weekdays: tuple[float, ...]
    holiday_factor: float
    day_sd: float
    day_memory: float
    interval_sd: float
    season: float = 0.05
    trend_per_year: float = 0.0
    payday: float = 0.0


_OFFICE = (1.15, 1.05, 1.0, 0.97, 0.95, 0.0, 0.0)
_RETAIL = (1.0, 0.95, 0.95, 1.0, 1.1, 1.25, 0.8)
_SUNDAY = (1.0, 0.95, 0.97, 0.9, 0.4, 0.15, 1.2)
KINDS = (
    Kind("us_bank_30", "US", 30, 300, 900.0, 7, 21, _OFFICE, 0.0, 0.06, 0.6, 0.03, payday=0.15),
    Kind("us_bank_5", "US", 5, 230, 170.0, 7, 21, _OFFICE, 0.0, 0.06, 0.6, 0.04, payday=0.15),
    Kind("de_retail_15", "DE", 15, 420, 12.0, 8, 22, _RETAIL, 0.3, 0.10, 0.5, 0.08, season=0.15),
    Kind("il_help_60", "IL", 60, 365, 60.0, 0, 24, _SUNDAY, 0.35, 0.08, 0.7, 0.06),
    Kind("fr_night_10", "FR", 10, 150, 0.8, 0, 24, _RETAIL, 0.8, 0.15, 0.3, 0.10),
    Kind("gb_growth_20", "GB", 20, 500, 60.0, 8, 20, _OFFICE, 0.0, 0.07, 0.8, 0.04, trend_per_year=0.4),
)
FIRST_DAY = date(2022, 1, 3)


def simulate(kind: Kind, *, seed: int) -> History:
    """One queue's history on its wall clock; the same seed gives the same numbers."""
    draw = np.random.default_rng([seed, sum(kind.name.encode())])
    level = day_levels(kind, draw)
    profile = day_profile(kind)
    slots = profile.size
    mean = kind.mean_per_interval * level[:, None] * profile[None, :]
    noise = _gamma(draw, (kind.days, slots), kind.interval_sd)
    tilt = 1.0 + 0.5 * kind.day_sd * draw.standard_normal((kind.days, 1)) * np.linspace(-1.0, 1.0, slots)
    offered = draw.poisson(np.maximum(mean * noise * np.maximum(tilt, 0.1), 0.0)).astype(np.float64)
    start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    return History(start, 60 * kind.interval_min, offered.reshape(-1))


def simulate_all(*, seed: int) -> dict[str, History]:
    """All kinds of queues by name."""
    return {kind.name: simulate(kind, seed=seed) for kind in KINDS}


def many(kind: Kind, count: int, *, seed: int) -> list[History]:
    """`count` queues of one kind whose sizes differ by a factor of up to about ten."""
    sizes = np.random.default_rng(seed).lognormal(0.0, 0.7, count)
    return [
        simulate(replace(kind, mean_per_interval=kind.mean_per_interval * float(size)), seed=seed + number)
        for number, size in enumerate(sizes)
    ]


def day_levels(kind: Kind, draw: np.random.Generator) -> FloatArray:
    """Relative level of each day, shape [days]."""
    number = np.arange(kind.days)
    dates = [FIRST_DAY + timedelta(days=int(day)) for day in number]
    level = np.array([kind.weekdays[day.weekday()] for day in dates])
    level *= (
        1.0 + kind.season * np.sin(2 * np.pi * (number + 30) / 365.25) + kind.trend_per_year * number / 365.25
    )
    level *= 1.0 + kind.payday * np.array([day.day in (1, 2, 15, 16) for day in dates])
    special = country_holidays.country_holidays(kind.country, years=sorted({day.year for day in dates}))
    off = np.array([day in special for day in dates])
    level = np.where(off, level * kind.holiday_factor, level)
    level *= 1.0 + 0.15 * (np.roll(off, 1) & ~off)
    return level * np.exp(_autoregressive(kind, draw))


def day_profile(kind: Kind) -> FloatArray:
    """Share of the mean by slot of the day with two humps, mean 1 over open slots, 0 while closed."""
    hour = (np.arange(1440 // kind.interval_min) + 0.5) * kind.interval_min / 60.0
    humps = np.exp(-((hour - 10.5) ** 2) / 6.0) + 0.8 * np.exp(-((hour - 15.5) ** 2) / 10.0) + 0.12
    profile = np.where((hour >= kind.opens_h) & (hour < kind.closes_h), humps, 0.0)
    return np.asarray(profile / profile[profile > 0].mean())


def _autoregressive(kind: Kind, draw: np.random.Generator) -> FloatArray:
    steps = draw.standard_normal(kind.days) * kind.day_sd * np.sqrt(1.0 - kind.day_memory**2)
    state = np.zeros(kind.days)
    for day in range(1, kind.days):
        state[day] = kind.day_memory * state[day - 1] + steps[day]
    return state


def _gamma(draw: np.random.Generator, shape: tuple[int, int], deviation: float) -> FloatArray:
    concentration = 1.0 / deviation**2
    return draw.gamma(concentration, 1.0 / concentration, shape)
