"""What is simulated: the contacts expected per skill and interval, who is there to take them, and breaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray, Numbers
from staffing_svc.domain.erlang.goal import ImpossibleInput, refuse_impossible
from staffing_svc.domain.simulation.durations import Duration, Exponential


@dataclass(frozen=True)
class Redials:
    """Of those who abandon, `share` try again after `delay`, at most `attempts` times in all per customer."""

    share: float
    delay: Duration = field(default_factory=lambda: Exponential(300.0))
    attempts: int = 3


@dataclass(frozen=True)
class SkillLoad:
    """One skill: expected first contacts per interval (Poisson within it), handle time, patience, redials."""

    skill: str
    contacts: FloatArray
    handle: Duration
    patience: Duration
    redials: Redials = field(default_factory=lambda: Redials(0.0))


@dataclass(frozen=True)
class Break:
    """At `start_s` so many `agents` of a group go away for `length_s`, each after the contact in hand."""

    start_s: float
    length_s: float
    agents: int


@dataclass(frozen=True)
class Group:
    """Agents with the same skills, in the order in which they prefer them; `agents` per interval, on shift.

    When a shift ends, agents leave after the contact in hand.
    """

    skills: tuple[str, ...]
    agents: IntArray
    breaks: Sequence[Break] = ()


@dataclass(frozen=True)
class DayPlan:
    """A day, a week or any run of intervals of `interval_s` seconds; the last staff clears the queue."""

    interval_s: float
    loads: Sequence[SkillLoad]
    groups: Sequence[Group]

    @property
    def intervals(self) -> int:
        """Number of intervals."""
        return int(self.loads[0].contacts.size)

    def refuse_impossible(self) -> None:
        """Raise `ImpossibleInput` for negative numbers, unequal lengths and skills that nobody asks for."""
        refuse_impossible("interval_s", self.interval_s, above_zero=True)
        if not self.loads or self.intervals == 0:
            raise ImpossibleInput("There is nothing to simulate: no intervals.", field="contacts")
        known = {load.skill for load in self.loads}
        for load in self.loads:
            refuse_impossible("contacts", load.contacts)
            refuse_impossible("redials", load.redials.share)
            if load.redials.share > 1.0:
                raise ImpossibleInput("The share that redials is between 0 and 1.", field="redials")
            _refuse_length("contacts", load.contacts.size, self.intervals)
        for group in self.groups:
            refuse_impossible("agents", group.agents)
            _refuse_length("agents", group.agents.size, self.intervals)
            if unknown := set(group.skills) - known:
                raise ImpossibleInput(f"No contacts are given for skill {min(unknown)!r}.", field="skills")


def _refuse_length(name: str, length: int, intervals: int) -> None:
    if length != intervals:
        raise ImpossibleInput(f"{name} has {length} intervals where {intervals} are expected.", field=name)


def one_queue(
    contacts: Numbers,
    agents: Numbers,
    *,
    interval_s: float,
    handle: Duration,
    patience: Duration,
    redials: Redials | None = None,
    breaks: Sequence[Break] = (),
) -> DayPlan:
    """The plan of a single queue whose agents all take everything; contacts and agents per interval."""
    volume = np.atleast_1d(np.asarray(contacts, dtype=np.float64))
    staff = np.broadcast_to(np.asarray(agents).astype(np.int64), volume.shape)
    load = SkillLoad("all", volume, handle, patience, redials or Redials(0.0))
    return DayPlan(interval_s, (load,), (Group(("all",), staff, breaks),))
