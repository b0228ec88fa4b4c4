"""Makes the fractional schedule whole: rounds along the day, moves breaks, adds and removes single shifts."""

import numpy as np

from staffing_svc.domain.schedule.break_moves import move_breaks
from staffing_svc.domain.schedule.floor import Floor
from staffing_svc.domain.schedule.lines import nobody
from staffing_svc.domain.schedule.programme import Programme
from staffing_svc.domain.schedule.relaxation import Relaxation
from staffing_svc.domain.schedule.requirement import Floats, Ints

ROUNDS = 4


def rounded(programme: Programme, relaxation: Relaxation, *, tolerate_hours: float | None) -> Floor:
    """A whole schedule near the relaxation; with `tolerate_hours` agents may be missing where that is cheaper.

    `tolerate_hours` is how many paid hours a missing agent hour is worth (None: cover everything).
    """
    staffing = nobody(programme.lines)
    for kind, first in enumerate(programme.line_at):
        size = len(programme.lines[kind])
        shares = relaxation.values[first : first + size]
        counts = _evenly(shares)
        staffing.counts[kind] = counts
        at = first + size
        for number, pause in enumerate(programme.lines[kind].breaks):
            cells = size * pause.choices
            wanted = relaxation.values[at : at + cells].reshape(size, pause.choices)
            staffing.pauses[kind][number] = _spread(wanted, counts)
            at += cells
    floor = Floor(programme, staffing)
    for _ in range(ROUNDS):
        move_breaks(floor)
        added = add_shifts(floor, tolerate_hours)
        if remove_shifts(floor, tolerate_hours) + added == 0:
            break
    return floor


def _evenly(shares: Floats) -> Ints:
    """Whole numbers whose running sums stay within half of those of `shares` (n,)."""
    return np.diff(np.floor(np.cumsum(shares) + 0.5 + 1e-9), prepend=0).astype(np.int64)


def _spread(wanted: Floats, counts: Ints) -> Ints:
    """`counts` (n,) breaks per line, shared over choices in the proportions of `wanted` (n, choices)."""
    total = wanted.sum(axis=1, keepdims=True)
    even = np.full_like(wanted, 1 / wanted.shape[1])
    shares = np.divide(wanted, total, out=even, where=total > 1e-9) * counts[:, None]
    running = np.floor(np.cumsum(shares, axis=1) + 0.5)
    running[:, -1] = counts
    return np.diff(np.minimum(running, counts[:, None]), prepend=0, axis=1).astype(np.int64)


def add_shifts(floor: Floor, tolerate_hours: float | None) -> int:
    """Adds the shift that fills most missing slots per paid hour, until none is missing or it does not pay."""
    added = 0
    while floor.short().size:
        kind, line, worth = _best_line(floor)
        slot_h = floor.grid.slot_s / 3600
        if worth <= 0 or (tolerate_hours is not None and worth * slot_h * tolerate_hours <= 1):
            break
        added += _add_alike(floor, kind, line)
        move_breaks(floor)
    return added


def _add_alike(floor: Floor, kind: int, line: int) -> int:
    """As many shifts on one line as stay worth the same: until the first of the slots they fill is full."""
    number = floor.least_missing(kind, line)
    for added in range(number):
        if not floor.allowed(kind, line):
            return added
        floor.put(kind, line, floor.best_choices(kind, line, taken=False))
    return number


def _best_line(floor: Floor) -> tuple[int, int, float]:
    """The kind and line that fill the most missing slots per paid hour among those that the limits allow."""
    missing = (floor.surplus < 0).astype(np.int64)
    best = (0, 0, 0.0)
    for kind, lines in enumerate(floor.lines):
        worth = floor.at_work_sums(missing, kind) / lines.paid_h
        for line in np.argsort(-worth, kind="stable")[:50].tolist():
            if worth[line] <= best[2]:
                break
            if floor.allowed(kind, line):
                best = (kind, line, float(worth[line]))
                break
    return best


def remove_shifts(floor: Floor, tolerate_hours: float | None) -> int:
    """Takes off shifts that are worth less than they cost, moving breaks to make it so; most expensive kinds first."""
    removed = 0
    for kind in sorted(range(len(floor.lines)), key=lambda kind: -floor.lines[kind].paid_h):
        lines = floor.lines[kind]
        price_h = floor.grid.slot_s / 3600 * (tolerate_hours or np.inf)
        tight = floor.window_sums((floor.surplus <= 0).astype(np.int64), lines)
        most = sum(pause.length for pause in lines.breaks) + 2 + lines.paid_h // price_h
        for line in np.flatnonzero((tight <= most) & (floor.staffing.counts[kind] > 0)).tolist():
            while floor.staffing.counts[kind][line] > 0 and _remove_one(floor, kind, line, price_h):
                removed += 1
    return removed


def _remove_one(floor: Floor, kind: int, line: int, price_h: float) -> bool:
    """Take a shift off a line unless what is missing then, at `price_h` a slot, is worth as much as the shift."""
    before = floor.missing()
    choices = floor.best_choices(kind, line, taken=True)
    floor.take(kind, line, choices)
    move_breaks(floor)
    more = floor.missing() - before
    if more <= 0 or more * price_h < floor.lines[kind].paid_h:
        return True
    floor.put(kind, line, choices)
    return False
