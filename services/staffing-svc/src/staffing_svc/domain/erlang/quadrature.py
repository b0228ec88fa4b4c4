"""Integrals of a smooth peak, for sums that would otherwise have too many terms to add one by one."""

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray

NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)
"""Gauss-Legendre nodes and weights on -1..1: exact for polynomials up to degree 127."""

LONGEST_SUM = 1500.0
"""Sums with more terms than this are computed as integrals."""

NEGLIGIBLE = 42.0
"""exp(-42) is 6e-19: what is that much smaller than the peak cannot change a float64."""


def panel(low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of shape (64, cases) for integrals from `low` to `high`, one column a case."""
    half = np.maximum(high - low, 0.0) / 2.0
    return low + half * (NODES[:, None] + 1.0), half * WEIGHTS[:, None]


def fall_length(curve: FloatArray, slope: FloatArray, theta: FloatArray) -> FloatArray:
    """How far from its peak exp(-slope d - curve theta d^2 / (2 + theta d)) is negligible (a safe bound)."""
    square = theta * (slope + curve)
    linear = 2.0 * slope - NEGLIGIBLE * theta
    root = np.sqrt(linear * linear + 8.0 * NEGLIGIBLE * square)
    falling = 4.0 * NEGLIGIBLE / np.where(linear >= 0, linear + root, 1.0)
    rising = (root - linear) / np.where(linear < 0, 2.0 * square, 1.0)
    return np.where(linear >= 0, falling, rising)
