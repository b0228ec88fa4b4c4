"""How many agents an interval needs: the smallest number that meets every part of the goal."""

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray, Numbers
from staffing_svc.domain.erlang.cases import Cases, Targets, flatten, refuse_impossible_cases
from staffing_svc.domain.erlang.fluid_guess import fluid_guess
from staffing_svc.domain.erlang.goal import (
    TIE,
    StaffingGoal,
    StaffingModel,
    refuse_unreachable,
)
from staffing_svc.domain.erlang.performance import patience_for
from staffing_svc.domain.erlang.required_c import agents_erlang_c
from staffing_svc.domain.erlang.required_one import agents_for_one, is_one
from staffing_svc.domain.erlang.required_secant import agents_by_secant
from staffing_svc.domain.erlang.shrinkage import with_shrinkage

__all__ = ["required_agents", "with_shrinkage"]


def required_agents(
    contacts: Numbers,
    aht_s: Numbers,
    interval_s: Numbers,
    goal: StaffingGoal,
    *,
    patience_s: Numbers | None = None,
    model: StaffingModel = StaffingModel.ERLANG_A,
) -> IntArray:
    """Agents per case, in the shape that the inputs broadcast to; 0 where nothing is offered.

    The smallest n whose service level is at least the goal - 1e-9 and that keeps every cap; an occupancy
    cap is n >= ceil(load / cap). Raises `GoalNotReachable`, `ImpossibleGoal`, `ImpossibleInput`,
    `PatienceMissing`.
    """
    refuse_unreachable(goal, model)
    patience = patience_for(model, patience_s)
    refuse_impossible_cases(contacts, aht_s, interval_s, patience, goal)
    goals = goal.service_level, goal.max_asa_s, goal.max_abandonment, goal.max_occupancy
    if is_one(contacts, aht_s, interval_s, patience, goal.within_s, goal.short_abandon_s, *goals):
        return np.array(agents_for_one(contacts, aht_s, interval_s, goal, patience))
    shape, cases, targets, _ = flatten(contacts, aht_s, interval_s, patience, goal)
    agents = np.zeros(cases.load.size)
    busy = np.flatnonzero(cases.load > 0)
    everything_busy = busy.size == cases.load.size
    part, asked = (cases, targets) if everything_busy else (cases.take(busy), targets.take(busy))
    if busy.size:
        agents[busy] = _solve(part, asked, model)
    return agents.astype(np.int64).reshape(shape)


def _solve(cases: Cases, targets: Targets, model: StaffingModel) -> FloatArray:
    if targets.level is None and targets.max_asa_s is None and targets.max_lost is None:
        agents = np.zeros(cases.load.size)
    elif model is StaffingModel.ERLANG_A:
        agents = agents_by_secant(cases, targets, model, _guess_a(cases, targets))
    else:
        agents = _solve_c(cases, targets)
    if targets.max_occupancy is not None:
        agents = np.maximum(agents, np.ceil(cases.load / targets.max_occupancy - TIE))
    return agents


def _guess_a(cases: Cases, targets: Targets) -> FloatArray:
    guess = np.zeros(cases.load.size)
    if targets.level is not None:
        guess = fluid_guess(cases.load, cases.theta, cases.within, targets.level)
    if targets.max_lost is not None:
        guess = np.maximum(guess, np.round(cases.load * (1.0 - targets.max_lost)))
    return guess if targets.max_asa_s is None else np.maximum(guess, np.round(0.9 * cases.load))


def _solve_c(cases: Cases, targets: Targets) -> FloatArray:
    agents = np.zeros(cases.load.size)
    if targets.level is not None:
        agents = agents_erlang_c(cases.load, cases.within, targets.level)
    if targets.max_asa_s is None:
        return agents
    waits = Targets(None, targets.max_asa_s, None, None)
    guess = np.maximum(agents, np.floor(cases.load) + 1.0)
    return np.maximum(agents, agents_by_secant(cases, waits, StaffingModel.ERLANG_C, guess))
