"""The exact search in CP-SAT, started from the draft; runs in a process of its own (see publishing.py)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Event

import numpy as np
from concert_contracts.refusal import Refusal
from ortools.sat.python import cp_model

from staffing_svc.domain.schedule.budget import Progress, SearchBudget
from staffing_svc.domain.schedule.draft import Drafted
from staffing_svc.domain.schedule.lines import Staffing, on_duty
from staffing_svc.domain.schedule.programme import Programme
from staffing_svc.domain.schedule.refusals import NotEnoughPeople, ScheduleCancelled, ScheduleNotFound
from staffing_svc.domain.schedule.requirement import Ints

WATCH_S = 0.05


@dataclass(frozen=True)
class Found:
    """The best staffing, and the bound proven for it in hours."""

    staffing: Staffing
    bound_h: float


def search(start: Drafted, budget: SearchBudget, tell: Callable[[Progress], None], stop: Event) -> Found:
    """Improve the draft until the budget is used or somebody cancels; the best so far is kept either way.

    Raises ScheduleNotFound when the draft leaves agents missing that must not be and nothing better was found.
    """
    programme = start.programme
    missing = _missing(programme, start.staffing)
    drafted_values = programme.values(start.staffing, missing)
    whole = _fits(programme, drafted_values)
    if whole:
        first = Progress(float(programme.cost_h(drafted_values)), start.bound_h, 0.0)
        tell(first)
        if first.gap <= budget.gap or stop.is_set():
            return Found(start.staffing, start.bound_h)
    return _solved(start, budget, tell, stop, drafted_values, whole)


def _solved(
    start: Drafted,
    budget: SearchBudget,
    tell: Callable[[Progress], None],
    stop: Event,
    hint: Ints,
    whole: bool,
) -> Found:
    model, variables = _model(start.programme, hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = budget.time_limit_s
    solver.parameters.num_workers = budget.workers
    watcher = _Watcher(solver, start.bound_h, budget.gap, tell)
    solver.best_bound_callback = watcher.on_bound
    with _stopped_by(stop, solver):
        status = solver.solve(model, watcher)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        values = np.array([solver.value(variable) for variable in variables], dtype=np.int64)
        if not whole or start.programme.cost_h(values) < start.programme.cost_h(hint):
            return Found(start.programme.staffing(values), watcher.bound_h)
    if whole:
        return Found(start.staffing, watcher.bound_h)
    raise _nothing_found(status, stop)


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


@contextmanager
def _stopped_by(stop: Event, solver: cp_model.CpSolver) -> Iterator[None]:
    """Ends the search soon after `stop` is set, also while the solver finds nothing to tell."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(WATCH_S):
            if stop.is_set():
                solver.stop_search()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


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


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Tells of each better schedule and bound, and ends the search when it is proven good enough."""

    def __init__(
        self, solver: cp_model.CpSolver, bound_h: float, gap: float, tell: Callable[[Progress], None]
    ) -> None:
        super().__init__()
        self.bound_h = bound_h
        self._solver, self._gap, self._tell = solver, gap, tell
        self._best_h = np.inf

    def on_solution_callback(self) -> None:
        """A better schedule was found."""
        self._best_h = self.objective_value / 3600
        self._tell(Progress(self._best_h, self.bound_h, self.wall_time))
        if self._enough():
            self.stop_search()

    def on_bound(self, bound_s: float) -> None:
        """A better bound was proven."""
        self.bound_h = max(self.bound_h, bound_s / 3600)
        if self._enough():
            self._solver.stop_search()

    def _enough(self) -> bool:
        return bool(self._best_h <= self.bound_h * (1 + self._gap))


def _missing(programme: Programme, staffing: Staffing) -> Ints:
    present = on_duty(programme.lines, staffing, programme.grid)
    missing: Ints = np.maximum(programme.grid.required - present, 0)
    return missing


def _fits(programme: Programme, values: Ints) -> bool:
    return all(
        row.low <= float(row.coefficients @ values[row.variables]) <= row.high for row in programme.rows
    )
