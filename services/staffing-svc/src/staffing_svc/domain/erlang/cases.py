"""Many queue-intervals as flat arrays in units of the handle time, which is all that the formulas see."""

from dataclasses import dataclass
from typing import overload

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray, Numbers
from staffing_svc.domain.erlang.goal import StaffingGoal, refuse_impossible
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant

SHORTEST_PATIENCE = 1e-6
"""Patience is raised to this share of the handle time: zero patience is Erlang B, who must wait is lost."""

LONGEST_PATIENCE = 1e9
"""Patience is cut to this many handle times, where nobody abandons any more in a queue that settles."""


@dataclass(frozen=True)
class Cases:
    """`load` in erlangs; `within` and `short` are T and s over the handle time, `theta` handle time over
    patience.

    `theta` is all zero where callers never lose patience (Erlang C). `aht_s` is 1 where it was given as 0.
    """

    load: FloatArray
    aht_s: FloatArray
    theta: FloatArray
    within: FloatArray
    short: FloatArray
    variant: ServiceLevelVariant

    def take(self, rows: IntArray) -> "Cases":
        """The cases of these rows only."""
        parts = self.load, self.aht_s, self.theta, self.within, self.short
        load, aht_s, theta, within, short = (part[rows] for part in parts)
        return Cases(load, aht_s, theta, within, short, self.variant)


@dataclass(frozen=True)
class Targets:
    """The parts of a goal as flat arrays; None where nothing is asked. `max_asa_s` in seconds."""

    level: FloatArray | None
    max_asa_s: FloatArray | None
    max_lost: FloatArray | None
    max_occupancy: FloatArray | None

    def take(self, rows: IntArray) -> "Targets":
        """The targets of these rows only."""
        parts = (self.level, self.max_asa_s, self.max_lost, self.max_occupancy)
        return Targets(*(None if part is None else part[rows] for part in parts))


@overload
def theta_of(patience: float) -> float: ...
@overload
def theta_of(patience: FloatArray) -> FloatArray: ...
def theta_of(patience: float | FloatArray) -> float | FloatArray:
    """Handle time over patience, from patience in handle times."""
    if isinstance(patience, float):
        return 1.0 / min(max(patience, SHORTEST_PATIENCE), LONGEST_PATIENCE)
    return 1.0 / np.clip(patience, SHORTEST_PATIENCE, LONGEST_PATIENCE)


def refuse_impossible_cases(
    contacts: Numbers,
    aht_s: Numbers,
    interval_s: Numbers,
    patience_s: Numbers | None,
    goal: StaffingGoal,
    agents: Numbers = 0,
) -> None:
    """Raise `ImpossibleInput` for negative or infinite numbers and for an interval of no length."""
    refuse_impossible("contacts", contacts)
    refuse_impossible("aht_s", aht_s)
    refuse_impossible("interval_s", interval_s, above_zero=True)
    refuse_impossible("agents", agents)
    refuse_impossible("within_s", goal.within_s)
    refuse_impossible("short_abandon_s", goal.short_abandon_s)
    if patience_s is not None:
        refuse_impossible("patience_s", patience_s)


def flatten(
    contacts: Numbers,
    aht_s: Numbers,
    interval_s: Numbers,
    patience_s: Numbers | None,
    goal: StaffingGoal,
    agents: Numbers = 0,
) -> tuple[tuple[int, ...], Cases, Targets, FloatArray]:
    """Broadcast everything to one shape: that shape, the cases, the targets and the whole agents, all flat."""
    patience = np.inf if patience_s is None else patience_s
    wishes = (goal.service_level, goal.max_asa_s, goal.max_abandonment, goal.max_occupancy)
    given: tuple[Numbers, ...] = (contacts, aht_s, interval_s, agents, goal.within_s, goal.short_abandon_s)
    present = [wish for wish in wishes if wish is not None]
    wide = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (*given, patience, *present)))
    flat = [np.ascontiguousarray(each).reshape(-1) for each in wide]
    volume, aht, interval, staff, within, short, patient = flat[:7]
    handle = np.where(aht > 0, aht, 1.0)
    theta = np.where(np.isinf(patient), 0.0, theta_of(patient / handle))
    cases = Cases(volume * aht / interval, handle, theta, within / handle, short / handle, goal.variant)
    rest = iter(flat[7:])
    targets = Targets(*(None if wish is None else next(rest) for wish in wishes))
    return wide[0].shape, cases, targets, np.floor(staff)
