"""Breaks in the relaxation, pooled: who waits for a break and who begins one, slot by slot and not shift by shift.

Every shift of a kind waits equally long for its break. So whoever came first may go first, and it is enough to know
per slot how many begin a break: the pool has as many variables as slots where shift by shift takes as many as choices.
"""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.schedule.linear_solver import LinearProgramme
from staffing_svc.domain.schedule.lines import BreakSlots, Lines
from staffing_svc.domain.schedule.requirement import Floats, Grid, Ints


@dataclass(frozen=True)
class BreakPool:
    """One break of one kind: the slots (m,) at which it may begin, and the variables of those slots."""

    pause: BreakSlots
    opens: Ints
    """Where the window of each line opens (n,), on the grid of a rota if it repeats."""
    slots: Ints
    begin: Ints
    wait: Ints
    round_trip: int
    """Slots of a rota that repeats, else 0."""

    def shared_out(self, people: Floats, values: Floats) -> Floats:
        """The breaks begun, given back to the lines (n,) first come, first served; shape (n, choices)."""
        order = np.argsort(self.opens, kind="stable")
        entered = np.concatenate([[0.0], np.cumsum(people[order])])
        begun = np.concatenate([[0.0], np.cumsum(values[self.begin])])
        turned = self._waiting_at_the_turn(values)
        at = self._places(self.opens[order][:, None] + np.arange(self.pause.choices))
        shares = np.zeros((people.size, self.pause.choices))
        for offset in (turned, turned - begun[-1]) if self.round_trip else (0.0,):
            low = np.maximum(entered[:-1, None] + offset, begun[at])
            high = np.minimum(entered[1:, None] + offset, begun[at + 1])
            shares[order] += np.maximum(high - low, 0.0)
        return shares

    def _waiting_at_the_turn(self, values: Floats) -> float:
        """In a rota, those who entered before its end and pause after its beginning."""
        turns = self.round_trip and self.slots[-1] == self.round_trip - 1
        return float(values[self.wait[-1]]) if turns else 0.0

    def _places(self, slots: Ints) -> Ints:
        wrapped = slots % self.round_trip if self.round_trip else slots
        return np.searchsorted(self.slots, wrapped)


def pooled(programme: LinearProgramme, kind: Lines, people: Ints, pause: BreakSlots, grid: Grid) -> BreakPool:
    """Adds the pool of one break: `people` are the variables of the kind's lines (n,)."""
    round_trip = len(grid) if grid.repeats else 0
    opens = kind.starts + pause.earliest
    opens = opens % round_trip if round_trip else opens
    windows = opens[:, None] + np.arange(pause.choices)
    slots = np.unique(windows % round_trip if round_trip else windows)
    free = np.zeros(slots.size)
    pool = BreakPool(pause, opens, slots, programme.variables(free), programme.variables(free), round_trip)
    _flow(programme, pool, people)
    _deadlines(programme, pool, people)
    return pool


def _flow(programme: LinearProgramme, pool: BreakPool, people: Ints) -> None:
    """Who waits after a slot = who waited before + whose window opens - who begins the break."""
    slots = pool.slots
    nothing = np.zeros(slots.size)
    rows = programme.constraints(nothing, nothing)
    programme.enter(rows, pool.wait, 1)
    programme.enter(rows, pool.begin, 1)
    before = (slots - 1) % pool.round_trip if pool.round_trip else slots - 1
    at = np.minimum(np.searchsorted(slots, before), slots.size - 1)
    follows = (slots[at] == before) & (at != np.arange(slots.size))
    programme.enter(rows[follows], pool.wait[at[follows]], -1)
    programme.enter(rows[np.searchsorted(slots, pool.opens)], people, -1)


def _deadlines(programme: LinearProgramme, pool: BreakPool, people: Ints) -> None:
    """When the window of a line closes, only those wait whose window opened later."""
    lines = people.size
    rows = programme.constraints(np.full(lines, -np.inf), np.zeros(lines))
    closes = pool.opens + pool.pause.choices - 1
    at = np.searchsorted(pool.slots, closes % pool.round_trip if pool.round_trip else closes)
    programme.enter(rows, pool.wait[at], 1)
    later = pool.opens[None, :] - pool.opens[:, None]
    later = later % pool.round_trip if pool.round_trip else later
    line, still = np.nonzero((later > 0) & (later < pool.pause.choices))
    programme.enter(rows[line], people[still], -1)


def away(programme: LinearProgramme, pool: BreakPool, cover: Ints) -> None:
    """Whoever begins a break is missing from the `cover` rows (slots,) of as many slots as it lasts."""
    slots = pool.slots[:, None] + np.arange(pool.pause.length)
    slots = slots % pool.round_trip if pool.round_trip else slots
    begin, place = np.nonzero((slots >= 0) & (slots < cover.size))
    programme.enter(cover[slots[begin, place]], pool.begin[begin], -1)
