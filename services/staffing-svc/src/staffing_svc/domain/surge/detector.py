"""What a queue's surge detector has learnt from the queue's own past; it does not change while it watches."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Variance of a count with mean m around today's level: `poisson_factor` * m + `relative_variance` * m^2."""

    poisson_factor: float
    relative_variance: float

    def variance(self, mean: float) -> float:
        return self.poisson_factor * mean + self.relative_variance * mean**2


@dataclass(frozen=True, slots=True)
class Wander:
    """How a queue strays from its forecast: `variance` of actual / forecast, forgotten to a third in `lasts_s`."""

    variance: float
    lasts_s: float

    def memory(self, interval_s: float) -> float:
        """Correlation of one interval with the next."""
        return float(np.exp(-interval_s / self.lasts_s))


@dataclass(frozen=True, slots=True)
class Detector:
    """Made by `calibrate`; `threshold` is in units of log likelihood ratio.

    `level` is how days stray, `ripple` how moments do. The likelihood ratio asks about `design_uplift`: is the mean
    so far above today's expectation? Below an expectation of `quiet_below` an interval counts as quiet (night).
    `tail_rate` is the exponent at which false alarms thin out as the threshold rises, so that a statistic can be
    read as a false-alarm rate.
    """

    interval_s: int
    dispersion: Dispersion
    level: Wander
    ripple: Wander
    design_uplift: float
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
    def can_read(cls, stored: Mapping[str, Any]) -> bool:
        """Whether it was written with the fields of today."""
        return all(f.name in stored for f in fields(cls))

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Detector":
        """Of what `to_dict` gave, also after a trip through JSON; a missing field is a KeyError."""
        values = {f.name: stored[f.name] for f in fields(cls)}
        values["dispersion"] = Dispersion(**stored["dispersion"])
        return cls(**{**values, "level": Wander(**stored["level"]), "ripple": Wander(**stored["ripple"])})


@dataclass(frozen=True, slots=True)
class Detectors:
    """Many queues' detectors as arrays of one length (or length 1, shared by all), for `advance`."""

    interval_s: Floats
    poisson_factor: Floats
    relative_variance: Floats
    level_variance: Floats
    level_memory: Floats
    ripple_variance: Floats
    ripple_memory: Floats
    design_uplift: Floats
    quiet_below: Floats
    threshold: Floats

    @classmethod
    def stack(cls, detectors: Sequence[Detector]) -> "Detectors":
        def column(values: Sequence[float]) -> Floats:
            return np.array([float(value) for value in values])

        return cls(
            interval_s=column([d.interval_s for d in detectors]),
            poisson_factor=column([d.dispersion.poisson_factor for d in detectors]),
            relative_variance=column([d.dispersion.relative_variance for d in detectors]),
            level_variance=column([max(d.level.variance, LEAST_VARIANCE) for d in detectors]),
            level_memory=column([d.level.memory(d.interval_s) for d in detectors]),
            ripple_variance=column([max(d.ripple.variance, LEAST_VARIANCE) for d in detectors]),
            ripple_memory=column([d.ripple.memory(d.interval_s) for d in detectors]),
            design_uplift=column([d.design_uplift for d in detectors]),
            quiet_below=column([d.quiet_below for d in detectors]),
            threshold=column([d.threshold for d in detectors]),
        )
