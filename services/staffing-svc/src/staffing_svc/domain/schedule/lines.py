"""Shift lines: each kind of shift at each start, how many work it and where their breaks are, as arrays of slots."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.schedule.requirement import Grid, Ints
from staffing_svc.domain.schedule.rules import DAY_S, ScheduleRules, ShiftRule


@dataclass(frozen=True)
class BreakSlots:
    """A break of `length` slots beginning `earliest` + 0..`choices` - 1 slots after the shift's start."""

    length: int
    earliest: int
    choices: int


@dataclass(frozen=True)
class Lines:
    """The lines of one kind of shift: `starts` (n,) slots on the grid, ascending; `length` slots each."""

    rule: ShiftRule
    starts: Ints
    length: int
    paid_h: float
    breaks: tuple[BreakSlots, ...]

    def __len__(self) -> int:
        return int(self.starts.size)


@dataclass
class Staffing:
    """How many work each line, and where they pause: counts[kind] (n,), pauses[kind][break] (n, choices)."""

    counts: list[Ints]
    pauses: list[list[Ints]]


def lines_of(rules: ScheduleRules, grid: Grid) -> tuple[Lines, ...]:
    """Every line that reaches into the grid; without a repeating rota also those that begin the evening before."""
    return tuple(_lines(shift, grid) for shift in rules.shifts)


def _lines(shift: ShiftRule, grid: Grid) -> Lines:
    length = shift.length_s // grid.slot_s
    first = 0 if grid.repeats else 1 - length
    starts = [slot for slot in range(first, len(grid)) if _may_begin(shift, grid, slot)]
    breaks = tuple(
        BreakSlots(
            rule.length_s // grid.slot_s,
            rule.earliest_s // grid.slot_s,
            (rule.latest_s - rule.earliest_s) // grid.slot_s + 1,
        )
        for rule in shift.breaks
    )
    return Lines(shift, np.array(starts, dtype=np.int64), length, shift.paid_s / 3600, breaks)


def _may_begin(shift: ShiftRule, grid: Grid, slot: int) -> bool:
    at = grid.at(slot)
    return at.weekday() in shift.weekdays and (at.hour * 3600 + at.minute * 60) % DAY_S in shift.starts_s


def nobody(lines: tuple[Lines, ...]) -> Staffing:
    """A staffing with nobody on any line."""
    return Staffing(
        [np.zeros(len(kind), dtype=np.int64) for kind in lines],
        [[np.zeros((len(kind), pause.choices), dtype=np.int64) for pause in kind.breaks] for kind in lines],
    )


def paid_hours(lines: tuple[Lines, ...], staffing: Staffing) -> float:
    """Paid hours of all shifts."""
    return float(sum(kind.paid_h * counts.sum() for kind, counts in zip(lines, staffing.counts, strict=True)))


def on_duty(lines: tuple[Lines, ...], staffing: Staffing, grid: Grid) -> Ints:
    """Agents at work in each slot of the grid, shape (slots,)."""
    lead = max(kind.length for kind in lines)
    change = np.zeros(len(grid) + 3 * lead, dtype=np.int64)
    for kind, counts, pauses in zip(lines, staffing.counts, staffing.pauses, strict=True):
        np.add.at(change, kind.starts + lead, counts)
        np.add.at(change, kind.starts + lead + kind.length, -counts)
        for pause, taken in zip(kind.breaks, pauses, strict=True):
            begins = kind.starts[:, None] + lead + pause.earliest + np.arange(pause.choices)
            np.add.at(change, begins, -taken)
            np.add.at(change, begins + pause.length, taken)
    present = np.cumsum(change)
    return folded(present, lead, grid)


def folded(present: Ints, lead: int, grid: Grid) -> Ints:
    """The part of a padded axis that lies on the grid; a repeating rota adds what reaches past its end."""
    inside = present[lead : lead + len(grid)].copy()
    if grid.repeats:
        past = present[lead + len(grid) :]
        for begin in range(0, past.size, len(grid)):
            piece = past[begin : begin + len(grid)]
            inside[: piece.size] += piece
    return inside
