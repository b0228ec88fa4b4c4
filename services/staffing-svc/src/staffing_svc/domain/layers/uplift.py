"""What a campaign really added, against a baseline that knew nothing of it, kept beside what was
predicted."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.campaign_layer import Layer
from staffing_svc.domain.layers.contact_rate import NORMAL_80


@dataclass(frozen=True)
class Uplift:
    """Contacts added by a campaign in its window: predicted and measured, each low (10 %), likely, high
    (90 %)."""

    predicted_low: float
    predicted: float
    predicted_high: float
    measured_low: float
    measured: float
    measured_high: float
    measured_sd: float

    @property
    def inside(self) -> bool:
        """Whether the measurement fell into the predicted band."""
        return self.predicted_low <= self.measured <= self.predicted_high


def measured_uplift(
    actual: FloatArray,
    counterfactual: FloatArray,
    layer: Layer,
    *,
    level_sd: float = 0.05,
    dispersion: float = 0.02,
) -> Uplift:
    """sum(actual - counterfactual) over known intervals [n] of the campaign's window, with its standard
    error.

    The error holds Poisson noise, the intervals' dispersion and `level_sd`, the relative error of the
    whole baseline.
    """
    known = ~np.isnan(actual)
    base = counterfactual[known]
    measured = float((actual[known] - base).sum())
    variance = float(
        (np.maximum(actual[known], base) + dispersion * base**2).sum() + (level_sd * base.sum()) ** 2
    )
    deviation = variance**0.5
    return Uplift(
        predicted_low=float(layer.low[known].sum()),
        predicted=float(layer.mean[known].sum()),
        predicted_high=float(layer.high[known].sum()),
        measured_low=measured - NORMAL_80 * deviation,
        measured=measured,
        measured_high=measured + NORMAL_80 * deviation,
        measured_sd=deviation,
    )
