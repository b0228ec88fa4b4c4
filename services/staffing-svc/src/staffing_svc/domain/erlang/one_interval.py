"""Erlang C and A for a single interval in plain floats: arrays of one element cost twenty times as much."""

import math
from dataclasses import dataclass

from staffing_svc.domain.erlang.erlang_b import inverse_erlang_b_one
from staffing_svc.domain.erlang.quadrature import LONGEST_SUM, NEGLIGIBLE
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant

_OVERFLOWING = 1e250


@dataclass(frozen=True, slots=True)
class OneCase:
    """One interval in units of the handle time, as `Cases`; `theta` 0 is Erlang C."""

    load: float
    theta: float
    within: float
    short: float
    variant: ServiceLevelVariant


@dataclass(frozen=True, slots=True)
class OneResult:
    """Service level in the case's variant, share that abandons, mean wait of the answered in handle times."""

    level: float
    lost: float
    asa: float


def smallest_c(case: OneCase, level: float, longest: float) -> int:
    """Smallest n > a by Erlang C whose service level is at least `level` and mean wait at most `longest`.

    One walk upward along the recursion of 1/B, looking at each n above the load.
    """
    load, agents = case.load, math.floor(case.load)
    value = inverse_erlang_b_one(load, agents)
    while True:
        agents += 1
        value = 1.0 + value * agents / load
        spare = agents - load
        odds = 1.0 + spare / agents * (value - 1.0)
        if (
            spare > 0
            and math.exp(-spare * case.within) <= (1.0 - level) * odds
            and longest * spare * odds >= 1.0
        ):
            return agents


def evaluate_one_a(case: OneCase, agents: int, *, with_waits: bool) -> OneResult | None:
    """As `evaluate_a` in performance.py; None where only the array form with its log scale can answer."""
    load, theta = case.load, case.theta
    length = _terms(load, agents, theta)
    if agents == 0 or length > LONGEST_SUM:
        return None
    decay = math.exp(-theta * case.within)
    total, moment, later = 1.0, 0.0, 1.0
    for term in range(length, 0, -1):
        ratio = load / (agents + term * theta)
        moment = ratio * (moment + total)
        total = 1.0 + ratio * total
        later = 1.0 + ratio * decay * later
    if not total < _OVERFLOWING:
        return None
    wait = 1.0 / (1.0 + (inverse_erlang_b_one(load, agents) - 1.0) / total)
    lost = min(1.0, wait * theta / load * moment / total)
    answered, gone = _within(case, agents, wait, total, (case.within, decay, later))
    early = gone
    if case.variant is ServiceLevelVariant.SL5:
        decay = math.exp(-theta * case.short)
        later = _discounted(load, agents, theta, length, decay)
        early = _within(case, agents, wait, total, (case.short, decay, later))[1]
    falling = _slope(load, agents, theta, length) if with_waits else 0.0
    asa = wait * agents / load * falling / total / max(1.0 - lost, 1e-300)
    return OneResult(_level(case.variant, 1.0 - lost, answered, gone, early), lost, asa)


def _discounted(load: float, agents: int, theta: float, length: int, decay: float) -> float:
    """sum_k t_k decay^k."""
    total = 1.0
    for term in range(length, 0, -1):
        total = 1.0 + load / (agents + term * theta) * decay * total
    return total


def _slope(load: float, agents: int, theta: float, length: int) -> float:
    """How fast sum_k t_k falls with n, which the waits of the answered follow from."""
    total, slope = 1.0, 0.0
    for term in range(length, 0, -1):
        ratio = load / (agents + term * theta)
        slope = ratio * (slope + total * ratio / load)
        total = 1.0 + ratio * total
    return slope


def _within(
    case: OneCase, agents: int, wait: float, total: float, sums: tuple[float, float, float]
) -> tuple[float, float]:
    """Shares of the offered that are answered and that abandon within the limit."""
    limit, decay, after = sums
    shape = math.exp(case.load * (-math.expm1(-case.theta * limit)) / case.theta - agents * limit)
    beyond_one = shape * (after - 1.0) / total
    served = agents / case.load * (1.0 - 1.0 / total - beyond_one)
    gone = wait * (1.0 - served - decay * (beyond_one + shape / total))
    answered = 1.0 - wait + wait * served
    return min(max(answered, 0.0), 1.0), min(max(gone, 0.0), 1.0)


def _level(
    variant: ServiceLevelVariant, answered: float, answered_t: float, gone_t: float, gone_s: float
) -> float:
    good, judged = answered_t, 1.0
    if variant is ServiceLevelVariant.SL1:
        good = answered_t + gone_t
    elif variant is ServiceLevelVariant.SL2:
        judged = answered
    elif variant is ServiceLevelVariant.SL4:
        judged = 1.0 - gone_t
    elif variant is ServiceLevelVariant.SL5:
        good = answered_t + gone_s
    return min(good / judged, 1.0) if judged > 0 else 0.0


def _terms(load: float, agents: int, theta: float) -> int:
    slack = max(agents - load, 0.0)
    rest = NEGLIGIBLE * (load + slack)
    linear = slack - NEGLIGIBLE * theta
    root = math.sqrt(linear * linear + 2.0 * theta * rest)
    after = 2.0 * rest / (linear + root) if linear >= 0 else (root - linear) / theta
    return int(max(load - agents, 0.0) / theta + after) + 4
