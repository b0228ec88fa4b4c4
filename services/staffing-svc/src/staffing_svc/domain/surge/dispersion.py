"""How a queue's counts scatter around their forecast: by the day, by the moment, and from count to count."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.advance import SMALLEST_MEAN
from staffing_svc.domain.surge.detector import Dispersion, Wander

Floats = NDArray[np.float64]

PASSES = 3
CLASSES = 8
FARTHEST_SD = 3.0
"""A residual counts at most this many standard deviations: real surges of the past are not noise."""
EXCLUDED = 2.0
"""Beyond so many times that an outage or a surge speaks, and nothing is learnt about chance."""
QUIET_SHARE = 0.2
LEVEL_LASTS_S = (4 * 3600.0, 12 * 3600.0, 7 * 86_400.0)
RIPPLE_LASTS_S = (600.0, 1200.0, 2400.0, 4800.0, 9600.0)
"""What is forgotten within an interval cannot be told from the scatter of counts: shorter ones are not tried."""
LONGEST_LAG_S = 8 * 3600
LAGS = 16
LEAST_LEVEL_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Scatter:
    """The three together."""

    level: Wander
    ripple: Wander
    dispersion: Dispersion


def scatter(expected: Floats, observed: Floats, *, interval_s: int, quiet_below: float) -> Scatter:
    """From (T, Q) stretches of history, NaN where unknown, by moments of actual / forecast - 1.

    Products of residuals at growing distances tell the lasting parts; Pearson squares, regressed on the mean, the
    rest: variance / mean = poisson_factor + all relative variances x mean.
    """
    found = Scatter(Wander(0.01, LEVEL_LASTS_S[-1]), Wander(0.0, RIPPLE_LASTS_S[0]), Dispersion(1.0, 0.01))
    told = np.isfinite(observed) & (np.nan_to_num(expected) > max(SMALLEST_MEAN, quiet_below))
    means = np.where(told, expected, 1.0)
    for _ in range(PASSES):
        total = found.dispersion.poisson_factor / means + _relative(found)
        residual = np.where(told, np.nan_to_num(observed) / means - 1.0, 0.0)
        reach = FARTHEST_SD * np.sqrt(total)
        weight = np.where(told & (np.abs(residual) < EXCLUDED * reach), 1.0 / total, 0.0)
        residual = np.clip(residual, -reach, reach)
        level, ripple = _lasting(residual, weight, 1.0 / means, interval_s)
        dispersion = _counting(
            means[weight > 0], residual[weight > 0], lasting=level.variance + ripple.variance
        )
        found = Scatter(level, ripple, dispersion)
    return found


def _relative(found: Scatter) -> float:
    return found.level.variance + found.ripple.variance + found.dispersion.relative_variance


def _lasting(residual: Floats, weight: Floats, counting: Floats, interval_s: int) -> tuple[Wander, Wander]:
    """Level and ripple whose autocovariances fit best; neither has a variance below zero.

    Together they are no more than what the scatter holds beyond counting.
    """
    farthest = max(LONGEST_LAG_S // interval_s, 4)
    lags = np.unique(np.round(np.geomspace(1, farthest, LAGS)).astype(int))
    weighted = residual * weight
    pairs = np.array([np.sum(weight[:-lag] * weight[lag:]) for lag in lags])
    covariance = np.array([np.sum(weighted[:-lag] * weighted[lag:]) for lag in lags]) / np.maximum(
        pairs, 1e-12
    )
    apart = lags * interval_s
    best, found = np.inf, (Wander(LEAST_LEVEL_VARIANCE, LEVEL_LASTS_S[-1]), Wander(0.0, RIPPLE_LASTS_S[0]))
    most = max(float(np.sum(weight * (residual**2 - counting)) / np.maximum(np.sum(weight), 1e-12)), 0.0)
    lasts = [float(interval_s), *(s for s in RIPPLE_LASTS_S if s > interval_s)]
    for level_s, ripple_s in product(LEVEL_LASTS_S, lasts):
        curves = np.column_stack([np.exp(-apart / level_s), np.exp(-apart / ripple_s)])
        variances = _not_below_zero(curves, covariance, pairs)
        miss = float(np.sum(pairs * (covariance - curves @ variances) ** 2))
        if miss < best * (1.0 - 1e-9):
            best = miss
            level = max(float(variances[0]), LEAST_LEVEL_VARIANCE)
            ripple = min(float(variances[1]), max(most - level, 0.0))
            found = Wander(level, level_s), Wander(ripple, ripple_s)
    return found


def _not_below_zero(curves: Floats, target: Floats, weight: Floats) -> Floats:
    """Weighted least squares with both coefficients >= 0."""
    root = np.sqrt(weight)[:, None]
    both = np.linalg.lstsq(curves * root, target * root[:, 0], rcond=None)[0]
    if np.all(both >= 0):
        return np.asarray(both)
    alone = [
        max(float(np.sum(weight * curve * target) / np.sum(weight * curve**2)), 0.0) for curve in curves.T
    ]
    misses = [
        float(np.sum(weight * (target - curve * one) ** 2))
        for curve, one in zip(curves.T, alone, strict=True)
    ]
    first = misses[0] <= misses[1]
    return np.array([alone[0], 0.0] if first else [0.0, alone[1]])


def _counting(means: Floats, residual: Floats, *, lasting: float) -> Dispersion:
    if not len(means):
        return Dispersion(1.0, 0.01)
    pearson = residual**2 * means
    order = np.array_split(np.argsort(means, kind="stable"), min(CLASSES, len(means)))
    x = np.array([means[group].mean() for group in order])
    y = np.array([pearson[group].mean() for group in order]) - lasting * x
    weight = np.array([len(group) for group in order]) / np.maximum(y + lasting * x, 1.0) ** 2
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
