"""Today's level: how far a queue runs above or below its forecast, for the day and for the moment.

actual = forecast x (1 + level + ripple) x noise. Both are stationary autoregressive states around zero, the level
lasting for hours or the day, the ripple for minutes; a Kalman filter (Kalman 1960) keeps what is believed of them.
Variances are kept as shares of their prior ("doubt", 1 = nothing known), so that a fresh state needs no detector.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.detector import Detectors
from staffing_svc.domain.surge.state import Fleet

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINSOR_SD = 2.0
"""An interval counts no further than this many standard deviations from what was believed so far."""
LEAST_FACTOR = 0.05
FADING_S = 2 * 3600
"""Over quiet hours and gaps what is known of today's level fades with this time constant: tomorrow is another
day."""


@dataclass(frozen=True, slots=True)
class Today:
    """What is believed before an interval is counted; variances and `shared` (covariance) in squared ratios."""

    level: Floats
    ripple: Floats
    level_variance: Floats
    ripple_variance: Floats
    shared: Floats

    @property
    def factor(self) -> Floats:
        """Expected actual / forecast."""
        return np.maximum(1.0 + self.level + self.ripple, LEAST_FACTOR)

    @property
    def variance(self) -> Floats:
        """Of the factor."""
        return self.level_variance + self.ripple_variance + 2.0 * self.shared


@dataclass(frozen=True, slots=True)
class Keeping:
    """What one interval leaves of the level, of the ripple and of evidence, (Q,) shares."""

    level: Floats
    ripple: Floats
    evidence: Floats


def keeping(detectors: Detectors, quiet: Flags) -> Keeping:
    fading = np.exp(-detectors.interval_s / FADING_S)
    return Keeping(
        level=np.where(quiet, np.minimum(fading, detectors.level_memory), detectors.level_memory),
        ripple=detectors.ripple_memory,
        evidence=np.where(quiet, fading, 1.0),
    )


def carry_forward(detectors: Detectors, fleet: Fleet, kept: Keeping) -> Today:
    """From the end of the last interval to the one that is to be judged."""
    level_doubt = 1.0 + kept.level**2 * (fleet.level_doubt - 1.0)
    ripple_doubt = 1.0 + kept.ripple**2 * (fleet.ripple_doubt - 1.0)
    shared = kept.level * kept.ripple * fleet.shared_doubt
    return Today(
        level=kept.level * fleet.level,
        ripple=kept.ripple * fleet.ripple,
        level_variance=level_doubt * detectors.level_variance,
        ripple_variance=ripple_doubt * detectors.ripple_variance,
        shared=shared * np.sqrt(detectors.level_variance * detectors.ripple_variance),
    )


@dataclass(frozen=True, slots=True)
class Gain:
    """How far a surprise (actual / forecast above the expected factor) moves level and ripple, (Q,)."""

    level: Floats
    ripple: Floats
    surprise: Floats
    whole_level: Floats
    whole_ripple: Floats


def gain(today: Today, ratio: Floats, *, noise_variance: Floats, usable: Flags) -> Gain:
    """Kalman's gain; a surprise beyond WINSOR_SD is cut off, and where nothing is `usable` nothing moves."""
    total = today.variance + noise_variance
    surprise = ratio - today.factor
    reach = WINSOR_SD * np.sqrt(total)
    held = np.where(usable, np.minimum(1.0, reach / np.maximum(np.abs(surprise), 1e-12)), 0.0)
    level = np.where(usable, (today.level_variance + today.shared) / total, 0.0)
    ripple = np.where(usable, (today.ripple_variance + today.shared) / total, 0.0)
    return Gain(level * held, ripple * held, surprise, level, ripple)


def doubts(detectors: Detectors, today: Today, moved: Gain) -> tuple[Floats, Floats, Floats]:
    """Level's, ripple's and shared doubt after the interval was counted."""
    level_with = today.level_variance + today.shared
    ripple_with = today.ripple_variance + today.shared
    level = today.level_variance - moved.whole_level * level_with
    ripple = today.ripple_variance - moved.whole_ripple * ripple_with
    shared = today.shared - moved.whole_level * ripple_with
    return (
        level / detectors.level_variance,
        ripple / detectors.ripple_variance,
        shared / np.sqrt(detectors.level_variance * detectors.ripple_variance),
    )
