"""Agents for a single interval, for callers who ask one question at a time."""

import math
from collections.abc import Callable

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray
from staffing_svc.domain.erlang.cases import Cases, Targets
from staffing_svc.domain.erlang.goal import TIE, StaffingModel
from staffing_svc.domain.erlang.one_interval import OneCase, OneResult, evaluate_one_a, evaluate_one_c
from staffing_svc.domain.erlang.performance import evaluate

_SURE = 1e-13


def agents_for_one(cases: Cases, targets: Targets, model: StaffingModel) -> int:
    """Smallest n for the one case (load > 0) in `cases`, occupancy cap left aside."""
    case = OneCase(
        load=float(cases.load[0]),
        theta=float(cases.theta[0]),
        within=float(cases.within[0]),
        short=float(cases.short[0]),
        variant=cases.variant,
    )
    level, max_asa, max_lost = _one(targets.level), _one(targets.max_asa_s), _one(targets.max_lost)
    longest = None if max_asa is None else max_asa / float(cases.aht_s[0])

    def slack(agents: int) -> float:
        if model is StaffingModel.ERLANG_C:
            reached = evaluate_one_c(case, agents)
        else:
            reached = evaluate_one_a(case, agents) or _by_arrays(cases, agents)
        total = math.inf
        if level is not None:
            total = _logit_slack(reached.level, level - TIE)
        if max_lost is not None:
            total = min(total, _logit_slack(1.0 - reached.lost, 1.0 - max_lost - TIE))
        if longest is not None:
            total = min(total, math.log((longest + TIE) / min(max(reached.asa, 1e-300), 1e300)))
        return total

    return smallest_enough_one(slack, round(case.load), max(1, round(0.4 * math.sqrt(case.load))))


def smallest_enough_one(slack: Callable[[int], float], guess: int, stride: int) -> int:
    """As `smallest_enough` in search.py, for one case."""
    low, high, low_slack, high_slack = -1, -1, -math.inf, math.inf
    tried, rounds = guess, 0
    while high < 0 or high - low > 1:
        value = slack(tried)
        if value >= 0:
            high, high_slack = tried, value
        else:
            low, low_slack = tried, value
        stride *= 2
        rounds += 1
        if high < 0:
            tried = low + stride
        elif low < 0:
            tried = max(high - stride, 0)
        elif rounds % 9 == 0 or not math.isfinite(high_slack - low_slack):
            tried = (low + high) // 2
        else:
            tried = math.ceil(low - low_slack * (high - low) / (high_slack - low_slack))
        tried = max(low + 1, tried if high < 0 else min(tried, high - 1))
    return high


def _by_arrays(cases: Cases, agents: int) -> OneResult:
    reached = evaluate(cases, np.array([float(agents)]), StaffingModel.ERLANG_A)
    asa = float(reached.asa_s[0]) / float(cases.aht_s[0])
    return OneResult(float(reached.service_level[0]), float(reached.abandonment[0]), asa)


def _one(values: FloatArray | None) -> float | None:
    return None if values is None else float(values[0])


def _logit_slack(share: float, goal: float) -> float:
    bounded, bound = min(max(share, _SURE), 1.0 - _SURE), min(max(goal, _SURE), 1.0 - _SURE)
    difference = math.log(bounded / (1.0 - bounded)) - math.log(bound / (1.0 - bound))
    return max(difference, 0.0) if share >= goal else min(difference, -_SURE)
