"""Erlang B (blocking with no queue), in the inverse form 1/B that Erlang C and Erlang A are built on."""

import math

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, blocks_by_length
from staffing_svc.domain.erlang.quadrature import LONGEST_SUM, fall_length, panel

SMALLEST_LOAD = 1e-90
"""Loads below this are raised to it: the answers are the same and 1/B of a few agents stays finite."""

_SPREAD = 8.7
"""exp(-8.7^2 / 2) is 4e-17: terms further from the peak than this many sqrt(load) cannot be seen."""


def terms_needed(load: FloatArray, agents: FloatArray) -> FloatArray:
    """How many terms of 1/B = sum_j n!/((n-j)! a^j) matter: they decay like exp(-j^2/2a) past j = n - a."""
    window = np.ceil(_SPREAD * np.sqrt(load) + np.maximum(agents - load, 0.0)) + 8.0
    return np.minimum(window, agents)


def inverse_erlang_b(load: FloatArray, agents: FloatArray) -> FloatArray:
    """1/B for `load` erlangs (>= 0) on whole `agents` (>= 0), one-dimensional arrays of equal length.

    Recursion 1/B(n) = 1 + (n/a) / B(n-1), started O(sqrt a) below n; for very large loads the integral
    1/B = int_0^inf e^-y (1 + y/a)^n dy (Jagerman 1974). Infinite where blocking is smaller than a float64.
    """
    result = np.empty(load.size)
    lengths = terms_needed(load, agents)
    with np.errstate(over="ignore"):
        for rows, length in blocks_by_length(lengths, LONGEST_SUM):
            erlangs = np.maximum(load[rows], SMALLEST_LOAD)
            if length > LONGEST_SUM:
                result[rows] = _integral(erlangs, agents[rows])
            else:
                result[rows] = recursion(erlangs, agents[rows], length)
    return result


def recursion(load: FloatArray, agents: FloatArray, length: int) -> FloatArray:
    """1/B(n) by `length` upward steps from 1 at n - `length` (at 0 where that is below 0)."""
    step = agents - length
    inverse_load = 1.0 / load
    value = np.ones(load.size)
    below_zero = bool(step.size) and step.min() < 0
    factor = np.empty(load.size)
    for _ in range(length):
        step += 1.0
        np.multiply(np.maximum(step, 0.0, out=factor) if below_zero else step, inverse_load, out=factor)
        value *= factor
        value += 1.0
    return value


def inverse_erlang_b_one(load: float, agents: int) -> float:
    """1/B for one case, by the same recursion in plain floats (arrays of one are slow)."""
    if load <= 0.0:
        return math.inf if agents else 1.0
    first = max(0, agents - int(_SPREAD * math.sqrt(load) + max(agents - load, 0.0)) - 8)
    value = 1.0
    for step in range(first + 1, agents + 1):
        value = 1.0 + value * step / load
    return value


def _integral(load: FloatArray, agents: FloatArray) -> FloatArray:
    peak = np.maximum(agents - load, 0.0)
    low = np.maximum(peak - 10.0 * np.sqrt(agents), 0.0)
    flatness = np.minimum(agents / load, 1.0)
    high = peak + fall_length(flatness / 2.0, 1.0 - flatness, 2.0 / np.maximum(agents, load))
    total = np.zeros(load.size)
    for start, end in ((low, peak), (peak, high)):
        at, weight = panel(start, end)
        total += np.sum(weight * np.exp(agents * np.log1p(at / load) - at), axis=0)
    return total
