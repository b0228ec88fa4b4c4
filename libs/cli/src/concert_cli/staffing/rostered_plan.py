"""Turns shifts into who is there to take contacts, on the clock of a file of contacts by interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
import typer
from staffing_svc.domain.erlang.arrays import FloatArray
from staffing_svc.domain.schedule import Shift
from staffing_svc.domain.schedule.shift import instant_s
from staffing_svc.domain.simulation import Break, Group

from concert_cli.staffing.plan_file import QueuePlan, start_times
from concert_cli.staffing.shifts_file import PlannedShift

Skills = Mapping[str, Sequence[str]]
"""The queues each person can take; somebody who is not in it takes those of their shift alone."""


@dataclass(frozen=True)
class Rostered:
    """Contacts (per queue) and groups on steps of `step_s`; `intervals` are the places of the file's intervals."""

    step_s: float
    steps_per_interval: int
    contacts: list[FloatArray]
    groups: list[Group]
    intervals: list[int]

    def agents(self, queue: str) -> FloatArray:
        """Mean agents on shift whose first queue it is, breaks not taken off, in each interval of the file."""
        own = [group.agents for group in self.groups if group.skills[0] == queue]
        present = np.sum(own, axis=0) if own else np.zeros(self.contacts[0].size)
        by_interval: FloatArray = present.reshape(-1, self.steps_per_interval).mean(axis=1)
        return by_interval[self.intervals]


def rostered(
    queues: Sequence[QueuePlan], planned: Sequence[PlannedShift], interval_s: float, skills: Skills
) -> Rostered:
    """Shifts may begin, end and pause between two intervals, so both are laid on their greatest common step.

    Intervals that the file leaves out have no contacts.
    """
    times = start_times(queues[0].starts)
    if any(start_times(queue.starts) != times for queue in queues):
        raise typer.BadParameter("every queue needs the same starts.", param_hint="--file")
    first_s = times[0]
    places = [round((at - first_s) / interval_s) for at in times]
    edges = [round(edge - first_s) for one in planned for edge in _edges(one.shift)]
    step_s = reduce(gcd, edges, round(interval_s))
    per_interval = round(interval_s) // step_s
    steps = (max(places) + 1) * per_interval
    contacts = [_spread(queue.contacts, places, per_interval, steps) for queue in queues]
    return Rostered(step_s, per_interval, contacts, _groups(planned, skills, first_s, step_s, steps), places)


def _edges(shift: Shift) -> tuple[float, float]:
    return instant_s(shift.starts_at), instant_s(shift.ends_at)


def _spread(contacts: FloatArray, places: Sequence[int], per_interval: int, steps: int) -> FloatArray:
    by_interval = np.zeros(steps // per_interval)
    by_interval[list(places)] = contacts
    return np.repeat(by_interval / per_interval, per_interval)


def _groups(
    planned: Sequence[PlannedShift], skills: Skills, first_s: float, step_s: int, steps: int
) -> list[Group]:
    """People who take the same queues in the same order, their own shift's queue first."""
    alike: dict[tuple[str, ...], list[Shift]] = {}
    for one in planned:
        own = one.shift.queue
        others = [skill for skill in skills.get(one.person, ()) if skill != own]
        alike.setdefault((own, *others), []).append(one.shift)
    return [_group(queues, shifts, first_s, step_s, steps) for queues, shifts in alike.items()]


def _group(
    queues: tuple[str, ...], shifts: Sequence[Shift], first_s: float, step_s: int, steps: int
) -> Group:
    change = np.zeros(steps + 1, dtype=np.int64)
    breaks: list[Break] = []
    for shift in shifts:
        begins, ends = (min(max(round((at - first_s) / step_s), 0), steps) for at in _edges(shift))
        change[begins] += 1
        change[ends] -= 1
        for pause in shift.breaks:
            start_s, end_s = instant_s(pause.starts_at) - first_s, instant_s(pause.ends_at) - first_s
            if end_s > 0 and start_s < steps * step_s:
                breaks.append(Break(max(start_s, 0.0), end_s - max(start_s, 0.0), 1))
    return Group(queues, np.cumsum(change[:-1]), breaks)
