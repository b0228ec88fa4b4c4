"""A whole schedule being mended: who is at work against what is required, and single shifts put on or taken off."""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from staffing_svc.domain.schedule.lines import Lines, Staffing, on_duty
from staffing_svc.domain.schedule.programme import Programme, Row
from staffing_svc.domain.schedule.requirement import Ints

PLENTY = 1_000_000


class Floor:
    """Surplus per cell of a time axis that wraps (repeating rota) or is padded where nobody is required."""

    def __init__(self, programme: Programme, staffing: Staffing) -> None:
        self.lines, self.grid, self.staffing = programme.lines, programme.grid, staffing
        self._pad = 0 if self.grid.repeats else max(kind.length for kind in self.lines)
        inside = on_duty(self.lines, staffing, self.grid) - self.grid.required
        padding = np.full(self._pad, PLENTY, dtype=np.int64)
        self.surplus: Ints = np.concatenate([padding, inside, padding])
        self._limits = [row for row in programme.rows if row.limit]
        self._first = programme.line_at
        self._used = [
            _used(row, programme.values(staffing, np.zeros(len(self.grid), np.int64))) for row in self._limits
        ]
        self._limits_of = self._limits_by_line()
        self._break_begins = [
            [
                self.cells(kind.starts[:, None] + pause.earliest + np.arange(pause.choices))
                for pause in kind.breaks
            ]
            for kind in self.lines
        ]

    def kept(self) -> tuple[Staffing, Ints, list[int]]:
        """A copy of what changes, for `restore`."""
        staffing = Staffing(
            [counts.copy() for counts in self.staffing.counts],
            [[taken.copy() for taken in pauses] for pauses in self.staffing.pauses],
        )
        return staffing, self.surplus.copy(), self._used.copy()

    def restore(self, kept: tuple[Staffing, Ints, list[int]]) -> None:
        """Back to how it was; the copy is used up."""
        self.staffing, self.surplus, self._used = kept

    def cells(self, slots: Ints) -> Ints:
        """Where slots lie on the axis."""
        return slots % len(self.grid) if self.grid.repeats else slots + self._pad

    def short(self) -> Ints:
        """Slots of the grid where agents are missing."""
        inside = self.surplus if self.grid.repeats else self.surplus[self._pad : -self._pad]
        return np.flatnonzero(inside < 0)

    def is_short(self) -> bool:
        """True if agents are missing anywhere."""
        return bool(self.surplus.min() < 0)

    def missing(self) -> int:
        """Agents missing, summed over slots."""
        return -int(np.minimum(self.surplus, 0).sum())

    def least_missing(self, kind: int, line: int) -> int:
        """The fewest missing agents in any of the short slots within the span of a line."""
        lines = self.lines[kind]
        inside = self.surplus[self.cells(int(lines.starts[line]) + np.arange(lines.length))]
        return int(-inside[inside < 0].max())

    def window_sums(self, marks: Ints, kind: Lines) -> Ints:
        """For each line of a kind, the sum of `marks` (axis,) over its span; shape (n,)."""
        wrapped = np.concatenate([marks, marks]) if self.grid.repeats else marks
        running = np.concatenate([[0], np.cumsum(wrapped)])
        begins = self.cells(kind.starts)
        return np.asarray(running[begins + kind.length] - running[begins])

    def at_work_sums(self, marks: Ints, kind: int) -> Ints:
        """The same without what falls into breaks, where each lies at its best; shape (n,)."""
        sums = self.window_sums(marks, self.lines[kind])
        for pause, begins in zip(self.lines[kind].breaks, self._break_begins[kind], strict=True):
            sums = sums - self._ahead(marks, pause.length).sum(axis=1)[begins].min(axis=1)
        return sums

    def put(self, kind: int, line: int, choices: list[int]) -> None:
        """One more shift on a line, with its breaks at these choices."""
        self._change(kind, line, choices, 1)

    def take(self, kind: int, line: int, choices: list[int]) -> None:
        """One shift less on a line."""
        self._change(kind, line, choices, -1)

    def move_break(self, kind: int, number: int, line: int, old: int, new: int) -> None:
        """One break of a line begins at another choice."""
        for choice, step in ((old, -1), (new, 1)):
            self.staffing.pauses[kind][number][line, choice] += step
            self.surplus[self.break_cells(kind, number, line, choice)] -= step

    def break_cells(self, kind: int, number: int, line: int, choice: int) -> Ints:
        """The cells of one break."""
        pause = self.lines[kind].breaks[number]
        begin = int(self.lines[kind].starts[line]) + pause.earliest + choice
        return self.cells(np.arange(begin, begin + pause.length))

    def allowed(self, kind: int, line: int) -> bool:
        """True if the people's limits leave room for one more shift on the line."""
        limits = self._limits_of.get(self._first[kind] + line, [])
        return all(self._used[index] + weight <= self._limits[index].high for index, weight in limits)

    def best_choices(self, kind: int, line: int, *, taken: bool) -> list[int]:
        """Break choices where the floor can best spare somebody; when `taken`, where it gains most on leaving.

        Leaving with a break that lies where agents are scarce costs least coverage, so scarce cells come first.
        """
        chosen: list[int] = []
        for number, pause in enumerate(self.lines[kind].breaks):
            lowest = self.lowest(kind, number, line)
            if taken:
                present = self.staffing.pauses[kind][number][line] > 0
                chosen.append(int(np.argmin(np.where(present, lowest, 2 * PLENTY))))
            else:
                middle = np.abs(np.arange(pause.choices) - pause.choices / 2) / (4 * pause.choices)
                chosen.append(int(np.argmax(np.minimum(lowest, PLENTY) - middle)))
        return chosen

    def lowest(self, kind: int, number: int, line: int) -> Ints:
        """The smallest surplus within a break, for each of its choices; shape (choices,)."""
        pause = self.lines[kind].breaks[number]
        begin = int(self.lines[kind].starts[line]) + pause.earliest
        slots = begin + np.arange(pause.choices)[:, None] + np.arange(pause.length)
        return np.asarray(self.surplus[self.cells(slots)].min(axis=1))

    def lowest_of_all(self, kind: int, number: int) -> Ints:
        """The same for all lines of a kind at once; shape (n, choices)."""
        length = self.lines[kind].breaks[number].length
        return np.asarray(self._ahead(self.surplus, length).min(axis=1)[self._break_begins[kind][number]])

    def _ahead(self, cells: Ints, length: int) -> Ints:
        """Each cell with those after it, round the turn of a rota; shape (cells, length)."""
        return sliding_window_view(np.concatenate([cells, cells[: length - 1]]), length)

    def _change(self, kind: int, line: int, choices: list[int], step: int) -> None:
        start = int(self.lines[kind].starts[line])
        self.surplus[self.cells(np.arange(start, start + self.lines[kind].length))] += step
        self.staffing.counts[kind][line] += step
        for number, choice in enumerate(choices):
            self.staffing.pauses[kind][number][line, choice] += step
            self.surplus[self.break_cells(kind, number, line, choice)] -= step
        for index, weight in self._limits_of.get(self._first[kind] + line, []):
            self._used[index] += step * weight

    def _limits_by_line(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for index, variable, weight in self._limit_weights():
            found.setdefault(variable, []).append((index, weight))
        return found

    def _limit_weights(self) -> Iterator[tuple[int, int, int]]:
        for index, row in enumerate(self._limits):
            for variable, weight in zip(row.variables.tolist(), row.coefficients.tolist(), strict=True):
                yield index, variable, weight


def _used(row: Row, values: Ints) -> int:
    return int(row.coefficients @ values[row.variables])
