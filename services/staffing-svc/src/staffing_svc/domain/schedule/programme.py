"""The schedule as a linear programme in plain arrays, the same for the bound, the draft and the exact search.

Variables: people per line, people per break choice of a line, and missing agents per slot where allowed.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.schedule.lines import Lines, Staffing, nobody
from staffing_svc.domain.schedule.requirement import Grid, Ints
from staffing_svc.domain.schedule.rules import ScheduleRules

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """low <= sum(coefficients * variables) <= high; `limit` names the people's limit behind it, if any."""

    variables: Ints
    coefficients: Ints
    low: float
    high: float
    limit: str = ""


@dataclass(frozen=True)
class Programme:
    """Minimise cost_s x variables (whole seconds of pay), 0 <= variables <= upper, under the rows."""

    cost_s: Ints
    upper: Ints
    rows: tuple[Row, ...]
    lines: tuple[Lines, ...]
    grid: Grid
    line_at: tuple[int, ...]
    """The first variable of each kind's lines; break choices of the kind follow its lines."""
    missing_at: int
    """The first variable of missing agents; none if it is the number of variables."""
    own: Flags
    """True for every variable that is no break choice."""

    def cost_h(self, values: Ints) -> float:
        """Paid hours plus the price of under-cover, in hours."""
        return float(self.cost_s @ values) / 3600

    def staffing(self, values: Ints) -> Staffing:
        """The variables' whole values as people on lines and breaks."""
        staffing = nobody(self.lines)
        for kind, first in enumerate(self.line_at):
            size = len(self.lines[kind])
            staffing.counts[kind] = values[first : first + size].copy()
            at = first + size
            for number, pause in enumerate(self.lines[kind].breaks):
                cells = size * pause.choices
                staffing.pauses[kind][number] = values[at : at + cells].reshape(size, pause.choices).copy()
                at += cells
        return staffing

    def values(self, staffing: Staffing, missing: Ints) -> Ints:
        """The variables of a staffing; `missing` (slots,) is used where under-cover is allowed."""
        parts: list[Ints] = []
        for counts, pauses in zip(staffing.counts, staffing.pauses, strict=True):
            parts += [counts, *(taken.ravel() for taken in pauses)]
        joined = np.concatenate(parts)
        return np.concatenate([joined, missing]) if self.missing_at < self.cost_s.size else joined


def programme_for(rules: ScheduleRules, lines: tuple[Lines, ...], grid: Grid, queue: str) -> Programme:
    """The programme of one queue; its rows are coverage, one break per shift, then the people's limits."""
    peak = int(grid.required.max())
    cover = _Cover(grid)
    cost: list[Ints] = []
    ties: list[Row] = []
    line_at: list[int] = []
    size = 0
    for kind in lines:
        line_at.append(size)
        own = size + np.arange(len(kind))
        cover.add(own, kind.starts, kind.length, 1)
        size += len(kind)
        cost.append(np.full(len(kind), kind.rule.paid_s, dtype=np.int64))
        for pause in kind.breaks:
            choice = size + np.arange(len(kind) * pause.choices).reshape(len(kind), pause.choices)
            begins = kind.starts[:, None] + pause.earliest + np.arange(pause.choices)
            cover.add(choice.ravel(), begins.ravel(), pause.length, -1)
            ties += [_tie(line, row) for line, row in zip(own, choice, strict=True)]
            size += choice.size
            cost.append(np.zeros(choice.size, dtype=np.int64))
    upper = np.full(size, max(peak, 1) * 2, dtype=np.int64)
    unpooled = np.zeros(size, dtype=np.bool_)
    for kind, first in zip(lines, line_at, strict=True):
        unpooled[first : first + len(kind)] = True
    if rules.under_cover_cost is not None:
        cover.add(size + np.arange(len(grid)), np.arange(len(grid)), 1, 1)
        cost.append(np.full(len(grid), round(rules.under_cover_cost * grid.slot_s), dtype=np.int64))
        upper = np.concatenate([upper, grid.required])
        unpooled = np.concatenate([unpooled, np.ones(len(grid), dtype=np.bool_)])
    rows = (*cover.rows(), *ties, *limit_rows(rules, lines, grid, queue, line_at))
    return Programme(np.concatenate(cost), upper, rows, lines, grid, tuple(line_at), size, unpooled)


def _tie(line: np.int64, choices: Ints) -> Row:
    signs = np.ones(choices.size + 1, dtype=np.int64)
    signs[-1] = -1
    return Row(np.append(choices, line), signs, 0, 0)


class _Cover:
    """Collects which variables are at work in which slot."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._slots: list[Ints] = []
        self._variables: list[Ints] = []
        self._signs: list[Ints] = []

    def add(self, variables: Ints, begins: Ints, length: int, sign: int) -> None:
        """`variables` (n,) are present for `length` slots from `begins` (n,)."""
        slots = (begins[:, None] + np.arange(length)).ravel()
        repeated = np.repeat(variables, length)
        if self._grid.repeats:
            slots %= len(self._grid)
        inside = (slots >= 0) & (slots < len(self._grid))
        self._slots.append(slots[inside])
        self._variables.append(repeated[inside])
        self._signs.append(np.full(int(inside.sum()), sign, dtype=np.int64))

    def rows(self) -> list[Row]:
        slots = np.concatenate(self._slots)
        order = np.argsort(slots, kind="stable")
        cuts = np.searchsorted(slots[order], np.arange(1, len(self._grid)))
        variables = np.split(np.concatenate(self._variables)[order], cuts)
        signs = np.split(np.concatenate(self._signs)[order], cuts)
        return [
            Row(variables[slot], signs[slot], float(self._grid.required[slot]), np.inf)
            for slot in range(len(self._grid))
        ]


def limit_rows(
    rules: ScheduleRules, lines: tuple[Lines, ...], grid: Grid, queue: str, line_at: list[int]
) -> list[Row]:
    """What the people can work at most: heads a day, days a week, hours a week (necessary, not sufficient)."""
    people = [person for person in rules.people if person.can_take(queue)]
    if not rules.people:
        return []
    days = np.concatenate([_days(kind, grid) for kind in lines])
    variables = np.concatenate(
        [first + np.arange(len(kind)) for kind, first in zip(lines, line_at, strict=True)]
    )
    paid_s = np.concatenate([np.full(len(kind), kind.rule.paid_s, dtype=np.int64) for kind in lines])
    ones = np.ones(variables.size, dtype=np.int64)
    rows: list[Row] = []
    for week in np.unique(days // 7):
        chosen = days // 7 == week
        shifts = sum(min(person.max_days, rules.limits.max_days) for person in people)
        hours_s = sum(min(person.max_paid_s, rules.limits.max_paid_s) for person in people)
        for most, weight, limit in (
            (shifts, ones, f"working days in week {week + 1} ({shifts})"),
            (hours_s, paid_s, f"paid hours in week {week + 1} ({hours_s / 3600:g})"),
        ):
            rows.append(Row(variables[chosen], weight[chosen], 0, most, limit))
    for day in np.unique(days):
        date = grid.first_day + timedelta(days=int(day))
        heads = sum(person.works_on(date) for person in people)
        chosen = days == day
        rows.append(Row(variables[chosen], ones[chosen], 0, heads, f"people on {date:%A %d %B} ({heads})"))
    return rows


def _days(kind: Lines, grid: Grid) -> Ints:
    """The local day of each start, counted from the requirement's first; shape (n,)."""
    return np.array(
        [(grid.at(int(slot)).date() - grid.first_day).days for slot in kind.starts], dtype=np.int64
    )
