"""What a queue can show at all: the smallest uplift that its detector finds within a stated time."""

import math

from staffing_svc.domain.surge.detector import DESIGN_UPLIFT, Detector

TRIED_UPLIFTS = tuple(round(0.05 * k, 2) for k in range(1, 101))


def detectable_uplift(
    detector: Detector, mean: float, *, within_s: int = 2 * 3600, probability: float = 0.9
) -> float:
    """The smallest uplift (.05, .10 ... 5.0) found within `within_s` with `probability`; inf if none is.

    `mean` is the expectation per interval. Normal approximation to the statistic's sum over the intervals
    that fit into `within_s`, from a statistic at rest.
    """
    if mean <= 0:
        return math.inf
    intervals = max(within_s // detector.interval_s, 1)
    quantile = _normal_quantile(probability)
    for uplift in TRIED_UPLIFTS:
        drift, scatter = _drift_and_scatter(detector, mean, uplift)
        sums = (n * drift - quantile * math.sqrt(n) * scatter for n in range(1, intervals + 1))
        if max(sums) >= detector.threshold:
            return uplift
    return math.inf


def _drift_and_scatter(detector: Detector, mean: float, uplift: float) -> tuple[float, float]:
    """Mean and standard deviation of one interval's log likelihood ratio under a surge of `uplift`."""
    dispersion = detector.dispersion
    variance = dispersion.variance(mean) + _level_share(detector) * mean**2
    size = mean**2 / max(variance - mean, 1e-9 * mean**2)
    grown = math.log1p(DESIGN_UPLIFT * mean / (size + mean))
    per_contact = math.log1p(DESIGN_UPLIFT) - grown
    raised = mean * (1.0 + uplift)
    return raised * per_contact - size * grown, per_contact * math.sqrt(dispersion.variance(raised))


def _level_share(detector: Detector) -> float:
    """What is left of the level's variance when some intervals of the day have spoken: a quarter, at most."""
    return min(detector.level_variance / 4.0, 0.01)


def _normal_quantile(probability: float) -> float:
    """Acklam-free: bisection on the error function, exact enough for planning (1e-9)."""
    low, high = -8.0, 8.0
    for _ in range(80):
        middle = (low + high) / 2.0
        if 0.5 * math.erfc(-middle / math.sqrt(2.0)) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
