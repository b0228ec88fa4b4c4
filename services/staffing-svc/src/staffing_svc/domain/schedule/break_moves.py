"""Moves breaks out of slots where agents are missing to choices where somebody can be spared."""

import numpy as np

from staffing_svc.domain.schedule.floor import Floor

PASSES = 20


def move_breaks(floor: Floor) -> None:
    """Until nothing can be moved: each break that lies over missing agents goes where its window has one to spare."""
    breaks = [(kind, number) for kind, lines in enumerate(floor.lines) for number in range(len(lines.breaks))]
    for _ in range(PASSES):
        if not floor.is_short() or not sum(_relieved(floor, kind, number) for kind, number in breaks):
            return


def _relieved(floor: Floor, kind: int, number: int) -> int:
    """How many of one break of one kind could be moved."""
    lowest = floor.lowest_of_all(kind, number)
    hurting = (lowest < 0) & (floor.staffing.pauses[kind][number] > 0)
    if not hurting.any():
        return 0
    hurting &= (lowest.max(axis=1) > 0)[:, None]
    lines, choices = np.nonzero(hurting)
    return sum(
        _moved(floor, kind, number, *where) for where in zip(lines.tolist(), choices.tolist(), strict=True)
    )


def _moved(floor: Floor, kind: int, number: int, line: int, choice: int) -> int:
    """How many breaks of one line could be moved from a choice."""
    pause = floor.lines[kind].breaks[number]
    apart = np.abs(np.arange(pause.choices) - choice) >= pause.length
    moved = 0
    while floor.staffing.pauses[kind][number][line, choice]:
        spare = floor.lowest(kind, number, line)
        best = int(np.argmax(np.where(apart, spare, -1)))
        if spare[choice] >= 0 or spare[best] < 1 or not apart[best]:
            break
        floor.move_break(kind, number, line, choice, best)
        moved += 1
    return moved
