"""Erlang C and A for a single interval in plain floats: arrays of one element cost twenty times as much."""

import math
from dataclasses import dataclass

from staffing_svc.domain.erlang.erlang_b import inverse_erlang_b_one
from staffing_svc.domain.erlang.quadrature import LONGEST_SUM, NEGLIGIBLE
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant

_OVERFLOWING = 1e250


@dataclass(frozen=True)
class OneCase:
    """One interval in units of the handle time, as `Cases`; `theta` 0 is Erlang C."""

    load: float
    theta: float
    within: float
    short: float
    variant: ServiceLevelVariant


@dataclass(frozen=True)
class OneResult:
    """Service level in the case's variant, share that abandons, mean wait of the answered in handle times."""

    level: float
    lost: float
    asa: float


def evaluate_one_c(case: OneCase, agents: int) -> OneResult:
    """As `evaluate_c` in performance.py."""
    spare = agents - case.load
    if spare <= 0:
        return OneResult(0.0, 0.0, math.inf)
    wait = 1.0 / (1.0 + spare / agents * (inverse_erlang_b_one(case.load, agents) - 1.0))
    return OneResult(1.0 - wait * math.exp(-spare * case.within), 0.0, wait / spare)


def evaluate_one_a(case: OneCase, agents: int) -> OneResult | None:
    """As `evaluate_a` in performance.py; None where only the array form with its log scale can answer."""
    load, theta = case.load, case.theta
    length = _terms(load, agents, theta)
    if agents == 0 or length > LONGEST_SUM:
        return None
    limits = (case.within, case.short)
    decay_t, decay_s = (math.exp(-theta * limit) for limit in limits)
    total, moment, slope, after_t, after_s = 1.0, 0.0, 0.0, 1.0, 1.0
    for term in range(length, 0, -1):
        ratio = load / (agents + term * theta)
        slope = ratio * (slope + total * ratio / load)
        moment = ratio * (moment + total)
        total = 1.0 + ratio * total
        after_t = 1.0 + ratio * decay_t * after_t
        after_s = 1.0 + ratio * decay_s * after_s
    if not total < _OVERFLOWING:
        return None
    wait = 1.0 / (1.0 + (inverse_erlang_b_one(load, agents) - 1.0) / total)
    lost = min(1.0, wait * theta / load * moment / total)
    answered_t, gone_t = _within(case, agents, wait, total, (case.within, decay_t, after_t))
    gone_s = gone_t
    if case.variant is ServiceLevelVariant.SL5:
        gone_s = _within(case, agents, wait, total, (case.short, decay_s, after_s))[1]
    asa = wait * agents / load * slope / total / max(1.0 - lost, 1e-300)
    return OneResult(_level(case.variant, 1.0 - lost, answered_t, gone_t, gone_s), lost, asa)


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
