"""Breaks in the relaxation, pooled: who waits for a break and who begins one, place by place and not shift by shift.

Every shift of a kind waits equally long for its break. So whoever came first may go first, and it is enough to know
how many begin a break at each place. Places are few: the relaxation counts cover by cell (the longest stretch in which
no shift begins or ends and the requirement stays), and a break is a mean of those at the corners of its cells.
"""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.schedule.linear_solver import LinearProgramme
from staffing_svc.domain.schedule.lines import BreakSlots, Lines
from staffing_svc.domain.schedule.requirement import Floats, Grid, Ints


@dataclass(frozen=True)
class BreakPool:
    """One break of one kind: the slots (m,) at which it may begin, and the variables of those slots.

    `opens` (n,) are the slots at which the lines' windows open, `places` (n, p) where in `slots` each line may begin.
    """

    pause: BreakSlots
    cell: int
    opens: Ints
    slots: Ints
    places: Ints
    begin: Ints
    wait: Ints
    round_trip: int
    """Slots of a rota that repeats, else 0."""

    def shared_out(self, people: Floats, values: Floats) -> Floats:
        """The breaks begun, given back to the lines (n,) first come, first served; shape (n, choices)."""
        order = np.argsort(self.opens, kind="stable")
        entered = np.concatenate([[0.0], np.cumsum(people[order])])
        begun = np.concatenate([[0.0], np.cumsum(values[self.begin])])
        at = self.places[order]
        shares = np.zeros(self.places.shape)
        turned = float(values[self.wait[-1]]) if self.round_trip else 0.0
        for offset in (turned, turned - begun[-1]) if self.round_trip else (0.0,):
            low = np.maximum(entered[:-1, None] + offset, begun[at])
            high = np.minimum(entered[1:, None] + offset, begun[at + 1])
            shares[order] += np.maximum(high - low, 0.0)
        return self._levelled(shares)

    def _levelled(self, shares: Floats) -> Floats:
        """Breaks within one cell one after the other instead of all at its beginning; (n, p) to (n, choices)."""
        begins = self.slots[self.places]
        choice = begins - self.opens[:, None]
        choice = choice % self.round_trip if self.round_trip else choice
        inside = begins % self.cell
        whole = inside + self.pause.length <= self.cell
        turns = range(0, max(self.cell - self.pause.length, 0) + 1, self.pause.length)
        moved = [np.where(whole, choice - inside + turn, choice) for turn in turns]
        lawful = [(to >= 0) & (to < self.pause.choices) for to in moved]
        shared = np.sum(lawful, axis=0)
        found = np.zeros((choice.shape[0], self.pause.choices))
        line = np.broadcast_to(np.arange(choice.shape[0])[:, None], choice.shape)
        for to, fits in zip(moved, lawful, strict=True):
            np.add.at(found, (line[fits], to[fits]), (shares / np.maximum(shared, 1))[fits])
        stays = shared == 0
        np.add.at(found, (line[stays], choice[stays]), shares[stays])
        return found


def pooled(
    programme: LinearProgramme, kind: Lines, people: Ints, pause: BreakSlots, grid: Grid, cell: int
) -> BreakPool:
    """Adds the pool of one break: `people` are the variables of the kind's lines (n,)."""
    round_trip = len(grid) if grid.repeats else 0
    opens = kind.starts + pause.earliest
    opens = opens % round_trip if round_trip else opens
    windows = opens[:, None] + _corners(int(opens[0]), pause, cell)
    windows = windows % round_trip if round_trip else windows
    slots, places = np.unique(windows, return_inverse=True)
    begin, wait = (programme.variables(np.zeros(slots.size)) for _ in range(2))
    pool = BreakPool(pause, cell, opens, slots, places.reshape(windows.shape), begin, wait, round_trip)
    _flow(programme, pool, people)
    _deadlines(programme, pool, people)
    return pool


def _corners(opens: int, pause: BreakSlots, cell: int) -> Ints:
    """The choices of a window that matter: its first, its last, and where a break begins or ends with a cell.

    Any other break lies between two of them and is missing from each cell as their mean is. Of those that lie
    within the same cell one is enough.
    """
    choices = np.arange(pause.choices)
    inside = (opens + choices) % cell
    chosen = (choices == 0) | (choices == pause.choices - 1) | (inside == 0)
    chosen |= (inside + pause.length) % cell == 0
    corners = choices[chosen]
    first_slots, within = (opens + corners) // cell, (opens + corners) % cell + pause.length <= cell
    alike = np.concatenate([[False], (np.diff(first_slots) == 0) & within[1:] & within[:-1]])
    kept: Ints = corners[~alike]
    return kept


def _flow(programme: LinearProgramme, pool: BreakPool, people: Ints) -> None:
    """Who waits after a place = who waited before + whose window opens - who begins the break."""
    nothing = np.zeros(pool.slots.size)
    rows = programme.constraints(nothing, nothing)
    programme.enter(rows, pool.wait, 1)
    programme.enter(rows, pool.begin, 1)
    programme.enter(rows[1:], pool.wait[:-1], -1)
    if pool.round_trip and rows.size > 1:
        programme.enter(rows[:1], pool.wait[-1:], -1)
    programme.enter(rows[pool.places[:, 0]], people, -1)


def _deadlines(programme: LinearProgramme, pool: BreakPool, people: Ints) -> None:
    """At the last place of a line only those wait whose window opened later."""
    rows = programme.constraints(np.full(people.size, -np.inf), np.zeros(people.size))
    programme.enter(rows, pool.wait[pool.places[:, -1]], 1)
    first, last = pool.places[:, 0], pool.places[:, -1]
    later = first[None, :] - first[:, None]
    until = last - first
    if pool.round_trip:
        later, until = later % pool.slots.size, until % pool.slots.size
    line, still = np.nonzero((later > 0) & (later <= until[:, None]))
    programme.enter(rows[line], people[still], -1)


def away(programme: LinearProgramme, pool: BreakPool, cover: Ints) -> None:
    """Whoever begins a break is missing from the `cover` rows of its cells, as far as it reaches into each."""
    first = pool.slots // pool.cell
    for step in range(-(-pool.pause.length // pool.cell) + 1):
        ends = np.minimum(pool.slots + pool.pause.length, (first + step + 1) * pool.cell)
        overlap = ends - np.maximum(pool.slots, (first + step) * pool.cell)
        at = (first + step) % cover.size if pool.round_trip else first + step
        reaches = (overlap > 0) & (at >= 0) & (at < cover.size)
        programme.enter(cover[at[reaches]], pool.begin[reaches], -overlap[reaches] / pool.cell)
