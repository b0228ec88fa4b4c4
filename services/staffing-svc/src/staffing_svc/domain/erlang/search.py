"""The smallest whole number of agents that meets a goal, by a bracketed secant on many cases at once."""

from collections.abc import Callable

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray

Slack = Callable[[IntArray, FloatArray], FloatArray]
"""Slack of the cases in these rows with this many agents: below 0 is short of the goal; grows with agents."""


def smallest_enough(slack: Slack, guess: FloatArray, stride: FloatArray) -> FloatArray:
    """Per case the smallest n >= 0 with slack(n) >= 0; `stride` is the first step taken away from `guess`.

    Needs slack to be monotone in n and to reach 0 for some n. Each round evaluates every open case once:
    while one side is unknown it steps outwards by doubling strides, then by the secant, kept inside the
    bracket.
    """
    cases = guess.size
    low, high = np.full(cases, -1.0), np.full(cases, np.inf)
    low_slack, high_slack = np.full(cases, -np.inf), np.full(cases, np.inf)
    rows, tried, step = np.arange(cases), np.maximum(guess, 0.0), stride.copy()
    rounds = 0
    while rows.size:
        value = slack(rows, tried)
        enough = value >= 0
        met, short = rows[enough], rows[~enough]
        high[met], high_slack[met] = tried[enough], value[enough]
        low[short], low_slack[short] = tried[~enough], value[~enough]
        rows = rows[high[rows] - low[rows] > 1.0]
        step[rows] *= 2.0
        rounds += 1
        tried = _next(low[rows], high[rows], low_slack[rows], high_slack[rows], step[rows], rounds)
    return high


def _next(
    low: FloatArray,
    high: FloatArray,
    low_slack: FloatArray,
    high_slack: FloatArray,
    step: FloatArray,
    rounds: int,
) -> FloatArray:
    """The next n to try, strictly inside the bracket; every third late round halves it, so that it ends."""
    with np.errstate(invalid="ignore"):
        crossing = low - low_slack * (high - low) / (high_slack - low_slack)
        middle = np.floor((low + high) / 2.0)
    halve = rounds > 6 and rounds % 3 == 0
    inside = np.where(halve | ~np.isfinite(crossing), middle, np.ceil(crossing))
    inside = np.where(low < 0, np.floor(high - step), inside)
    inside = np.where(np.isinf(high), low + np.ceil(step), inside)
    return np.clip(inside, low + 1.0, np.where(np.isinf(high), inside, high - 1.0))
