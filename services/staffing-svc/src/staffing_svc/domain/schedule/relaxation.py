"""The linear relaxation: the proven lower bound on paid hours, and the fractional schedule that is rounded."""

from dataclasses import dataclass
from math import ceil, gcd

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped, unused-ignore]  # ships no types

from staffing_svc.domain.schedule.programme import Programme, Row
from staffing_svc.domain.schedule.refusals import NoShiftCovers, NotEnoughPeople
from staffing_svc.domain.schedule.requirement import Floats


@dataclass(frozen=True)
class Relaxation:
    """Fractional values of the variables, and a bound no whole schedule can be cheaper than (hours)."""

    values: Floats
    bound_h: float


def relax(programme: Programme) -> Relaxation:
    """Solve the relaxation by GLOP. Raises NoShiftCovers or NotEnoughPeople, naming what stands in the way."""
    _check_reach(programme)
    solved = _solve(programme, programme.rows)
    if solved is None:
        raise NotEnoughPeople(_binding(programme), field="staff")
    values, objective_s = solved
    step_s = gcd(*(int(cost) for cost in programme.cost_s if cost))
    return Relaxation(values, ceil(objective_s / step_s - 1e-6) * step_s / 3600)


def _check_reach(programme: Programme) -> None:
    """Every slot that requires agents needs at least one line that is at work in it."""
    for slot in range(len(programme.grid)):
        row = programme.rows[slot]
        if row.low > 0 and not (row.coefficients > 0).any():
            at = programme.grid.at(slot)
            raise NoShiftCovers(
                f"{row.low:g} agents are required at {at:%A %d %B %H:%M}, and no shift reaches that time",
                field="shift.starts",
            )


def _solve(programme: Programme, rows: tuple[Row, ...]) -> tuple[Floats, float] | None:
    solver = pywraplp.Solver.CreateSolver("GLOP")
    infinity = solver.infinity()
    variables = [solver.NumVar(0.0, infinity, "") for _ in range(programme.cost_s.size)]
    objective = solver.Objective()
    for index in np.flatnonzero(programme.cost_s):
        objective.SetCoefficient(variables[index], float(programme.cost_s[index]))
    for row in rows:
        bound = solver.RowConstraint(row.low, row.high if np.isfinite(row.high) else infinity, "")
        for index, weight in zip(row.variables.tolist(), row.coefficients.tolist(), strict=True):
            bound.SetCoefficient(variables[index], weight)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    return np.array([variable.solution_value() for variable in variables]), float(objective.Value())


def _binding(programme: Programme) -> str:
    """Which limits of the people the unlimited schedule would break."""
    free = tuple(row for row in programme.rows if not row.limit)
    solved = _solve(programme, free)
    broken = [
        row for row in programme.rows if row.limit and solved and _load(row, solved[0]) > row.high + 1e-6
    ]
    told = ", ".join(row.limit for row in broken[:4]) or "the limits of the people together"
    return f"the requirement needs more than the people may work: {told}"


def _load(row: Row, values: Floats) -> float:
    return float(row.coefficients @ values[row.variables])
