"""How good a forecast was, by lead time, against the floor that chance alone sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray, IntArray


@dataclass(frozen=True)
class Accuracy:
    """Scores over the intervals of one lead time; None where nothing was offered to score against.

    `wape`, `bias` and `poisson_floor` are shares of contacts, coverages shares of intervals, `pinball`
    the mean quantile loss in contacts, `mase` relative to the same interval a week before.
    """

    intervals: int
    wape: float | None
    bias: float | None
    mase: float | None
    coverage_80: float
    coverage_95: float
    pinball: float
    poisson_floor: float | None


def wape(forecast: FloatArray, actual: FloatArray) -> float | None:
    """sum |F - A| / sum A; None when nothing was offered."""
    total = float(actual.sum())
    return float(np.abs(forecast - actual).sum()) / total if total > 0 else None


def bias(forecast: FloatArray, actual: FloatArray) -> float | None:
    """sum (F - A) / sum A; None when nothing was offered."""
    total = float(actual.sum())
    return float((forecast - actual).sum()) / total if total > 0 else None


def mase(forecast: FloatArray, actual: FloatArray, seasonal_error: float) -> float | None:
    """Mean absolute error over `seasonal_error`, that of the seasonal naive in the training part."""
    return float(np.abs(forecast - actual).mean()) / seasonal_error if seasonal_error > 0 else None


def seasonal_naive_error(training: FloatArray, season: int) -> float:
    """Mean |y[t] - y[t - season]| over known pairs of the training part (Hyndman & Koehler 2006); 0 if
    none."""
    if training.size <= season:
        return 0.0
    gap = np.abs(training[season:] - training[:-season])
    known = gap[~np.isnan(gap)]
    return float(known.mean()) if known.size else 0.0


def coverage(actual: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Share of intervals whose actual lies within low..high."""
    return float(((actual >= low) & (actual <= high)).mean())


def pinball(actual: FloatArray, quantiles: FloatArray, levels: Sequence[float]) -> float:
    """Mean quantile loss over intervals and levels (Koenker & Bassett 1978); `quantiles` is [n, levels]."""
    level = np.asarray(levels)[None, :]
    gap = actual[:, None] - quantiles
    return float(np.maximum(level * gap, (level - 1.0) * gap).mean())


def poisson_floor(mean: float) -> float:
    """WAPE that even the true rate cannot beat at a constant mean, sqrt(2 / (pi mean)): .08 at 100, .25
    at 10.

    Good for means above about 2; below, it is capped at 1, which forecasting zero reaches.
    """
    return min(1.0, sqrt(2.0 / (pi * mean))) if mean > 0 else 1.0


def floor_of(expected: FloatArray) -> float | None:
    """The floor of intervals with different means: sum of sqrt(2 m / pi), at most m each, over sum of m."""
    total = float(expected.sum())
    if total <= 0:
        return None
    return float(np.minimum(np.sqrt(2.0 * expected / pi), expected).sum()) / total


def score(
    mean: FloatArray,
    quantiles: FloatArray,
    actual: FloatArray,
    levels: Sequence[float],
    seasonal_error: float,
) -> Accuracy | None:
    """Scores the known, open intervals (something was expected or came); None when there is none."""
    scored = ~np.isnan(actual) & ((actual > 0) | (mean > 0))
    if not scored.any():
        return None
    expected, seen, edges = mean[scored], actual[scored], quantiles[scored]
    return Accuracy(
        intervals=int(scored.sum()),
        wape=wape(expected, seen),
        bias=bias(expected, seen),
        mase=mase(expected, seen, seasonal_error),
        coverage_80=coverage(seen, edges[:, 1], edges[:, 3]),
        coverage_95=coverage(seen, edges[:, 0], edges[:, 4]),
        pinball=pinball(seen, edges, levels),
        poisson_floor=floor_of(expected),
    )


LEADS = (("1 day", 0, 1), ("1 week", 1, 7), ("2 weeks", 7, 14), ("6 weeks", 14, 42))


def lead_name(lead_days: IntArray) -> list[str]:
    """The band of each lead in days: within a day, a week, two weeks, six weeks, or later."""
    names = [name for name, _, _ in LEADS]
    edges = [high for _, _, high in LEADS]
    return [[*names, "later"][int(np.searchsorted(edges, lead, side="right"))] for lead in lead_days]
