"""The next of several like quantities that were measured with errors: empirical Bayes on a fine grid.

Model: quantity k ~ N(level, s^2), level ~ N(0, level_sd^2), measured ~ N(quantity, its error^2). The level lives on
121 nodes, s on a short grid, both integrated out.
"""

from collections.abc import Sequence

import numpy as np

from staffing_svc.domain.layers.learnt_rates import NODES

BETWEEN_SD = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.9, 1.3])
RANGE_SD = 6.0


def next_of(
    measured: Sequence[tuple[float, float]], *, level_sd: float, between_scale: float
) -> tuple[float, float]:
    """Mean and predictive deviation of the next one, after (value, standard error) of those before it.

    `between_scale` is that of the half-normal prior of s.
    """
    nodes = np.linspace(-RANGE_SD * level_sd, RANGE_SD * level_sd, NODES)
    weight = -0.5 * (nodes / level_sd) ** 2 - 0.5 * (BETWEEN_SD[:, None] / between_scale) ** 2
    for value, error in measured:
        variance = BETWEEN_SD[:, None] ** 2 + error**2
        weight -= 0.5 * ((value - nodes) ** 2 / variance + np.log(variance))
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    by_node = weight.sum(axis=0)
    centre = float(by_node @ nodes)
    within = float(by_node @ (nodes - centre) ** 2)
    return centre, float(np.sqrt(within + weight.sum(axis=1) @ BETWEEN_SD**2))
