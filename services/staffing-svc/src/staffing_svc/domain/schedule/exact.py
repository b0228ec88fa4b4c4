"""The exact search in CP-SAT, started from the draft; runs in a process of its own (see publishing.py)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.synchronize import Event

import numpy as np
from concert_contracts.refusal import Refusal
from ortools.sat.python import cp_model

from staffing_svc.domain.schedule.budget import Progress, SearchBudget
from staffing_svc.domain.schedule.draft import Drafted
from staffing_svc.domain.schedule.lines import Staffing, on_duty
from staffing_svc.domain.schedule.programme import Programme
from staffing_svc.domain.schedule.refusals import NotEnoughPeople, ScheduleCancelled, ScheduleNotFound
from staffing_svc.domain.schedule.requirement import Floats, Ints
from staffing_svc.domain.schedule.search_watch import Watcher, stopped_by

NEAR_SHARE = 0.7


@dataclass(frozen=True)
class Found:
    """The best staffing, and the bound proven for it in hours."""

    staffing: Staffing
    bound_h: float


@dataclass
class _Best:
    """The best values so far (a hint while `whole` is false), and the bound proven for them."""

    values: Ints
    whole: bool
    bound_h: float
    elapsed_s: float = 0.0


def search(start: Drafted, budget: SearchBudget, tell: Callable[[Progress], None], stop: Event) -> Found:
    """Improve the draft until the budget is used or somebody cancels; the best so far is kept either way.

    First only among the whole schedules next to the relaxation, where the good ones are, then among all.
    Raises ScheduleNotFound when the draft leaves agents missing that must not be and nothing better was found.
    """
    programme, bound_h = start.programme, start.relaxation.bound_h
    values = programme.values(start.staffing, _missing(programme, start.staffing))
    best = _Best(values, _fits(programme, values), bound_h)
    if best.whole:
        tell(Progress(programme.cost_h(values), bound_h, 0.0))
    status = cp_model.UNKNOWN
    for near, share in ((True, NEAR_SHARE), (False, 1 - NEAR_SHARE)):
        if stop.is_set() or (best.whole and programme.cost_h(best.values) <= best.bound_h * (1 + budget.gap)):
            break
        status = _improve(
            start, best, replace(budget, time_limit_s=budget.time_limit_s * share), tell, stop, near
        )
    if not best.whole:
        raise _nothing_found(status, stop)
    return Found(programme.staffing(best.values), best.bound_h)


def _improve(
    start: Drafted,
    best: _Best,
    budget: SearchBudget,
    tell: Callable[[Progress], None],
    stop: Event,
    near: bool,
) -> cp_model.CpSolverStatus:
    """One search from `best`, which it replaces by something better; only a full search proves a bound."""
    model, variables = _model(start.programme, best.values)
    if near:
        _stay_near(model, variables, start.relaxation.values, best.values)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = budget.time_limit_s
    solver.parameters.num_workers = budget.workers
    reached_h = start.programme.cost_h(best.values) if best.whole else np.inf
    watcher = Watcher(solver, best.bound_h, reached_h, best.elapsed_s, budget.gap, tell)
    if not near:
        solver.best_bound_callback = watcher.on_bound
    with stopped_by(stop, solver):
        status = solver.solve(model, watcher)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = np.array([solver.value(variable) for variable in variables], dtype=np.int64)
        if start.programme.cost_h(found) < reached_h:
            best.values, best.whole = found, True
    best.bound_h = watcher.bound_h
    best.elapsed_s += solver.wall_time
    return status


def _stay_near(model: cp_model.CpModel, variables: list[cp_model.IntVar], shares: Floats, hint: Ints) -> None:
    """Each variable is the relaxation's rounded down or up, or reaches as far as the hint."""
    low = np.minimum(np.floor(shares + 1e-7).astype(np.int64), hint)
    high = np.maximum(np.ceil(shares - 1e-7).astype(np.int64), hint)
    for variable, least, most in zip(variables, low.tolist(), high.tolist(), strict=True):
        model.add_linear_constraint(variable, max(least, 0), max(most, 0))


def _nothing_found(status: cp_model.CpSolverStatus, stop: Event) -> Refusal:
    if stop.is_set():
        return ScheduleCancelled("cancelled before a schedule within the people's limits was found")
    if status == cp_model.INFEASIBLE:
        return NotEnoughPeople(
            "no whole schedule covers the requirement within the people's limits", field="staff"
        )
    return ScheduleNotFound(
        "no schedule within the people's limits was found in the time allowed", field="staff"
    )


def _model(programme: Programme, hint: Ints) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, upper, "") for upper in programme.upper.tolist()]
    for row in programme.rows:
        chosen = [variables[index] for index in row.variables.tolist()]
        total = cp_model.LinearExpr.weighted_sum(chosen, row.coefficients.tolist())
        if row.low == row.high:
            model.add(total == int(row.low))
        elif np.isfinite(row.high):
            model.add(total <= int(row.high))
        else:
            model.add(total >= int(row.low))
    for variable, value in zip(variables, hint.tolist(), strict=True):
        model.add_hint(variable, value)
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, programme.cost_s.tolist()))
    return model, variables


def _missing(programme: Programme, staffing: Staffing) -> Ints:
    present = on_duty(programme.lines, staffing, programme.grid)
    missing: Ints = np.maximum(programme.grid.required - present, 0)
    return missing


def _fits(programme: Programme, values: Ints) -> bool:
    return all(
        row.low <= float(row.coefficients @ values[row.variables]) <= row.high for row in programme.rows
    )
