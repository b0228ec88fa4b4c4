"""The service-cost frontier of a queue: what people buy, where that is cheapest, and where it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import Numbers
from staffing_svc.domain.layers.situation import Change, Outcome, Situation
from staffing_svc.domain.layers.what_if import frontier

USUAL_FACTORS = tuple(round(0.5 + 0.05 * step, 2) for step in range(21))
"""From half to one and a half times the required people."""
_SAME = 1e-6


@dataclass(frozen=True)
class FrontierPoint:
    """What comes of `staff_factor` times the people of the situation."""

    staff_factor: float
    outcome: Outcome
    meets_goal: bool


@dataclass(frozen=True)
class Frontier:
    """Points from few people to many.

    `cheapest` has the least staff cost and lost value together; None where an hour of staff or a contact has no
    price, for then the answer would be as many or as few as were asked about. `enough` is the first that meets the
    goal over the whole stretch.
    """

    points: tuple[FrontierPoint, ...]
    cheapest: FrontierPoint | None
    enough: FrontierPoint | None


def frontier_of(situation: Situation, factors: Sequence[float], change: Change | None = None) -> Frontier:
    """At each staffing factor, in rising order."""
    rising = sorted(set(factors))
    outcomes = frontier(situation, np.array(rising), change or Change())
    points = tuple(
        FrontierPoint(factor, outcome, meets_goal(situation, outcome))
        for factor, outcome in zip(rising, outcomes, strict=True)
    )
    priced = situation.agent_cost_minor > 0 and situation.contact_value_minor > 0
    weighed = points if priced and situation.waiting is None else ()
    return Frontier(
        points=points,
        cheapest=min(weighed, key=lambda point: point.outcome.total_minor, default=None),
        enough=next((point for point in points if point.meets_goal), None),
    )


def meets_goal(situation: Situation, outcome: Outcome) -> bool:
    """Whether the stretch as a whole keeps the goal: nothing late where contacts may wait, else level and caps."""
    if situation.waiting is not None:
        return outcome.late < 0.5
    goal = situation.goal
    return (
        outcome.service_level >= _limit(goal.service_level, 0.0) - _SAME
        and outcome.abandonment <= _limit(goal.max_abandonment, 1.0) + _SAME
        and outcome.occupancy <= _limit(goal.max_occupancy, 1.0) + _SAME
    )


def _limit(given: Numbers | None, nothing_asked: float) -> float:
    return nothing_asked if given is None else float(np.asarray(given))
