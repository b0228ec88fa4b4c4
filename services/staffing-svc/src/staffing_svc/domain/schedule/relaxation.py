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
MOST_PLACES = 3_000


@dataclass(frozen=True)
class Relaxation:
    """Fractional values of the variables, and a bound no whole schedule can be cheaper than (hours)."""

    values: Floats
    bound_h: float


def relax(programme: Programme, *, most_places: int = MOST_PLACES) -> Relaxation:
    """Solve the relaxation, with breaks at up to `most_places` slots where cells of several slots allow it.

    Raises NoShiftCovers or NotEnoughPeople, naming what stands in the way."""
    _check_reach(programme)
    limits = [row for row in programme.rows if row.limit]
    cell = _cell(programme, most_places)
    solved = _solve(programme, limits, cell)
    if solved is None:
        raise NotEnoughPeople(_binding(programme, limits, cell), field="staff")
    values, objective_h = solved
    step_s = gcd(*(int(cost) for cost in programme.cost_s if cost))
    least_s = objective_h * 3600 * (1 - SOLVER_ERROR)
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


def _solve(programme: Programme, limits: Sequence[Row], cell: int) -> tuple[Floats, float] | None:
    linear = LinearProgramme()
    column = _columns(programme, linear, cell)
    cover = _cover(programme, linear, column, cell)
    pools = _pools(programme, linear, column, cover)
    for row in limits:
        number = linear.constraints(np.array([row.low]), np.array([row.high]))
        linear.enter(np.repeat(number, row.variables.size), column[row.variables], row.coefficients)
    solved = linear.solved()
    if solved is None:
        return None
    found, objective_h = solved
    values = np.where(programme.own, found[column], 0.0)
    for pool, people, cells in pools:
        values[cells] = pool.shared_out(found[people], found).ravel()
    return values, objective_h


def _cell(programme: Programme, most_places: int) -> int:
    """Slots per cell: one while the relaxation is small, since it is sharpest then; more if it would take too long.

    A cell at its longest is the step on which the requirement changes and shifts begin and end.
    """
    changes = np.flatnonzero(np.diff(programme.grid.required)) + 1
    steps = [changes, *(kind.starts for kind in programme.lines)]
    lengths = [len(programme.grid), *(kind.length for kind in programme.lines)]
    longest = int(np.gcd.reduce(np.concatenate([*steps, lengths])))
    places = sum(
        min(len(kind) * pause.choices, len(programme.grid))
        for kind in programme.lines
        for pause in kind.breaks
    )
    cells = [cell for cell in range(1, longest + 1) if longest % cell == 0]
    return next((cell for cell in cells if places <= most_places * cell), longest)


def _columns(programme: Programme, linear: LinearProgramme, cell: int) -> Ints:
    """The column of each variable of the programme; those of breaks have none, missing agents one per cell."""
    column = np.zeros(programme.cost_s.size, dtype=np.int64)
    people = np.flatnonzero(programme.own[: programme.missing_at])
    cost_h = programme.cost_s.astype(np.float64) / 3600
    column[people] = linear.variables(cost_h[people])
    missing = linear.variables(cost_h[programme.missing_at :: cell] * cell)
    column[programme.missing_at :] = np.repeat(missing, cell)
    return column


def _cover(programme: Programme, linear: LinearProgramme, column: Ints, cell: int) -> Ints:
    """One coverage row per cell, the mean of its slots', with all variables but the breaks'."""
    rows = programme.rows[: len(programme.grid) : cell]
    required = programme.grid.required[::cell].astype(np.float64)
    cover = linear.constraints(required, np.full(required.size, np.inf))
    cells = np.repeat(cover, [row.variables.size for row in rows])
    variables = np.concatenate([row.variables for row in rows])
    kept = programme.own[variables]
    linear.enter(cells[kept], column[variables[kept]], 1)
    return cover


def _pools(
    programme: Programme, linear: LinearProgramme, column: Ints, cover: Ints
) -> list[tuple[BreakPool, Ints, slice]]:
    """Each break of each kind with the columns of its lines and the place of its choices in the programme."""
    pools: list[tuple[BreakPool, Ints, slice]] = []
    cell = len(programme.grid) // cover.size
    for kind, first in zip(programme.lines, programme.line_at, strict=True):
        people, at = column[first : first + len(kind)], first + len(kind)
        for pause in kind.breaks:
            cells = slice(at, at + len(kind) * pause.choices)
            at = cells.stop
            if len(kind):
                pool = pooled(linear, kind, people, pause, programme.grid, cell)
                away(linear, pool, cover)
                pools.append((pool, people, cells))
    return pools


def _binding(programme: Programme, limits: Sequence[Row], cell: int) -> str:
    """Which limits of the people the unlimited schedule would break."""
    solved = _solve(programme, (), cell)
    broken = [row for row in limits if solved and _load(row, solved[0]) > row.high + 1e-6]
    told = ", ".join(row.limit for row in broken[:4]) or "the limits of the people together"
    return f"the requirement needs more than the people may work: {told}"


def _load(row: Row, values: Floats) -> float:
    return float(row.coefficients @ values[row.variables])
