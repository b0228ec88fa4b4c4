"""Today's level: how far the whole day runs above or below its forecast, learnt from the last intervals."""

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.state import LAG

Floats = NDArray[np.float64]

WINSOR_SD = 2.0
"""An interval counts no further than this many standard deviations from the level believed so far."""


def posterior(ratios: Floats, weights: Floats, *, prior_variance: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the level, (Q,), from (Q, 25) ratios actual/forecast and their precisions.

    Normal prior around 1; the newest LAG - 1 intervals are left out.
    """
    w = weights[:, : weights.shape[1] - LAG + 1]
    x = ratios[:, : ratios.shape[1] - LAG + 1]
    prior = 1.0 / np.maximum(prior_variance, 1e-9)
    precision = prior + w.sum(axis=1)
    level = (prior + np.einsum("qi,qi->q", w, x)) / precision
    return np.maximum(level, 0.05), 1.0 / precision


def winsorised_ratio(ratio: Floats, *, level: Floats, level_variance: Floats, variance: Floats) -> Floats:
    """`ratio` held within WINSOR_SD predictive standard deviations of the level."""
    reach = WINSOR_SD * np.sqrt(variance + level_variance)
    return np.clip(ratio, level - reach, level + reach)
