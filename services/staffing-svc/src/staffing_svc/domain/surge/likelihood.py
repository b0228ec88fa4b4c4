"""How strongly one interval's count speaks for a surge: the negative-binomial log likelihood ratio."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_likelihood_ratio(
    observed: Floats, mean: Floats, *, excess_variance: Floats, uplift: Floats | float
) -> Floats:
    """log NB(y; (1 + uplift) m, r) - log NB(y; m, r), elementwise, in nats.

    `mean` > 0; `excess_variance` >= 0 is the variance above Poisson at the null mean, so the size is
    r = m^2 / excess_variance. The factorials of the two densities cancel. excess_variance -> 0 is Poisson.
    """
    size = mean**2 / np.maximum(excess_variance, 1e-9 * mean**2)
    grown = np.log1p(uplift * mean / (size + mean))
    return np.asarray(observed * (np.log1p(uplift) - grown) - size * grown)
