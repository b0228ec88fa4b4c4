"""Required people of a queue whose contacts may wait: from its backlog and deadline, not from Erlang."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.erlang.deferred import deferred_agents
from staffing_svc.domain.erlang.shrinkage import with_shrinkage
from staffing_svc.domain.erlang.worked_off import WorkedOff, worked_off
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers


@dataclass(frozen=True, eq=False)
class DeferredWork:
    """A stretch of `count` intervals from `first` on, with what has to be done before and after it.

    Arrays [m] over the wider grid: contacts, their handle time, and whether the queue is worked on. What is left
    of the day before is part of a day's work, and what comes after its end decides what may be left over.
    """

    queue: Queue
    interval_s: int
    contacts: Numbers
    handle_s: Numbers
    works: NDArray[np.bool_]
    first: int
    count: int

    @cached_property
    def required(self) -> Numbers:
        """People to schedule [count], shrinkage included: as few and as even as the deadline allows."""
        return self._inside(self._required)

    def with_people(self, people: Numbers) -> WorkedOff:
        """What becomes of the work of the stretch when so many people [count] are scheduled in it.

        Before it, the required ones are taken to be there.
        """
        everybody = self._required.copy()
        everybody[self.first : self.first + self.count] = people
        found = worked_off(
            self.contacts,
            self.handle_s,
            everybody * (1.0 - self.queue.shrinkage_share) * self._busy_s,
            allowed=self._allowed,
            works=self.works,
        )
        return WorkedOff(*(self._inside(each) for each in vars(found).values()))

    @cached_property
    def _required(self) -> Numbers:
        agents = deferred_agents(
            self.contacts * self.handle_s,
            1.0,
            self._busy_s,
            self._allowed * self._busy_s,
            open_intervals=self.works,
        ).agents
        return np.ceil(with_shrinkage(agents, self.queue.shrinkage_share) - 1e-9) + 0.0

    @property
    def _busy_s(self) -> float:
        """Seconds of an interval that an agent may be busy."""
        return self.interval_s * self.queue.promise.max_occupancy_share

    @property
    def _allowed(self) -> int:
        deadline_s = self.queue.deferred.deadline_s if self.queue.deferred else self.interval_s
        return max(int(deadline_s // self.interval_s), 1)

    def _inside(self, values: Numbers) -> Numbers:
        return values[self.first : self.first + self.count]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a deferred queue has to do `before` and `after` a stretch of time, contacts per interval.

    `works` covers all three. `counted` is what somebody counted as waiting, and in which interval of all: it stands
    for everything that came before.
    """

    before: Numbers
    after: Numbers
    works: NDArray[np.bool_]
    counted: tuple[int, float] | None = None

    def around(self, queue: Queue, interval_s: int, contacts: Numbers, handle_s: Numbers) -> DeferredWork:
        """The work of the stretch with these contacts [count] of these handle times."""
        everything = np.concatenate([self.before, contacts, self.after])
        usual = [np.full(part.size, queue.handle_s) for part in (self.before, self.after)]
        if self.counted is not None:
            at, waiting = self.counted
            everything[:at] = 0.0
            everything[at] += waiting
        return DeferredWork(
            queue=queue,
            interval_s=interval_s,
            contacts=everything,
            handle_s=np.concatenate([usual[0], handle_s, usual[1]]),
            works=self.works,
            first=self.before.size,
            count=contacts.size,
        )


def notes_on(work: DeferredWork, people: Numbers) -> tuple[str, ...]:
    """What a plan says of a deferred queue: the rule it was made by, and what these people [count] leave late."""
    hours = (work.queue.deferred.deadline_s if work.queue.deferred else 0.0) / 3600
    notes = [f"Its contacts may wait {hours:g} working hours: people are those who do all of them in time."]
    last = work.first + work.count
    if work.contacts[work.first : last].any() and not work.works[work.first :].any():
        return (*notes, "Nobody works on this queue from then on: what comes is left over.")
    late = float(work.with_people(people).late.sum())
    if late >= 0.5:
        notes.append(f"With the people scheduled, {late:,.0f} contacts are late.")
    return tuple(notes)
