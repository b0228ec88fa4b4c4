"""Agents by Erlang C for a service level, millions of cases a second on one processor core."""

import numpy as np

from staffing_svc.domain.erlang.arrays import BoolArray, FloatArray, blocks_by_length
from staffing_svc.domain.erlang.erlang_b import SMALLEST_LOAD, inverse_erlang_b, recursion, terms_needed
from staffing_svc.domain.erlang.goal import TIE
from staffing_svc.domain.erlang.quadrature import LONGEST_SUM


def agents_erlang_c(load: FloatArray, within: FloatArray, level: FloatArray) -> FloatArray:
    """Smallest n with 1 - C exp(-(n - a) T/AHT) >= level - 1e-9, for flat arrays; `within` is T/AHT, load >
    0.

    The square-root rule gives a first n; 1/B there is summed once, and the steps up or down to the answer use
    its recursion, so a case costs one sum of O(sqrt a) terms.
    """
    target = level - TIE
    agents = np.empty(load.size)
    erlangs = np.maximum(load, SMALLEST_LOAD)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        first = first_guess(erlangs, within, target)
        for rows, length in blocks_by_length(terms_needed(erlangs, first), LONGEST_SUM):
            part = erlangs[rows], within[rows], target[rows], first[rows]
            agents[rows] = _settle(*part, length)
    return np.where(target <= 0.0, 0.0, agents)


def first_guess(load: FloatArray, within: FloatArray, target: FloatArray) -> FloatArray:
    """n = a + beta sqrt a, with beta from C(beta) exp(-beta sqrt(a) T/AHT) = 1 - target by Newton steps.

    Square-root staffing: Halfin & Whitt 1981.
    """
    root = np.sqrt(load)
    pull = root * within
    short = -np.log1p(-np.clip(target, 0.0, 1.0 - TIE))
    beta = short / (pull + 1.25 + 0.45 * np.sqrt(short))
    for _ in range(2):
        value, slope = _log_wait(beta)
        beta -= (value - pull * beta + short) / (slope - pull)
        np.clip(beta, 0.0, _LARGEST_BETA, out=beta)
    return np.maximum(np.floor(load + beta * root + 1.0), np.floor(load) + 1.0)


_LARGEST_BETA = 6.5
_CURVE = (-1.25073905, -0.21031381, -0.03859122, 0.00208838)


def _log_wait(beta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """log C(beta) = -log(1 + beta Phi(beta)/phi(beta)) and its slope: a fit, off by .006 at most on 0..6."""
    c1, c2, c3, c4 = _CURVE
    value = beta * (c1 + beta * (c2 + beta * (c3 + beta * c4)))
    return value, c1 + beta * (2 * c2 + beta * (3 * c3 + beta * 4 * c4))


def _settle(
    load: FloatArray, within: FloatArray, target: FloatArray, first: FloatArray, length: int
) -> FloatArray:
    """Step up from `first` until the goal is met, or down while one agent fewer still meets it."""
    inverse_b = recursion(load, first, length) if length <= LONGEST_SUM else inverse_erlang_b(load, first)
    agents = first.copy()
    enough = _enough(load, within, target, agents, inverse_b)
    rows = np.flatnonzero(~enough)
    a, tau, goal, n, x = load[rows], within[rows], target[rows], agents[rows], inverse_b[rows]
    while rows.size:
        n = n + 1.0
        x = 1.0 + x * n / a
        agents[rows] = n
        short = ~_enough(a, tau, goal, n, x)
        rows, a, tau, goal, n, x = rows[short], a[short], tau[short], goal[short], n[short], x[short]
    rows = np.flatnonzero(enough)
    a, tau, goal, n, x = load[rows], within[rows], target[rows], agents[rows], inverse_b[rows]
    while rows.size:
        x = (x - 1.0) * a / n
        n = n - 1.0
        met = _enough(a, tau, goal, n, x)
        rows, a, tau, goal, n, x = rows[met], a[met], tau[met], goal[met], n[met], x[met]
        agents[rows] = n
    return agents


def _enough(
    load: FloatArray, within: FloatArray, target: FloatArray, agents: FloatArray, inverse_b: FloatArray
) -> BoolArray:
    """Whether n > a and C exp(-(n - a) T/AHT) <= 1 - target, C = 1/(1 + (1 - a/n)(1/B - 1))."""
    spare = agents - load
    odds = 1.0 + spare / agents * (inverse_b - 1.0)
    return (spare > 0) & (np.exp(-spare * within) <= (1.0 - target) * odds)
