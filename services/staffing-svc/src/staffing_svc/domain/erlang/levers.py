"""The intraday levers of a supervisor, each as the change it makes to the rest of a queue's day."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from staffing_svc.domain.erlang.arrays import BoolArray, FloatArray
from staffing_svc.domain.erlang.goal import ImpossibleInput, refuse_impossible


@dataclass(frozen=True)
class RestOfDay:
    """A queue from now on: expected contacts and agents per interval, shape (intervals,); times in seconds.

    `callbacks` are contacts that agents call back: they take an agent but nobody waits in the queue for them.
    `unresolved` counts contacts that a lever turned away without solving them.
    """

    contacts: FloatArray
    agents: FloatArray
    aht_s: float
    interval_s: float
    patience_s: float
    in_system: int = 0
    callbacks: float = 0.0
    unresolved: float = 0.0


class Lever(Protocol):
    """Something a supervisor can do now; `pull` gives the day that follows."""

    def pull(self, day: RestOfDay) -> RestOfDay: ...


@dataclass(frozen=True)
class Overtime:
    """`agents` more in the intervals `when`."""

    agents: float
    when: BoolArray

    def pull(self, day: RestOfDay) -> RestOfDay:
        """The day with the extra agents."""
        refuse_impossible("agents", self.agents)
        return replace(day, agents=day.agents + np.where(_when(self.when, day), self.agents, 0.0))


@dataclass(frozen=True)
class CancelTraining:
    """The agents who sat in training or briefings, per interval, take contacts instead."""

    in_training: FloatArray

    def pull(self, day: RestOfDay) -> RestOfDay:
        """The day with those agents back."""
        refuse_impossible("in_training", self.in_training)
        return replace(day, agents=day.agents + self.in_training)


@dataclass(frozen=True)
class Overflow:
    """A share of contacts goes to another team in the intervals `when`, which loses `lost_there` of them."""

    share: float
    when: BoolArray
    lost_there: float = 0.0

    def pull(self, day: RestOfDay) -> RestOfDay:
        """The day with fewer contacts here."""
        moved = day.contacts * np.where(_when(self.when, day), _share("share", self.share), 0.0)
        lost = float(moved.sum()) * _share("lost_there", self.lost_there)
        return replace(day, contacts=day.contacts - moved, unresolved=day.unresolved + lost)


@dataclass(frozen=True)
class Deflection:
    """A message names the cause and a way to help oneself: `share` leave, `resolved` of these need no agent.

    Of the others `calls_again` come back, spread evenly over the next `later_intervals`.
    """

    share: float
    resolved: float
    when: BoolArray
    calls_again: float = 0.5
    later_intervals: int = 4

    def pull(self, day: RestOfDay) -> RestOfDay:
        """The day with the message playing."""
        gone = day.contacts * np.where(_when(self.when, day), _share("share", self.share), 0.0)
        unsolved = gone * (1.0 - _share("resolved", self.resolved))
        back = _later(unsolved * _share("calls_again", self.calls_again), self.later_intervals)
        lost = float(unsolved.sum()) * (1.0 - self.calls_again)
        return replace(day, contacts=day.contacts - gone + back, unresolved=day.unresolved + lost)


@dataclass(frozen=True)
class Callback:
    """`share` of the contacts in the intervals `when` accept to be called back in the intervals
    `answered_in`.

    Calling back takes agents out of the queue for the handle time; `not_reached` of the customers do not
    pick up, and whom nobody has time to call back is lost too.
    """

    share: float
    when: BoolArray
    answered_in: BoolArray
    not_reached: float = 0.1

    def pull(self, day: RestOfDay) -> RestOfDay:
        """The day with callbacks promised and kept."""
        later = _when(self.answered_in, day)
        if not later.any():
            raise ImpossibleInput("Callbacks need at least one interval to be kept in.", field="answered_in")
        promised = day.contacts * np.where(_when(self.when, day), _share("share", self.share), 0.0)
        total = float(promised.sum())
        spare = np.where(later, np.maximum(day.agents - day.contacts * day.aht_s / day.interval_s, 0.1), 0.0)
        busy = np.cumsum(total * day.aht_s / day.interval_s * spare / spare.sum())
        wanted = np.diff(np.round(busy), prepend=0.0)
        calling = np.minimum(wanted, np.floor(day.agents))
        not_called = float((wanted - calling).sum()) * day.interval_s / day.aht_s
        kept = total - min(not_called, total)
        missed = total - (1.0 - _share("not_reached", self.not_reached)) * kept
        return replace(
            day,
            contacts=day.contacts - promised,
            agents=day.agents - calling,
            callbacks=day.callbacks + kept,
            unresolved=day.unresolved + missed,
        )


def _when(chosen: BoolArray, day: RestOfDay) -> BoolArray:
    return np.broadcast_to(np.asarray(chosen, dtype=np.bool_), day.contacts.shape)


def _share(name: str, value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise ImpossibleInput(f"{name} must be a share between 0 and 1.", field=name)
    return value


def _later(contacts: FloatArray, intervals: int) -> FloatArray:
    """Spread evenly over the next `intervals`; what falls past the day's end comes in its last one."""
    back = np.zeros(contacts.size)
    for ahead in range(1, intervals + 1):
        places = np.minimum(np.arange(contacts.size) + ahead, contacts.size - 1)
        np.add.at(back, places, contacts / intervals)
    return back
