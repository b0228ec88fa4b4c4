"""What a queue's surge detector has learnt from the queue's own past; it does not change while it watches."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DESIGN_UPLIFT = 0.25
"""The uplift that the likelihood ratio asks about: is the mean 25 % above today's expectation?"""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Variance of a count with mean m, within a day: `poisson_factor` * m + `relative_variance` * m^2."""

    poisson_factor: float
    relative_variance: float

    def variance(self, mean: float) -> float:
        return self.poisson_factor * mean + self.relative_variance * mean**2


@dataclass(frozen=True, slots=True)
class Detector:
    """Made by `calibrate`; `threshold` is in units of log likelihood ratio.

    `level_variance` is the prior variance of today's level (1 = as forecast); below an expectation of
    `quiet_below` an interval counts as quiet (night). `tail_rate` is the exponent at
    which false alarms thin out as the threshold rises, so that a statistic can be read as a false-alarm rate.
    """

    interval_s: int
    dispersion: Dispersion
    level_variance: float
    quiet_below: float
    threshold: float
    false_alarms_per_week: float
    tail_rate: float
    calibrated_weeks: float

    def false_alarms_per_week_at(self, statistic: float) -> float:
        """How often a week chance alone reaches `statistic` (exponential tail of the calibration)."""
        return float(self.false_alarms_per_week * np.exp(-self.tail_rate * (statistic - self.threshold)))

    def to_dict(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Detector":
        """Of what `to_dict` gave, also after a trip through JSON; a missing field is a KeyError."""
        values = {f.name: stored[f.name] for f in fields(cls)}
        return cls(**{**values, "dispersion": Dispersion(**stored["dispersion"])})


@dataclass(frozen=True, slots=True)
class Detectors:
    """Many queues' detectors as arrays of one length (or length 1, shared by all), for `advance`."""

    interval_s: Floats
    poisson_factor: Floats
    relative_variance: Floats
    level_variance: Floats
    quiet_below: Floats
    threshold: Floats

    @classmethod
    def stack(cls, detectors: Sequence[Detector]) -> "Detectors":
        return cls(
            interval_s=np.array([float(d.interval_s) for d in detectors]),
            poisson_factor=np.array([d.dispersion.poisson_factor for d in detectors]),
            relative_variance=np.array([d.dispersion.relative_variance for d in detectors]),
            level_variance=np.array([d.level_variance for d in detectors]),
            quiet_below=np.array([d.quiet_below for d in detectors]),
            threshold=np.array([d.threshold for d in detectors]),
        )
