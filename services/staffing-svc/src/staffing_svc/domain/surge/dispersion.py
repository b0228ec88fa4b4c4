"""How much a queue's counts scatter within a day, and its days around their forecast."""

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.advance import SMALLEST_MEAN, advance
from staffing_svc.domain.surge.detector import Detectors, Dispersion
from staffing_svc.domain.surge.state import Fleet

Floats = NDArray[np.float64]

PASSES = 3
CLASSES = 8
FARTHEST_SQUARE = 9.0
"""A squared standardised residual counts at most this much: real surges of the past are not noise."""
DAY_S = 86_400
QUIET_SHARE = 0.2


def within_day(
    expected: Floats, observed: Floats, *, interval_s: int, level_variance: float, quiet_below: float
) -> Dispersion:
    """Moments of the residuals around forecast x level, from (T, Q) stretches of history.

    Pearson squares are regressed on the mean: variance / mean = poisson_factor + relative_variance x mean.
    """
    found = Dispersion(poisson_factor=1.0, relative_variance=0.01)
    for _ in range(PASSES):
        detectors = Detectors(
            interval_s=np.array([float(interval_s)]),
            poisson_factor=np.array([found.poisson_factor]),
            relative_variance=np.array([found.relative_variance]),
            level_variance=np.array([level_variance]),
            quiet_below=np.array([quiet_below]),
            threshold=np.array([np.inf]),
        )
        found = _moments(*_residuals(detectors, expected, observed), before=found)
    return found


def _residuals(detectors: Detectors, expected: Floats, observed: Floats) -> tuple[Floats, Floats, Floats]:
    """Means, counts and relative variances of the level, flat, where an interval says something."""
    fleet = Fleet.fresh(expected.shape[1])
    means, levels = np.zeros(expected.shape), np.zeros(expected.shape)
    for t in range(len(expected)):
        fleet, verdicts = advance(detectors, fleet, expected[t], observed[t])
        means[t] = verdicts.expected_now
        levels[t] = verdicts.level_variance / verdicts.level**2
    usable = means > SMALLEST_MEAN
    return means[usable], observed[usable], levels[usable]


def _moments(means: Floats, counts: Floats, levels: Floats, *, before: Dispersion) -> Dispersion:
    if not len(means):
        return before
    variance = before.poisson_factor * means + (before.relative_variance + levels) * means**2
    squares = np.minimum((counts - means) ** 2 / variance, FARTHEST_SQUARE) * variance
    pearson = (squares - levels * means**2) / means
    order = np.array_split(np.argsort(means, kind="stable"), min(CLASSES, len(means)))
    x = np.array([means[group].mean() for group in order])
    y = np.array([pearson[group].mean() for group in order])
    weight = np.array([len(group) for group in order]) / np.maximum(y, 1.0) ** 2
    return _line(x, y, weight)


def _line(x: Floats, y: Floats, weight: Floats) -> Dispersion:
    """Weighted least squares of y on x with intercept >= 1 (Poisson) and slope >= 0."""
    mean_x, mean_y = np.average(x, weights=weight), np.average(y, weights=weight)
    spread = np.average((x - mean_x) ** 2, weights=weight)
    slope = np.average((x - mean_x) * (y - mean_y), weights=weight) / spread if spread > 0 else 0.0
    slope = max(float(slope), 0.0)
    factor = float(mean_y - slope * mean_x)
    if factor < 1.0:
        factor = 1.0
        slope = max(float(np.sum(weight * x * (y - 1.0)) / np.sum(weight * x**2)), 0.0)
    return Dispersion(poisson_factor=factor, relative_variance=slope)


def quiet_level(expected: Floats) -> float:
    """A fifth of what the queue's busy intervals expect (their 90th percentile)."""
    told = expected[np.isfinite(expected) & (expected > SMALLEST_MEAN)]
    return QUIET_SHARE * float(np.quantile(told, 0.9)) if len(told) else SMALLEST_MEAN


def between_days(offered: Floats, expected: Floats, *, interval_s: int) -> float:
    """Variance of the days' levels around their forecast, robust against a few odd days."""
    per_day = max(DAY_S // interval_s, 1)
    days = len(offered) // per_day
    known = np.isfinite(offered) & np.isfinite(expected)
    shape = (days, per_day)
    counted = np.where(known, offered, 0.0)[: days * per_day].reshape(shape).sum(axis=1)
    forecast = np.where(known, expected, 0.0)[: days * per_day].reshape(shape).sum(axis=1)
    told = forecast > per_day * SMALLEST_MEAN
    if told.sum() < 3:
        return 0.02
    ratios = counted[told] / forecast[told]
    spread = 1.4826 * float(np.median(np.abs(ratios - np.median(ratios))))
    counting = float(np.median(1.0 / forecast[told]))
    return min(max(spread**2 - counting, 1e-4), 0.25)
