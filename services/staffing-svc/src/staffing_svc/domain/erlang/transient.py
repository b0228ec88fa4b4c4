"""M(t)/M/n(t)+M through a day: after a surge the stationary formulas are too kind, for its queue remains."""

from dataclasses import dataclass

import numpy as np
from concert_contracts.refusal import Refusal

from staffing_svc.domain.erlang.arrays import FloatArray, Numbers
from staffing_svc.domain.erlang.goal import ImpossibleInput, refuse_impossible
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant, service_level
from staffing_svc.domain.erlang.uniformization import Position, advance, fate_of_waiting

_SPREAD = 8.0
MOST_WORK = 1e9
"""States times jumps; as many take about five seconds of one core."""


class TooLargeToFollow(Refusal):
    """The queue has so many agents or waiting contacts that following it contact by contact takes too long."""

    code = "too-large-to-follow"
    status = 409


@dataclass(frozen=True)
class Course:
    """Expected counts per interval, shape (intervals,) or (scenarios, intervals).

    `answered_within` and `abandoned_within` are of the contacts that arrive in the interval; `abandoned`
    are those that give up in it; `waiting_at_end` is the expected queue when it ends.
    """

    offered: FloatArray
    abandoned: FloatArray
    answered_within: FloatArray
    abandoned_within: FloatArray
    occupancy: FloatArray
    waiting_at_end: FloatArray

    def scenario(self, index: int) -> "Course":
        """One scenario of several."""
        return Course(*(part[index] for part in vars(self).values()))

    def service_level(self, variant: ServiceLevelVariant = ServiceLevelVariant.SL4) -> FloatArray:
        """Per interval, in this variant; SL5 counts abandons within T as the short ones."""
        return service_level(
            variant,
            offered=self.offered,
            answered=self.offered - self.abandoned,
            answered_within=self.answered_within,
            abandoned_within=self.abandoned_within,
            abandoned_short=self.abandoned_within,
        )


def course_of(
    contacts: Numbers,
    agents: Numbers,
    *,
    aht_s: float,
    interval_s: float,
    patience_s: float,
    within_s: float = 20.0,
    in_system: int = 0,
) -> Course:
    """Follow the queue through consecutive intervals of constant arrival rate and staff, starting with
    `in_system`.

    `contacts` and `agents` have shape (intervals,) or (scenarios, intervals) and broadcast. Exact for
    exponential handle times and patience (uniformization, Jensen 1953), but for contacts whose T seconds
    span two intervals. When staff is cut, contacts being handled beyond the new number wait again. Cost
    grows with the square of the load; meant for up to about 300 erlangs. Raises `ImpossibleInput`,
    `TooLargeToFollow`.
    """
    for name, value in (
        ("contacts", contacts),
        ("agents", agents),
        ("within_s", within_s),
        ("in_system", in_system),
    ):
        refuse_impossible(name, value)
    for name, value in (("aht_s", aht_s), ("interval_s", interval_s), ("patience_s", patience_s)):
        refuse_impossible(name, value, above_zero=True)
    volume, staff = np.broadcast_arrays(
        np.asarray(contacts, np.float64), np.floor(np.asarray(agents, np.float64))
    )
    if volume.ndim not in (1, 2):
        raise ImpossibleInput(
            "contacts must have shape (intervals,) or (scenarios, intervals).", field="contacts"
        )
    flat = volume.ndim == 1
    volume, staff = np.atleast_2d(volume), np.atleast_2d(staff)
    arrival, leave, give_up = volume / interval_s, 1.0 / aht_s, 1.0 / patience_s
    states = _states_needed(volume, arrival, staff, leave, give_up, in_system)
    _refuse_too_large(states, arrival, staff, leave, give_up, interval_s)
    now = np.zeros((volume.shape[0], states))
    now[:, in_system] = 1.0
    columns = []
    for index in range(volume.shape[1]):
        position = Position(arrival[:, index], staff[:, index], leave, give_up)
        mean, now = advance(now, position, interval_s)
        columns.append(_interval(position, mean, now, interval_s, within_s))
    table = [np.stack(column, axis=-1) for column in zip(*columns, strict=True)]
    return Course(*(part[0] if flat else part for part in table))


def _refuse_too_large(
    states: int, arrival: FloatArray, staff: FloatArray, leave: float, give_up: float, interval_s: float
) -> None:
    """A jump of the chain touches every state, and there are as many jumps as things can happen in the fullest."""
    waiting = np.maximum(states - staff, 0.0)
    jumps = float((arrival + staff * leave + waiting * give_up).max()) * interval_s * arrival.shape[1]
    if jumps * states * arrival.shape[0] > MOST_WORK:
        busiest = float(arrival.max()) / leave
        raise TooLargeToFollow(
            f"{busiest:,.0f} erlangs and up to {states:,} contacts at once are too many to follow through "
            f"{arrival.shape[1]} intervals: ask for a shorter time, or for a part of the queue",
            field="in_system" if states > 2 * max(busiest, float(staff.max())) + 1000 else "contacts",
        )


def _states_needed(
    volume: FloatArray, arrival: FloatArray, staff: FloatArray, leave: float, give_up: float, in_system: int
) -> int:
    """Enough states that the probability of more contacts in the system than that is negligible."""
    busiest = float(arrival.max())
    excess = float(np.maximum(arrival - staff * leave, 0.0).max()) / give_up
    waiting = excess + _SPREAD * (busiest / min(give_up, leave)) ** 0.5 + 20.0
    everyone = float(volume.sum(axis=1).max())
    waiting = min(waiting, everyone + _SPREAD * everyone**0.5 + 20.0)
    return int(max(staff.max(), busiest / leave, in_system) + waiting) + in_system + 2


def _interval(
    position: Position, mean: FloatArray, end: FloatArray, interval_s: float, within_s: float
) -> tuple[FloatArray, ...]:
    """The counts of one interval from its mean and final state probabilities, each of shape (scenarios,)."""
    inside = np.arange(mean.shape[1])
    staff = position.staff[:, None]
    waiting = np.maximum(inside - staff, 0.0)
    busy = (mean * np.minimum(inside, staff)).sum(axis=1)
    offered = position.arrival * interval_s
    answered, gone = np.empty(mean.shape), np.empty(mean.shape)
    for row, agents in enumerate(position.staff):
        answered[row], gone[row] = fate_of_waiting(mean.shape[1], int(agents), position, within_s)
    return (
        offered,
        position.give_up * (mean * waiting).sum(axis=1) * interval_s,
        offered * (mean * answered).sum(axis=1),
        offered * (mean * gone).sum(axis=1),
        busy / np.maximum(position.staff, 1.0),
        (end * waiting).sum(axis=1),
    )
