"""Work that may wait, such as e-mail and back office: a backlog in which each item has a deadline."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import BoolArray, FloatArray, IntArray
from staffing_svc.domain.erlang.goal import ImpossibleInput, refuse_impossible


@dataclass(frozen=True)
class DeferredPlan:
    """Per interval: whole agents, items done, items left at its end. With these agents no item is late."""

    agents: IntArray
    done: FloatArray
    backlog: FloatArray


def deferred_agents(
    contacts: FloatArray,
    aht_s: float,
    interval_s: float,
    deadline_s: float,
    *,
    backlog: float = 0.0,
    open_intervals: BoolArray | None = None,
) -> DeferredPlan:
    """Agents per interval, as even as deadlines allow, so that each item is done `deadline_s` after it
    arrives.

    `contacts` are items arriving per interval, `backlog` items waiting at the start with a full deadline
    before them. Closed intervals do no work and stop the deadline's clock. Items due after the horizon may
    be left over. The plan is the shortest path between work at hand and work due (the "taut string"), so
    its peak is the lowest possible before rounding to whole agents. Raises `ImpossibleInput`, also for a
    deadline below one interval.
    """
    for name, value in (
        ("contacts", contacts),
        ("aht_s", aht_s),
        ("deadline_s", deadline_s),
        ("backlog", backlog),
    ):
        refuse_impossible(name, value)
    refuse_impossible("interval_s", interval_s, above_zero=True)
    if deadline_s < interval_s:
        raise ImpossibleInput("A deadline shorter than an interval is not deferred work.", field="deadline_s")
    works = np.ones(contacts.size, dtype=np.bool_) if open_intervals is None else open_intervals
    per_agent = interval_s / max(aht_s, 1e-9)
    at_hand, due = work_curves(contacts, works, int(deadline_s // interval_s), backlog)
    level = taut_string(due, at_hand)
    done_before, agents, done = 0.0, np.zeros(contacts.size, np.int64), np.zeros(contacts.size)
    for place, interval in enumerate(np.flatnonzero(works)):
        missing = max(level[place] - done_before, 0.0)
        agents[interval] = int(np.ceil(missing / per_agent * (1.0 - 1e-12)))
        done[interval] = min(agents[interval] * per_agent, at_hand[place] - done_before)
        done_before += done[interval]
    return DeferredPlan(agents, done, np.maximum(backlog + np.cumsum(contacts) - np.cumsum(done), 0.0))


def work_curves(
    contacts: FloatArray, works: BoolArray, allowed: int, backlog: float
) -> tuple[FloatArray, FloatArray]:
    """Cumulative items at hand and due by the end of each open interval; `allowed` whole intervals each."""
    arrived = np.cumsum(contacts)[works] + backlog
    due = np.zeros(arrived.size)
    due[allowed - 1 :] = arrived[: max(arrived.size - allowed + 1, 0)]
    return arrived, due


def taut_string(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """The shortest path from 0 between two non-decreasing curves (lower <= upper) to the end of `lower`.

    Of all non-decreasing curves between the two, its largest step is the smallest.
    """
    low, high = np.concatenate(([0.0], lower)), np.concatenate(([0.0], upper))
    high[-1] = low[-1]
    path = np.zeros(low.size)
    at = 0
    while at < low.size - 1:
        at = _straight_part(low, high, path, at)
    return path[1:]


def _straight_part(low: FloatArray, high: FloatArray, path: FloatArray, at: int) -> int:
    """Draw the longest straight line from `at` that stays between the curves; return where it ends."""
    distance = np.arange(1, low.size - at)
    floor = np.maximum.accumulate((low[at + 1 :] - path[at]) / distance)
    ceiling = np.minimum.accumulate((high[at + 1 :] - path[at]) / distance)
    crossed = np.flatnonzero(floor > ceiling + 1e-12)
    last = int(crossed[0]) if crossed.size else distance.size
    rising = bool(crossed.size) and (low[at + 1 + last] - path[at]) / distance[last] > ceiling[last - 1]
    slope = ceiling[last - 1] if rising else floor[last - 1]
    touches = (high if rising else low)[at + 1 : at + 1 + last] - path[at] - slope * distance[:last]
    stop = int(np.flatnonzero(np.abs(touches) <= 1e-9 * max(1.0, abs(path[at]) + high[-1]))[-1]) + 1
    path[at + 1 : at + 1 + stop] = path[at] + slope * distance[:stop]
    return at + stop
