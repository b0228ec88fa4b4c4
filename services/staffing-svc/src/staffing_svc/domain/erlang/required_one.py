"""Agents for a single interval, for callers who ask one question at a time."""

import math
from collections.abc import Callable

import numpy as np

from staffing_svc.domain.erlang.arrays import Numbers
from staffing_svc.domain.erlang.cases import Cases, theta_of
from staffing_svc.domain.erlang.fluid_guess import fluid_guess
from staffing_svc.domain.erlang.goal import TIE, StaffingGoal, StaffingModel
from staffing_svc.domain.erlang.one_interval import OneCase, OneResult, evaluate_one_a, smallest_c
from staffing_svc.domain.erlang.performance import evaluate

_SURE = 1e-13


def is_one(*values: Numbers | None) -> bool:
    """Whether all of these are plain numbers (or not given), so that the question is about one interval."""
    return all(value is None or isinstance(value, (int, float)) for value in values)


def agents_for_one(
    contacts: Numbers, aht_s: Numbers, interval_s: Numbers, goal: StaffingGoal, patience_s: Numbers | None
) -> int:
    """Agents for plain numbers that were checked before; without patience by Erlang C."""
    load = _number(contacts) * _number(aht_s) / _number(interval_s)
    if load == 0.0:
        return 0
    handle_s = _number(aht_s)
    theta = 0.0 if patience_s is None else theta_of(_number(patience_s) / handle_s)
    case = OneCase(
        load, theta, _number(goal.within_s) / handle_s, _number(goal.short_abandon_s) / handle_s, goal.variant
    )
    level = None if goal.service_level is None else _number(goal.service_level) - TIE
    longest = None if goal.max_asa_s is None else (_number(goal.max_asa_s) + TIE) / handle_s
    max_lost = None if goal.max_abandonment is None else _number(goal.max_abandonment) + TIE
    agents = 0
    if patience_s is None and (level is not None or longest is not None):
        agents = _agents_c(case, level, longest)
    elif level is not None or longest is not None or max_lost is not None:
        agents = _agents_a(case, level, longest, max_lost)
    if goal.max_occupancy is not None:
        agents = max(agents, math.ceil(load / _number(goal.max_occupancy) - TIE))
    return agents


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


def _agents_c(case: OneCase, level: float | None, longest: float | None) -> int:
    if longest is None and level is not None and level <= 0.0:
        return 0
    return smallest_c(case, level or 0.0, math.inf if longest is None else longest)


def _agents_a(case: OneCase, level: float | None, longest: float | None, max_lost: float | None) -> int:
    def slack(agents: int) -> float:
        reached = evaluate_one_a(case, agents, with_waits=longest is not None) or _by_arrays(case, agents)
        total = math.inf
        if level is not None:
            total = _logit_slack(reached.level, level)
        if max_lost is not None:
            total = min(total, _logit_slack(1.0 - reached.lost, 1.0 - max_lost))
        if longest is not None:
            total = min(total, math.log(longest / min(max(reached.asa, 1e-300), 1e300)))
        return total

    guess = 0.0 if max_lost is None else case.load * (1.0 - max_lost)
    if level is not None:
        parts = (np.asarray(part) for part in (case.load, case.theta, case.within, level))
        guess = max(guess, float(fluid_guess(*parts)))
    return smallest_enough_one(slack, round(guess), max(1, round(0.1 * math.sqrt(case.load))))


def _by_arrays(case: OneCase, agents: int) -> OneResult:
    parts = (np.array([part]) for part in (case.load, 1.0, case.theta, case.within, case.short))
    load, aht_s, theta, within, short = parts
    cases = Cases(load, aht_s, theta, within, short, case.variant)
    reached = evaluate(cases, np.array([float(agents)]), StaffingModel.ERLANG_A)
    return OneResult(float(reached.service_level[0]), float(reached.abandonment[0]), float(reached.asa_s[0]))


def _number(value: Numbers) -> float:
    return float(np.asarray(value))


def _logit_slack(share: float, goal: float) -> float:
    bounded, bound = min(max(share, _SURE), 1.0 - _SURE), min(max(goal, _SURE), 1.0 - _SURE)
    difference = math.log(bounded / (1.0 - bounded)) - math.log(bound / (1.0 - bound))
    return max(difference, 0.0) if share >= goal else min(difference, -_SURE)
