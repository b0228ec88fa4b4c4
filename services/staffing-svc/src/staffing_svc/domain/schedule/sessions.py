"""Places training and briefing sessions where coverage allows, and says what is left of it."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.schedule.refusals import ImpossibleWindow
from staffing_svc.domain.schedule.requirement import Floats


@dataclass(frozen=True)
class PlacedSession:
    """`people` sit in a session from interval `first`, for `length` intervals."""

    first: int
    length: int
    people: int


@dataclass(frozen=True)
class SessionPlan:
    """Where the sessions are, the net staffing (intervals,) left, and for how many no place was found."""

    sessions: tuple[PlacedSession, ...]
    net: Floats
    unplaced_people: int


@dataclass(frozen=True)
class HarmfulPlace:
    """Where one more session of `seats` would leave the fewest agent intervals missing, and how many those are."""

    first: int
    seats: int
    missing: float


def place_sessions(
    required: Floats,
    scheduled: Floats,
    *,
    length: int,
    people: int,
    group: int,
    window: tuple[int, int],
    spare: float = 0.0,
    fewest: int = 1,
) -> SessionPlan:
    """Times for sessions of `length` intervals until all `people` have sat in one, at most `group` at once.

    No session is held for fewer than `fewest`, but for the last ones left.
    `required` and `scheduled` (intervals,) are agents; sessions lie in intervals window[0] to window[1] - 1 and
    leave net staffing (scheduled - required) of at least `spare` in each of them. The place with the highest
    lowest net staffing is taken first, the earliest of equals. Who finds no place is counted, never squeezed
    in. Raises ImpossibleWindow.
    """
    first, last = window
    if required.shape != scheduled.shape or not 0 <= first < last <= required.size:
        raise ImpossibleWindow("the window must lie within the intervals", field="window")
    if length < 1 or length > last - first or people < 0 or group < 1:
        raise ImpossibleWindow("a session must fit its window and seat somebody", field="length")
    net = np.asarray(scheduled - required, dtype=np.float64).copy()
    placed: list[PlacedSession] = []
    while people > 0:
        lowest = np.lib.stride_tricks.sliding_window_view(net[first:last], length).min(axis=1)
        best = int(np.argmax(lowest))
        seats = min(people, group, int(np.floor(lowest[best] - spare + 1e-9)))
        if seats < min(max(fewest, 1), people):
            break
        net[first + best : first + best + length] -= seats
        placed.append(PlacedSession(first + best, length, seats))
        people -= seats
    return SessionPlan(tuple(sorted(placed, key=lambda one: one.first)), net, people)


def least_harmful(
    required: Floats, scheduled: Floats, *, length: int, seats: int, window: tuple[int, int]
) -> HarmfulPlace | None:
    """The place for a session that no place has room for, where at least `seats` people are at work; or None.

    `missing` counts the agents (times intervals) by which it widens or opens gaps; the earliest of equals.
    """
    first, last = window
    starts = np.arange(first, last - length + 1)
    spare = np.asarray(scheduled - required, dtype=np.float64)
    harm = np.maximum(seats - np.maximum(spare, 0.0), 0.0)
    total = np.concatenate([[0.0], np.cumsum(harm)])
    missing = total[starts + length] - total[starts]
    there = np.lib.stride_tricks.sliding_window_view(scheduled[first:last], length).min(axis=1) >= seats
    if not there.any():
        return None
    best = int(np.argmin(np.where(there, missing, np.inf)))
    return HarmfulPlace(first + best, seats, float(missing[best]))
