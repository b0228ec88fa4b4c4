"""Required agents of one queue on an even grid of intervals, and the slots that shifts and breaks fall on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, reduce
from math import gcd

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.schedule.refusals import ImpossibleRequirement
from staffing_svc.domain.schedule.rules import DAY_S, ScheduleRules

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
SMALLEST_SLOT_S = 60


@dataclass(frozen=True)
class Requirement:
    """Agents required on `queue` in consecutive intervals of `interval_s` from `starts_at` (naive: wall clock)."""

    queue: str
    starts_at: datetime
    interval_s: int
    agents: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.agents:
            raise ImpossibleRequirement("there is no interval to cover", field="agents")
        if min(self.agents) < 0:
            raise ImpossibleRequirement("required agents cannot be negative", field="agents")
        if not 300 <= self.interval_s <= 3600 or DAY_S % self.interval_s:
            raise ImpossibleRequirement("intervals last 5-60 minutes and divide the day", field="interval_s")

    @property
    def required_hours(self) -> float:
        """Agent hours required."""
        return sum(self.agents) * self.interval_s / 3600


@dataclass(frozen=True)
class Grid:
    """Time in slots: slot 0 is where the requirement begins; negative slots are the evening before."""

    starts_at: datetime
    slot_s: int
    required: Ints
    repeats: bool
    """required (slots,): agents required in each slot."""

    def __len__(self) -> int:
        return int(self.required.size)

    def at(self, slot: int) -> datetime:
        """The local time at which a slot begins."""
        if self.starts_at.tzinfo is None:
            return self.starts_at + timedelta(seconds=slot * self.slot_s)
        absolute = self.starts_at.astimezone(UTC) + timedelta(seconds=slot * self.slot_s)
        return absolute.astimezone(self.starts_at.tzinfo)

    def slot_of(self, at: datetime) -> int:
        """The slot that contains `at`."""
        return int((at - self.starts_at).total_seconds() // self.slot_s)

    @cached_property
    def first_day(self) -> date:
        """The local day on which the requirement begins."""
        return self.starts_at.date()


def grid_for(requirement: Requirement, rules: ScheduleRules) -> Grid:
    """The coarsest grid on which every interval, start and break falls exactly; a minute at the finest."""
    midnight_s = requirement.starts_at.hour * 3600 + requirement.starts_at.minute * 60
    slot_s = reduce(
        gcd, _times_s(rules), gcd(requirement.interval_s, midnight_s, _clock_change_s(requirement))
    )
    if slot_s < SMALLEST_SLOT_S:
        raise ImpossibleRequirement(
            "intervals, shifts and breaks must share a step of whole minutes", field="shift.starts"
        )
    if rules.repeats and len(requirement.agents) * requirement.interval_s % DAY_S:
        raise ImpossibleRequirement("a rota that repeats needs whole days", field="week.repeats")
    required = np.repeat(np.asarray(requirement.agents, dtype=np.int64), requirement.interval_s // slot_s)
    return Grid(requirement.starts_at, slot_s, required, rules.repeats)


def _clock_change_s(requirement: Requirement) -> int:
    """By how much the local clock changes while agents are required (Lord Howe Island: half an hour); else 0."""
    first = requirement.starts_at
    begins, zone = (first.astimezone(UTC), first.tzinfo) if first.tzinfo else (first, None)
    days = len(requirement.agents) * requirement.interval_s // DAY_S + 2
    seen = [(begins + timedelta(days=day)).astimezone(zone).utcoffset() for day in range(-1, days) if zone]
    return reduce(gcd, (int((offset - seen[0]).total_seconds()) for offset in seen if offset and seen[0]), 0)


def _times_s(rules: ScheduleRules) -> list[int]:
    times: list[int] = []
    for shift in rules.shifts:
        times += [shift.length_s, *shift.starts_s]
        for rule in shift.breaks:
            times += [rule.length_s, rule.earliest_s]
            times += [rule.latest_s - rule.earliest_s] if rule.latest_s > rule.earliest_s else []
    return times
