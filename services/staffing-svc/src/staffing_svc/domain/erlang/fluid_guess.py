"""A first number of agents for Erlang A, near enough that few exact evaluations follow."""

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray


def fluid_guess(load: FloatArray, theta: FloatArray, within: FloatArray, level: FloatArray) -> FloatArray:
    """n at which a share `level` of the virtual waits stays below T in a busy queue, in whole agents.

    In overload the virtual wait is nearly normal around log(a/n)/theta with variance 1/(n theta) (the fluid and
    diffusion limits of Mandelbaum & Zeltyn 2009); the normal quantile is Tukey's lambda approximation.
    """
    share = np.clip(level, 1e-6, 1.0 - 1e-6)
    quantile = 4.91 * (share**0.14 - (1.0 - share) ** 0.14)
    fluid = load * np.exp(-theta * within)
    return np.maximum(np.round(fluid + quantile * np.sqrt(theta * fluid)), 0.0)


def stride(load: FloatArray) -> FloatArray:
    """How far to step from the guess when looking for the other side of the answer."""
    return np.maximum(1.0, np.round(0.1 * np.sqrt(load)))
