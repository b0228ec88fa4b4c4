"""How far the latest days stand above or below their pattern, and how that fades with the lead.

Each coefficient of the residual day (its level, then its smooth shape) is a sum of two autoregressive
states and noise; the best linear predictor (kriging) carries it forward. Variances are chosen by
likelihood on a grid.
"""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray, IntArray

WINDOW_DAYS = 84
_FAST = (0.3, 0.6, 0.8)
_SLOW = (0.93, 0.98)
_SHARES = tuple((fast / 5, slow / 5) for fast in range(5) for slow in range(5 - fast) if fast + slow > 0)


@dataclass(frozen=True)
class Memory:
    """Variance of a coefficient split into a fast state, a slow state and noise, with the states' daily
    memory."""

    variance: float
    fast: float
    slow: float
    fast_memory: float
    slow_memory: float

    def covariance(self, gap_days: FloatArray) -> FloatArray:
        """Covariance of the states of two days `gap_days` apart."""
        fast = self.fast * np.power(self.fast_memory, gap_days)
        slow = self.slow * np.power(self.slow_memory, gap_days)
        return np.asarray(self.variance * (fast + slow))

    @property
    def noise(self) -> float:
        """Variance of a single day that says nothing of the next."""
        return self.variance * max(1.0 - self.fast - self.slow, 0.05)


NO_MEMORY = Memory(0.0, 0.0, 0.0, 0.5, 0.95)


def learn_memory(coefficients: FloatArray, days: IntArray) -> Memory:
    """Maximum likelihood over the grid, from a coefficient per day (NaN where unknown) of the latest days."""
    known = ~np.isnan(coefficients)
    values, at = _winsorised(coefficients[known])[-WINDOW_DAYS:], days[known][-WINDOW_DAYS:]
    variance = float(np.mean(values**2)) if values.size else 0.0
    if values.size < 14 or variance <= 0.0:
        return Memory(variance, 0.3, 0.2, 0.6, 0.93)
    gaps = np.abs(at[:, None] - at[None, :]).astype(np.float64)
    candidates = [
        Memory(variance, fast, slow, fast_memory, slow_memory)
        for fast, slow in _SHARES
        for fast_memory in (_FAST if fast else _FAST[:1])
        for slow_memory in (_SLOW if slow else _SLOW[:1])
    ]
    stack = np.stack([memory.covariance(gaps) for memory in candidates])
    noise = np.array([memory.noise for memory in candidates])
    stack += noise[:, None, None] * np.eye(values.size)
    lower = np.linalg.cholesky(stack)
    white = np.linalg.solve(stack, np.broadcast_to(values[:, None], (len(candidates), values.size, 1)))
    likelihood = -2.0 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    likelihood -= (white[:, :, 0] * values).sum(axis=1)
    return candidates[int(np.argmax(likelihood))]


def carry_forward(
    memory: Memory, coefficients: FloatArray, days: IntArray, noise: FloatArray, ahead: IntArray
) -> FloatArray:
    """Expected coefficient on the days `ahead`, given those known; `noise` [days] is each day's sampling
    variance."""
    known = ~np.isnan(coefficients)
    values, at = _winsorised(coefficients[known])[-WINDOW_DAYS:], days[known][-WINDOW_DAYS:]
    if values.size == 0 or memory.variance <= 0.0:
        return np.zeros(ahead.size)
    gaps = np.abs(at[:, None] - at[None, :]).astype(np.float64)
    covariance = memory.covariance(gaps) + np.diag(memory.noise + noise[known][-WINDOW_DAYS:])
    forward = memory.covariance(np.abs(ahead[:, None] - at[None, :]).astype(np.float64))
    expected: FloatArray = forward @ np.linalg.solve(covariance, values)
    return expected


def _winsorised(values: FloatArray) -> FloatArray:
    if values.size < 8:
        return values
    spread = 1.4826 * float(np.median(np.abs(values - np.median(values))))
    return np.clip(values, -3.0 * spread, 3.0 * spread) if spread > 0 else values
