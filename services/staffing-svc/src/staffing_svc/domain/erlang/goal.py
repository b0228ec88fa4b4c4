"""What a queue must achieve, and the refusal of goals that no finite staff can reach."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from concert_contracts.refusal import Refusal

from staffing_svc.domain.erlang.arrays import Numbers
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant

TIE = 1e-9
"""A goal counts as met from this much below it, so that equal numbers computed in two ways agree."""


class StaffingModel(StrEnum):
    """Erlang A (callers lose patience, the default) or Erlang C (callers wait for ever: "conservative")."""

    ERLANG_A = "a"
    ERLANG_C = "c"


class GoalNotReachable(Refusal):
    """No finite number of agents reaches the goal: 100 % within any time, no abandonment, no wait at all."""

    code = "goal-not-reachable"
    status = 409


class ImpossibleGoal(Refusal):
    """The goal is not a goal: a share outside 0..1, a negative time, or nothing asked for."""

    code = "impossible-goal"
    status = 422


class PatienceMissing(Refusal):
    """Erlang A was asked for without the mean patience of callers."""

    code = "patience-missing"
    status = 422


class ImpossibleInput(Refusal):
    """A number that no contact centre has: negative, not finite, or an interval without length."""

    code = "impossible-input"
    status = 422


@dataclass(frozen=True)
class StaffingGoal:
    """What is promised for an interval; every number may be an array that broadcasts with the cases.

    `service_level` (share 0..1) is judged within `within_s` seconds in `variant`; `max_asa_s` caps the mean
    wait of answered contacts, `max_abandonment` the share that abandons, `max_occupancy` the share of
    logged-in time spent handling. None asks for nothing. `short_abandon_s` is the threshold s of variant SL5.
    """

    service_level: Numbers | None = 0.8
    within_s: Numbers = 20.0
    variant: ServiceLevelVariant = ServiceLevelVariant.SL4
    max_asa_s: Numbers | None = None
    max_abandonment: Numbers | None = None
    max_occupancy: Numbers | None = None
    short_abandon_s: Numbers = 5.0


def refuse_unreachable(goal: StaffingGoal, model: StaffingModel) -> None:
    """Raise `ImpossibleGoal` for what is not a goal, `GoalNotReachable` for what no finite staff reaches."""
    _refuse_outside(goal.service_level, "service_level", 0.0, 1.0)
    _refuse_outside(goal.within_s, "within_s", 0.0, math.inf)
    _refuse_outside(goal.max_asa_s, "max_asa_s", 0.0, math.inf)
    _refuse_outside(goal.max_abandonment, "max_abandonment", 0.0, 1.0)
    _refuse_outside(goal.max_occupancy, "max_occupancy", 0.0, 1.0)
    _refuse_outside(goal.short_abandon_s, "short_abandon_s", 0.0, math.inf)
    wishes = (goal.service_level, goal.max_asa_s, goal.max_abandonment, goal.max_occupancy)
    if all(wish is None for wish in wishes):
        raise ImpossibleGoal("The goal asks for nothing: give a service level or a cap.", field="goal")
    if goal.service_level is not None and not _between(goal.service_level, 0.0, 1.0 - TIE):
        raise GoalNotReachable(
            "A service level of 100 % has no finite answer: ask for less, for example 0.99.",
            field="service_level",
        )
    if goal.max_asa_s is not None and not np.all(goal.max_asa_s):
        raise GoalNotReachable("No finite staff answers with no wait at all.", field="max_asa_s")
    if goal.max_occupancy is not None and not np.all(goal.max_occupancy):
        raise GoalNotReachable("An occupancy of 0 has no finite answer.", field="max_occupancy")
    never_lost = goal.max_abandonment is not None and not np.all(goal.max_abandonment)
    if never_lost and model is StaffingModel.ERLANG_A:
        raise GoalNotReachable(
            "No finite staff loses nobody: ask for 0.001 or more.", field="max_abandonment"
        )


def refuse_impossible(name: str, value: Numbers, *, above_zero: bool = False) -> None:
    """Raise `ImpossibleInput` unless all values are finite and not negative (or above zero where asked)."""
    if not _between(value, 0.0, math.inf):
        raise ImpossibleInput(f"{name} must be a finite number of 0 or more.", field=name)
    if above_zero and not np.all(value):
        raise ImpossibleInput(f"{name} must be above 0.", field=name)


def _refuse_outside(value: Numbers | None, name: str, low: float, high: float) -> None:
    if value is None or _between(value, low, high):
        return
    bounds = f"between {low:g} and {high:g}" if math.isfinite(high) else f"a finite number of {low:g} or more"
    raise ImpossibleGoal(f"{name} must be {bounds}.", field=name)


def _between(value: Numbers, low: float, high: float) -> bool:
    if isinstance(value, (int, float)):
        return math.isfinite(value) and low <= value <= high
    numbers = np.asarray(value, dtype=np.float64)
    return bool(np.all(np.isfinite(numbers) & (numbers >= low) & (numbers <= high)))
