"""Exchanges single shifts of a whole schedule for cheaper ones, where rounding left it far from its bound."""

import numpy as np

from staffing_svc.domain.schedule.break_moves import move_breaks
from staffing_svc.domain.schedule.floor import Floor
from staffing_svc.domain.schedule.lines import Staffing, paid_hours
from staffing_svc.domain.schedule.rounding import add_shifts, remove_shifts

TRIALS = 120
NEAR = 1.01

Cost = tuple[int, float]
"""Missing agents that the rules forbid, then hours."""


def exchanged(floor: Floor, bound_h: float, tolerate_hours: float | None) -> Staffing:
    """Takes one shift off at a time, the idlest first, and keeps what fills its place if that is cheaper.

    Ends within 1 % of the bound, where the exact search is the better tool, or after a number of trials.
    """
    best, trials, found = _cost(floor, tolerate_hours), TRIALS, True
    while found:
        found = False
        for kind, line in _idlest(floor):
            if trials == 0 or best <= (0, bound_h * NEAR):
                return floor.staffing
            if floor.staffing.counts[kind][line]:
                trials -= 1
                cost = _tried(floor, kind, line, best, tolerate_hours)
                found, best = found or cost < best, min(cost, best)
    return floor.staffing


def _tried(floor: Floor, kind: int, line: int, best: Cost, tolerate_hours: float | None) -> Cost:
    """The cost without one shift of a line once others have filled its place; undone unless it is cheaper."""
    before = floor.kept()
    floor.take(kind, line, floor.best_choices(kind, line, taken=True))
    move_breaks(floor)
    add_shifts(floor, tolerate_hours)
    remove_shifts(floor, tolerate_hours)
    cost = _cost(floor, tolerate_hours)
    if cost >= best:
        floor.restore(before)
    return cost


def _cost(floor: Floor, tolerate_hours: float | None) -> Cost:
    paid_h, missing = paid_hours(floor.lines, floor.staffing), floor.missing()
    if tolerate_hours is None:
        return missing, round(paid_h, 6)
    return 0, round(paid_h + missing * floor.grid.slot_s / 3600 * tolerate_hours, 6)


def _idlest(floor: Floor) -> list[tuple[int, int]]:
    """Lines with people on them, by the share of their time in which somebody is to spare."""
    idle = (floor.surplus > 0).astype(np.int64)
    found: list[tuple[float, int, int]] = []
    for kind, lines in enumerate(floor.lines):
        spare = floor.window_sums(idle, lines) / lines.paid_h
        taken = np.flatnonzero(floor.staffing.counts[kind])
        found += [(-float(spare[line]), kind, line) for line in taken.tolist()]
    return [(kind, line) for _, kind, line in sorted(found)]
