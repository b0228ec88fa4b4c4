"""The linear relaxation: the proven lower bound on paid hours, and the fractional schedule that is rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, gcd

import numpy as np

from staffing_svc.domain.schedule.break_pool import BreakPool, away, pooled
from staffing_svc.domain.schedule.linear_solver import LinearProgramme
from staffing_svc.domain.schedule.programme import Programme, Row
from staffing_svc.domain.schedule.reach import never_reached
from staffing_svc.domain.schedule.refusals import NoShiftCovers, NotEnoughPeople
from staffing_svc.domain.schedule.requirement import Floats, Ints

SOLVER_ERROR = 1e-7


@dataclass(frozen=True)
class Relaxation:
    """Fractional values of the variables, and a bound no whole schedule can be cheaper than (hours)."""

    values: Floats
    bound_h: float


def relax(programme: Programme) -> Relaxation:
    """Solve the relaxation by GLOP. Raises NoShiftCovers or NotEnoughPeople, naming what stands in the way."""
    _check_reach(programme)
    limits = [row for row in programme.rows if row.limit]
    solved = _solve(programme, limits)
    if solved is None:
        raise NotEnoughPeople(_binding(programme, limits), field="staff")
    values, objective_s = solved
    step_s = gcd(*(int(cost) for cost in programme.cost_s if cost))
    least_s = objective_s * (1 - SOLVER_ERROR)
    return Relaxation(values, max(ceil(least_s / step_s - 1e-6), 0) * step_s / 3600)


def _check_reach(programme: Programme) -> None:
    """Every slot that requires agents needs at least one line that can be at work in it."""
    if programme.missing_at < programme.cost_s.size:
        return
    for slot in never_reached(programme.lines, programme.grid)[:1].tolist():
        at, agents = programme.grid.at(slot), programme.grid.required[slot]
        raise NoShiftCovers(
            f"{agents} agents are required at {at:%A %d %B %H:%M}, and no shift reaches that time",
            field="shift.starts",
        )


def _solve(programme: Programme, limits: Sequence[Row]) -> tuple[Floats, float] | None:
    linear = LinearProgramme()
    column = np.full(programme.cost_s.size, -1, dtype=np.int64)
    own = np.flatnonzero(programme.own)
    column[own] = linear.variables(programme.cost_s[own].astype(np.float64))
    cover = _cover(programme, linear, column)
    pools = _pools(programme, linear, column, cover)
    for row in limits:
        number = linear.constraints(np.array([row.low]), np.array([row.high]))
        linear.enter(np.repeat(number, row.variables.size), column[row.variables], row.coefficients)
    solved = linear.solved()
    if solved is None:
        return None
    found, objective_s = solved
    values = np.zeros(programme.cost_s.size)
    values[own] = found[column[own]]
    for pool, people, cells in pools:
        values[cells] = pool.shared_out(found[people], found).ravel()
    return values, objective_s


def _cover(programme: Programme, linear: LinearProgramme, column: Ints) -> Ints:
    """The coverage rows with all variables but the breaks'."""
    rows = programme.rows[: len(programme.grid)]
    required = programme.grid.required.astype(np.float64)
    cover = linear.constraints(required, np.full(required.size, np.inf))
    slots = np.repeat(cover, [row.variables.size for row in rows])
    variables = np.concatenate([row.variables for row in rows])
    weights = np.concatenate([row.coefficients for row in rows])
    kept = programme.own[variables]
    linear.enter(slots[kept], column[variables[kept]], weights[kept])
    return cover


def _pools(
    programme: Programme, linear: LinearProgramme, column: Ints, cover: Ints
) -> list[tuple[BreakPool, Ints, slice]]:
    """Each break of each kind with the columns of its lines and the place of its choices in the programme."""
    pools: list[tuple[BreakPool, Ints, slice]] = []
    for kind, first in zip(programme.lines, programme.line_at, strict=True):
        people, at = column[first : first + len(kind)], first + len(kind)
        for pause in kind.breaks:
            cells = slice(at, at + len(kind) * pause.choices)
            at = cells.stop
            if len(kind):
                pool = pooled(linear, kind, people, pause, programme.grid)
                away(linear, pool, cover)
                pools.append((pool, people, cells))
    return pools


def _binding(programme: Programme, limits: Sequence[Row]) -> str:
    """Which limits of the people the unlimited schedule would break."""
    solved = _solve(programme, ())
    broken = [row for row in limits if solved and _load(row, solved[0]) > row.high + 1e-6]
    told = ", ".join(row.limit for row in broken[:4]) or "the limits of the people together"
    return f"the requirement needs more than the people may work: {told}"


def _load(row: Row, values: Floats) -> float:
    return float(row.coefficients @ values[row.variables])
