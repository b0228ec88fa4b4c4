"""What a queue can show at all: the smallest uplift that its detector finds within a stated time."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.advance import advance
from staffing_svc.domain.surge.detector import Detector, Detectors
from staffing_svc.domain.surge.state import Fleet

Floats = NDArray[np.float64]

TRIED_UPLIFTS = np.round(0.05 * np.arange(1, 101), 2)
SETTLED_S = 4 * 3600
"""A surge is supposed to begin when the day has spoken for so long."""


def detectable_uplift(
    detector: Detector, mean: float, *, within_s: int = 2 * 3600, probability: float = 0.9
) -> float:
    """The smallest uplift (.05, .10 ... 5.0) found within `within_s` with `probability`; inf if none is.

    `mean` is the expectation per interval. Normal approximation to the statistic over the intervals that fit into
    `within_s`: its path when exactly the raised mean arrives, and the scatter of what arrives around that.
    """
    if mean <= 0:
        return math.inf
    drift, spread = _paths(
        replace(detector, threshold=math.inf), mean, max(within_s // detector.interval_s, 1)
    )
    reached = drift - _normal_quantile(probability) * spread
    found = np.any(reached >= detector.threshold, axis=0)
    return float(TRIED_UPLIFTS[found.argmax()]) if found.any() else math.inf


def _paths(detector: Detector, mean: float, intervals: int) -> tuple[Floats, Floats]:
    """The statistic's mean and standard deviation after 1, 2 ... intervals of each uplift, [intervals, uplifts]."""
    detectors, tried = Detectors.stack([detector]), len(TRIED_UPLIFTS)
    expected, fleet = np.full(tried, mean), Fleet.fresh(tried)
    for _ in range(max(SETTLED_S // detector.interval_s, 1)):
        fleet, _ = advance(detectors, fleet, expected, expected)
    raised = mean * (1.0 + TRIED_UPLIFTS)
    counting = detector.dispersion.poisson_factor * raised + detector.dispersion.relative_variance * raised**2
    drift, variances = [], []
    for _ in range(intervals):
        _, one_more = advance(detectors, fleet, expected, raised + 1.0)
        fleet, verdicts = advance(detectors, fleet, expected, raised)
        per_contact = one_more.statistic - verdicts.statistic
        drift.append(verdicts.statistic)
        variances.append(per_contact**2 * (counting + verdicts.level_variance * raised**2))
    return np.array(drift), np.sqrt(np.cumsum(variances, axis=0))


def _normal_quantile(probability: float) -> float:
    """Bisection on the error function, exact enough for planning (1e-9)."""
    low, high = -8.0, 8.0
    for _ in range(80):
        middle = (low + high) / 2.0
        if 0.5 * math.erfc(-middle / math.sqrt(2.0)) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
