"""A schedule: single shifts with their breaks, what they cost, what they cover and how good that provably is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from staffing_svc.domain.schedule.coverage import Coverage, coverage
from staffing_svc.domain.schedule.lines import Lines, Staffing
from staffing_svc.domain.schedule.requirement import Grid, Requirement
from staffing_svc.domain.schedule.rules import ScheduleRules
from staffing_svc.domain.schedule.shift import Shift, ShiftBreak


@dataclass(frozen=True)
class Schedule:
    """Shifts of one queue; `bound_h` is proven: no schedule under the rules costs fewer hours.

    Cost is paid hours, plus missing agent hours times their price where the rules allow under-cover.
    """

    requirement: Requirement
    shifts: tuple[Shift, ...]
    coverage: Coverage
    cost_h: float
    bound_h: float
    complete: bool
    """False if agents are missing although the rules forbid under-cover (a draft that the limits stopped)."""

    @property
    def paid_h(self) -> float:
        """Paid hours of all shifts."""
        return sum(shift.paid_s for shift in self.shifts) / 3600

    @property
    def gap(self) -> float:
        """How much more the schedule costs than the bound, as a share of the bound; 0 is optimal.

        Infinite while agents are missing that the rules do not allow to be missing.
        """
        if not self.complete:
            return inf
        return max(self.cost_h / self.bound_h - 1, 0.0) if self.bound_h > 0 else 0.0


def schedule_from(
    requirement: Requirement,
    rules: ScheduleRules,
    grid: Grid,
    lines: tuple[Lines, ...],
    staffing: Staffing,
    bound_h: float,
) -> Schedule:
    """The staffing of lines as single shifts, its cover counted again from these shifts."""
    shifts = single_shifts(requirement.queue, grid, lines, staffing)
    counted = coverage(requirement, shifts, repeats=rules.repeats)
    paid_h = sum(shift.paid_s for shift in shifts) / 3600
    price = rules.under_cover_cost
    complete = price is not None or counted.under_h == 0
    cost_h = paid_h + (price or 0.0) * counted.under_h
    return Schedule(requirement, shifts, counted, cost_h, bound_h, complete)


def single_shifts(queue: str, grid: Grid, lines: Sequence[Lines], staffing: Staffing) -> tuple[Shift, ...]:
    """Each person's shift of each line; who starts the earlier lunch also takes the earlier other breaks."""
    shifts: list[Shift] = []
    for kind, counts, pauses in zip(lines, staffing.counts, staffing.pauses, strict=True):
        for line in np.flatnonzero(counts).tolist():
            chosen = [np.repeat(np.arange(taken.shape[1]), taken[line]).tolist() for taken in pauses]
            for one in range(int(counts[line])):
                shifts.append(_shift(queue, grid, kind, line, [choices[one] for choices in chosen]))
    return tuple(sorted(shifts, key=lambda shift: (shift.starts_at, shift.ends_at)))


def _shift(queue: str, grid: Grid, kind: Lines, line: int, choices: list[int]) -> Shift:
    start = int(kind.starts[line])
    breaks: list[ShiftBreak] = []
    for rule, pause, choice in zip(kind.rule.breaks, kind.breaks, choices, strict=True):
        begin = start + pause.earliest + choice
        breaks.append(ShiftBreak(rule.name, grid.at(begin), grid.at(begin + pause.length), rule.paid))
    return Shift(
        kind.rule.name, queue, grid.at(start), grid.at(start + kind.length), kind.rule.paid_s, tuple(breaks)
    )
