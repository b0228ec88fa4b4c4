"""Which times no shift can cover, because none runs then or each that runs is surely on a break."""

from collections.abc import Sequence

import numpy as np

from staffing_svc.domain.schedule.lines import Lines, folded
from staffing_svc.domain.schedule.requirement import Grid, Ints


def never_reached(lines: Sequence[Lines], grid: Grid) -> Ints:
    """Slots that require agents and in which no line can be at work."""
    lead = max(kind.length for kind in lines)
    change = np.zeros(len(grid) + 3 * lead, dtype=np.int64)
    for kind in lines:
        _span(change, kind.starts + lead, kind.length, 1)
        for pause in kind.breaks:
            surely = pause.length - pause.choices + 1
            if surely > 0:
                _span(change, kind.starts + lead + pause.earliest + pause.choices - 1, surely, -1)
    reached = folded(np.cumsum(change), lead, grid) > 0
    return np.flatnonzero((grid.required > 0) & ~reached)


def _span(change: Ints, begins: Ints, length: int, step: int) -> None:
    np.add.at(change, begins, step)
    np.add.at(change, begins + length, -step)
