"""When people respond: a gamma delay after the send, shape 1 being plain geometric decay."""

from dataclasses import dataclass
from math import lgamma

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.refusals import ImpossibleEffect

BLOCK = 256
"""Arguments worked on together; their series are about equally long, as time runs on."""
NEGLIGIBLE = 1e-17
CHECKED_EVERY = 8


@dataclass(frozen=True)
class ResponseCurve:
    """Gamma delay: `shape` (1 decays from the start, above 1 rises first) and `scale_s` in seconds."""

    shape: float
    scale_s: float

    def __post_init__(self) -> None:
        if not (0.0 < self.shape <= 50.0 and self.scale_s > 0.0):
            raise ImpossibleEffect(
                "a response curve has shape in (0, 50] and a positive scale", field="curve"
            )

    def share_by(self, elapsed_s: FloatArray) -> FloatArray:
        """Share of all responses that came within `elapsed_s` after the send, 0 before it."""
        return lower_gamma_share(self.shape, np.maximum(elapsed_s, 0.0) / self.scale_s)

    def stretched(self, factor: float) -> "ResponseCurve":
        """The same shape on a clock that runs `factor` times slower."""
        return ResponseCurve(self.shape, self.scale_s * factor)

    @property
    def peak_s(self) -> float:
        """Delay of the most frequent response."""
        return max(self.shape - 1.0, 0.0) * self.scale_s


def lower_gamma_share(shape: float, x: FloatArray) -> FloatArray:
    """Regularised lower incomplete gamma function P(shape, x) for x >= 0 (Abramowitz & Stegun 6.5.29).

    Series of positive terms, scaled against overflow; beyond shape + 12 sqrt(shape) + 40 the share is 1.
    """
    far = x > shape + 12.0 * shape**0.5 + 40.0
    inside = np.flatnonzero(~far & (x > 0.0))
    result: FloatArray = np.where(far, 1.0, 0.0)
    for first in range(0, inside.size, BLOCK):
        rows = inside[first : first + BLOCK]
        result[rows] = np.minimum(_series(shape, x[rows]), 1.0)
    return result


def _series(shape: float, x: FloatArray) -> FloatArray:
    """e^-x x^shape / Gamma(shape + 1) times sum_k x^k / ((shape + 1)...(shape + k)), x > 0."""
    term = np.ones_like(x)
    total = np.ones_like(x)
    step, largest = 0, float(x.max())
    while step < largest or float((term / total).max()) > NEGLIGIBLE:
        for _ in range(CHECKED_EVERY):
            step += 1
            term *= x
            term /= shape + step
            total += term
    series: FloatArray = np.exp(shape * np.log(x) - x - lgamma(shape + 1.0)) * total
    return series
