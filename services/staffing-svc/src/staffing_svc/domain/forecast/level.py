"""How far the latest days stand above or below their pattern, and how that fades with the lead.

Each coefficient of the residual day (its level, then its smooth shape) is the sum of two autoregressive
states and noise, followed day by day by a Kalman filter. A day far from what was expected moves the states
only so far; when the third in a row lies far off on the same side, the level has moved for good, and the
slow state follows it at once.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray, IntArray

WINDOW_DAYS = 112
LEAST_DAYS = 14
FAR = 3.0
"""Standard deviations from which on a day is held to be an outlier."""
BREAK_DAYS = 3
_FAST = (0.3, 0.6, 0.8)
_SLOW = (0.93, 0.98, 0.995)
_SHARES = ((0.0, 0.3), (0.0, 0.6), (0.0, 0.9), (0.3, 0.0), (0.3, 0.3), (0.3, 0.6), (0.6, 0.0), (0.6, 0.3))
_GRID = np.array(
    [
        (fast, slow, fast_memory, slow_memory)
        for fast, slow in _SHARES
        for fast_memory, slow_memory in product(_FAST if fast else _FAST[:1], _SLOW if slow else _SLOW[:1])
    ]
)
_UNKNOWN = np.array([0.3, 0.2, 0.6, 0.93])


@dataclass(frozen=True, eq=False)
class Memory:
    """Of each coefficient, arrays of one shape: its variance, the shares in it of a fast and of a slow state
    (the rest is noise of the single day), and how much of each state is left a day later."""

    variance: FloatArray
    fast: FloatArray
    slow: FloatArray
    fast_memory: FloatArray
    slow_memory: FloatArray


@dataclass(frozen=True, eq=False)
class Followed:
    """The two states once all days have been followed, the whole of the last day's coefficient, and the
    likelihood."""

    fast: FloatArray
    slow: FloatArray
    last_day: FloatArray
    likelihood: FloatArray


def learn_memory(coefficients: FloatArray) -> Memory:
    """Maximum likelihood over a grid for each column of `coefficients` [days, columns] (NaN where unknown),
    from the latest days."""
    latest = coefficients[-WINDOW_DAYS:]
    variance = _typical_square(latest)
    if (~np.isnan(latest)).any(axis=1).sum() < LEAST_DAYS:
        return Memory(variance, *np.broadcast_to(_UNKNOWN[:, None], (4, variance.size)))
    candidates = Memory(variance, *_GRID.T[:, :, None])
    likelihood = follow(candidates, latest[:, None, :], np.zeros((latest.shape[0], 1, 1))).likelihood
    return Memory(variance, *_GRID[likelihood.argmax(axis=0)].T)


def follow(memory: Memory, coefficients: FloatArray, noise: FloatArray) -> Followed:
    """The states after the days `coefficients` [days, ...] (NaN where unknown) whose sampling variances are
    `noise`; everything broadcasts against one day."""
    shape = np.broadcast_shapes(memory.variance.shape, memory.fast.shape, coefficients.shape[1:])
    fast, slow, last_day, likelihood, run = (np.zeros(shape) for _ in range(5))
    fast_var, slow_var, both = memory.variance * memory.fast, memory.variance * memory.slow, np.zeros(shape)
    keep_fast, keep_slow = memory.fast_memory**2, memory.slow_memory**2
    new_fast, new_slow = fast_var * (1.0 - keep_fast), slow_var * (1.0 - keep_slow)
    own = memory.variance * np.maximum(1.0 - memory.fast - memory.slow, 0.05) + 1e-12
    known = ~np.isnan(coefficients)
    for day in range(coefficients.shape[0]):
        fast, slow = fast * memory.fast_memory, slow * memory.slow_memory
        fast_var, slow_var = fast_var * keep_fast + new_fast, slow_var * keep_slow + new_slow
        both = both * (memory.fast_memory * memory.slow_memory)
        gap = np.where(known[day], coefficients[day] - fast - slow, 0.0)
        spread = fast_var + slow_var + 2.0 * both + own + noise[day]
        limit = FAR * np.sqrt(spread)
        far = np.abs(gap) > limit
        if far.any():
            run, moved = _days_on_one_side(run, gap, far, known[day])
            jump = np.where(moved, gap * gap, 0.0)
            slow_var, spread = slow_var + jump, spread + jump
            gap = np.where(moved, gap, np.clip(gap, -limit, limit))
        else:
            run = np.where(known[day], 0.0, run)
        likelihood -= 0.5 * known[day] * (np.log(spread) + gap * gap / spread)
        last_day = fast + slow + (1.0 - noise[day] / spread) * gap
        fast_gain, slow_gain = (
            (fast_var + both) / spread * known[day],
            (slow_var + both) / spread * known[day],
        )
        fast, slow = fast + fast_gain * gap, slow + slow_gain * gap
        fast_var, slow_var, both = (
            fast_var - fast_gain * (fast_var + both),
            slow_var - slow_gain * (slow_var + both),
            both - fast_gain * (slow_var + both),
        )
    return Followed(fast, slow, last_day, likelihood)


def _days_on_one_side(
    run: FloatArray, gap: FloatArray, far: BoolArray, known: BoolArray
) -> tuple[FloatArray, BoolArray]:
    """How many days in a row lay far off, signed by the side, and where that makes it a move of the level."""
    side = np.sign(gap) * far
    longer = np.where(run * side > 0.0, run + side, side)
    run = np.where(known, longer, run)
    moved = known & (np.abs(run) >= BREAK_DAYS)
    return np.where(moved, 0.0, run), moved


def carry_forward(memory: Memory, followed: Followed, lead_days: IntArray) -> FloatArray:
    """Expected coefficients so many days after the last day followed (0 is that day itself), [lead, ...]."""
    lead = lead_days.astype(np.float64).reshape(-1, *(1,) * followed.fast.ndim)
    ahead = followed.fast * memory.fast_memory**lead + followed.slow * memory.slow_memory**lead
    return np.asarray(np.where(lead == 0.0, followed.last_day, ahead))


def _typical_square(latest: FloatArray) -> FloatArray:
    """Mean square of each column [columns] with values held within three robust deviations."""
    squares = np.zeros(latest.shape[1])
    for number, column in enumerate(latest.T):
        values = column[~np.isnan(column)]
        spread = 1.4826 * float(np.median(np.abs(values - np.median(values)))) if values.size >= 8 else 0.0
        held = np.clip(values, -3.0 * spread, 3.0 * spread) if spread > 0.0 else values
        squares[number] = float(np.mean(held**2)) if values.size else 0.0
    return squares
