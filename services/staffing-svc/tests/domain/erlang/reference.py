"""Erlang C and A in exact arithmetic (mpmath, 40 digits), as the judge of the fast formulas.

Run as a script it writes required_agents.csv: for each case of the grid the smallest n by Erlang C and by Erlang A
(patience 120 s, SL4) with SL >= goal - 1e-9.
"""

import csv
import itertools
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mpmath import exp, expm1, mp, mpf

mp.dps = 40

LOADS = (0.01, 0.1, 0.5, 1, 2, 3.7, 5, 10, 20, 50, 100, 166.7, 300, 500, 1000, 2500, 5000)
HANDLE_TIMES_S = (1, 30, 180, 300, 900)
THRESHOLDS_S = (0, 10, 20, 60, 120)
GOALS = (0.5, 0.7, 0.8, 0.9, 0.99)
PATIENCE_S = 120
FILE = Path(__file__).with_name("required_agents.csv")
TIE = mpf(10) ** -9


@cache
def inverse_b(load: float, agents: int) -> mpf:
    """1/B = sum_j n!/((n-j)! a^j), the textbook's sum from its first to its last term."""
    a, term, total = mpf(load), mpf(1), mpf(1)
    for j in range(agents):
        term *= (agents - j) / a
        total += term
        if term < total * mpf(10) ** -45:
            break
    return total


def level_c(load: float, aht_s: float, agents: int, within_s: float) -> mpf:
    a = mpf(load)
    if agents <= a:
        return mpf(0)
    wait = 1 / (1 + (1 - a / agents) * (inverse_b(load, agents) - 1))
    return 1 - wait * exp(-(agents - a) * within_s / mpf(aht_s))


@cache
def _queue(load: float, theta: mpf, agents: int, decay: mpf) -> tuple[mpf, mpf]:
    """sum_k t_k decay^k and sum_k k t_k decay^k with t_k = prod_{i<=k} a/(n + i theta)."""
    term, total, moment, k = mpf(1), mpf(1), mpf(0), 0
    while term > total * mpf(10) ** -45 or agents + k * theta < load:
        k += 1
        term *= decay * load / (agents + k * theta)
        total += term
        moment += k * term
    return total, moment


def shares_a(
    load: float, aht_s: float, agents: int, within_s: float, patience_s: float
) -> tuple[mpf, mpf, mpf]:
    """Answered within T, abandoned within T and abandoned, over offered."""
    a, theta, tau = mpf(load), mpf(aht_s) / patience_s, mpf(within_s) / mpf(aht_s)
    if agents == 0:
        return mpf(0), -expm1(-theta * tau), mpf(1)
    total, moment = _queue(load, theta, agents, mpf(1))
    later, _ = _queue(load, theta, agents, exp(-theta * tau))
    everything = inverse_b(load, agents) + total - 1
    wait = total / everything
    g = exp(a * -expm1(-theta * tau) / theta - agents * tau)
    j0, jt = total / agents, g * later / agents
    served = (g - 1 + agents * (j0 - jt)) / (a * j0)
    gone = 1 - served - exp(-theta * tau) * jt / j0
    return 1 - wait + wait * served, wait * gone, theta / a * moment / everything


def level_a(load: float, aht_s: float, agents: int, within_s: float, patience_s: float = PATIENCE_S) -> mpf:
    answered, gone, _ = shares_a(load, aht_s, agents, within_s, patience_s)
    return answered / (1 - gone)


def smallest_c(load: float, aht_s: float, within_s: float, goal: float) -> int:
    return _bisect(lambda n: level_c(load, aht_s, n, within_s) >= mpf(goal) - TIE, load)


def smallest_a(load: float, aht_s: float, within_s: float, goal: float) -> int:
    return _bisect(lambda n: level_a(load, aht_s, n, within_s) >= mpf(goal) - TIE, load)


def _bisect(enough: Callable[[int], bool], load: float) -> int:
    low, high = -1, int(load + 6 * load**0.5) + 8
    assert enough(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def write() -> None:
    with FILE.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("load", "aht_s", "within_s", "goal", "erlang_c", "erlang_a"))
        for load, aht_s in itertools.product(LOADS, HANDLE_TIMES_S):
            for case in itertools.product(THRESHOLDS_S, GOALS):
                rows.writerow(
                    (load, aht_s, *case, smallest_c(load, aht_s, *case), smallest_a(load, aht_s, *case))
                )
            _queue.cache_clear()


if __name__ == "__main__":
    write()
