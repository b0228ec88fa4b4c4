"""Agents for many cases at once by the integer secant: any goal under Erlang A, and the waits of Erlang C."""

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray
from staffing_svc.domain.erlang.cases import Cases, Targets
from staffing_svc.domain.erlang.fluid_guess import stride
from staffing_svc.domain.erlang.goal import TIE, StaffingModel
from staffing_svc.domain.erlang.performance import Performance, evaluate
from staffing_svc.domain.erlang.search import smallest_enough

_SURE = 1e-13


def agents_by_secant(cases: Cases, targets: Targets, model: StaffingModel, guess: FloatArray) -> FloatArray:
    """Smallest n per case (load > 0) that meets every part of the targets but occupancy."""

    def slack(rows: IntArray, agents: FloatArray) -> FloatArray:
        return slack_of(evaluate(cases.take(rows), agents, model), targets.take(rows))

    return smallest_enough(slack, guess, stride(cases.load))


def slack_of(reached: Performance, targets: Targets) -> FloatArray:
    """How far the performance is above its targets, on scales that are nearly straight in n; >= 0 is met."""
    total = np.full(reached.service_level.size, np.inf)
    if targets.level is not None:
        total = _logit_slack(reached.service_level, targets.level - TIE)
    if targets.max_lost is not None:
        kept = _logit_slack(1.0 - reached.abandonment, 1.0 - targets.max_lost - TIE)
        total = np.minimum(total, kept)
    if targets.max_asa_s is not None:
        bounded = np.clip(reached.asa_s, 1e-300, 1e300)
        short_waits: FloatArray = np.log((targets.max_asa_s + TIE) / bounded)
        total = np.minimum(total, short_waits)
    return total


def _logit_slack(share: FloatArray, goal: FloatArray) -> FloatArray:
    """logit(share) - logit(goal); its sign is exactly that of share - goal."""
    bounded, bound = np.clip(share, _SURE, 1.0 - _SURE), np.clip(goal, _SURE, 1.0 - _SURE)
    difference: FloatArray = np.log(bounded / (1.0 - bounded)) - np.log(bound / (1.0 - bound))
    return np.where(share >= goal, np.maximum(difference, 0.0), np.minimum(difference, -_SURE))
