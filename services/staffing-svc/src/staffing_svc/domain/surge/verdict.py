"""What the detector says about a queue after an interval."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.detector import Detector

Floats = NDArray[np.float64]


class Standing(StrEnum):
    QUIET = "quiet"
    STARTED = "surge-started"
    GOING_ON = "surge-going-on"
    ENDED = "surge-ended"


STANDINGS = (Standing.QUIET, Standing.STARTED, Standing.GOING_ON, Standing.ENDED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One queue, one interval.

    `since_intervals` counts the intervals from the onset to the judged one, both included (1 = it began with
    this one); `calm_intervals` counts those at the end that are no longer part of the surge (known when it
    ends). `expected`, `observed` sum over the surge without the calm ones; `uplift` = observed/expected - 1
    with its 95 % interval. `expected_now` is the judged interval's expectation: forecast x today's level.
    `false_alarms_per_week`: how often chance alone reaches the `statistic`.
    """

    standing: Standing
    expected_now: float
    level: float
    level_variance: float
    statistic: float
    since_intervals: int
    calm_intervals: int
    expected: float
    observed: float
    uplift: float
    uplift_low: float
    uplift_high: float
    false_alarms_per_week: float


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Q queues, one interval: arrays (Q,); `standing` is an index into STANDINGS."""

    standing: NDArray[np.int8]
    expected_now: Floats
    level: Floats
    level_variance: Floats
    statistic: Floats
    since_intervals: Floats
    calm_intervals: Floats
    expected: Floats
    observed: Floats
    expected_squares: Floats

    def one(self, queue: int, detector: Detector) -> Verdict:
        statistic = float(self.statistic[queue])
        expected, observed = float(self.expected[queue]), float(self.observed[queue])
        low, high = uplift_interval(
            detector,
            expected=expected,
            observed=observed,
            expected_squares=float(self.expected_squares[queue]),
            level_variance=float(self.level_variance[queue]),
        )
        return Verdict(
            standing=STANDINGS[int(self.standing[queue])],
            expected_now=float(self.expected_now[queue]),
            level=float(self.level[queue]),
            level_variance=float(self.level_variance[queue]),
            statistic=statistic,
            since_intervals=int(self.since_intervals[queue]),
            calm_intervals=int(self.calm_intervals[queue]),
            expected=expected,
            observed=observed,
            uplift=observed / expected - 1.0 if expected > 0 else 0.0,
            uplift_low=low,
            uplift_high=high,
            false_alarms_per_week=detector.false_alarms_per_week_at(statistic),
        )


def uplift_interval(
    detector: Detector, *, expected: float, observed: float, expected_squares: float, level_variance: float
) -> tuple[float, float]:
    """95 % log-normal interval of observed/expected - 1: counting noise, within-day noise and the level's."""
    if expected <= 0:
        return 0.0, 0.0
    counting = detector.dispersion.poisson_factor / max(observed, 1.0)
    within = detector.dispersion.relative_variance * expected_squares / expected**2
    reach = 1.96 * np.sqrt(counting + within + level_variance)
    ratio = max(observed, 0.5) / expected
    return float(ratio * np.exp(-reach) - 1.0), float(ratio * np.exp(reach) - 1.0)
