"""What happened in a simulated day, counted by the interval in which each contact arrived."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, Numbers
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant, service_level


@dataclass(frozen=True, slots=True)
class EndedContact:
    """One attempt of a customer (numbered within the skill): when it came, how long it waited, how it ended.

    `handle_s` is how long it took if it was `answered`, and would have taken if not.
    """

    skill: int
    customer: int
    attempt: int
    arrives_s: float
    wait_s: float
    handle_s: float
    answered: bool


@dataclass(frozen=True)
class DayRecord:
    """Counts of shape (skills, intervals), or their means over replications; times in seconds.

    `redials` are those of `offered` that are second or later attempts. `waits_s` sums the waits of the
    answered. Offered contacts that are neither answered nor abandoned waited for ever for agents who never
    came. `occupancy` is handling time over staffed time of all agents (0 where nobody was staffed).
    """

    offered: FloatArray
    answered: FloatArray
    answered_within: FloatArray
    abandoned: FloatArray
    abandoned_within: FloatArray
    abandoned_short: FloatArray
    redials: FloatArray
    waits_s: FloatArray
    longest_wait_s: FloatArray
    occupancy: float

    def service_level(self, variant: ServiceLevelVariant = ServiceLevelVariant.SL4) -> FloatArray:
        """Per skill and interval."""
        return self._level(variant, lambda counts: counts)

    def service_level_overall(self, variant: ServiceLevelVariant = ServiceLevelVariant.SL4) -> float:
        """Over all skills and intervals, from summed counts (never a mean of percentages)."""
        return float(self._level(variant, np.sum))

    def coarser(self, steps: int) -> "DayRecord":
        """The same day counted by so many intervals at once."""
        columns = {
            name: getattr(self, name).reshape(self.offered.shape[0], -1, steps)
            for name in vars(self)
            if name != "occupancy"
        }
        longest = columns.pop("longest_wait_s").max(axis=2)
        sums = {name: counts.sum(axis=2) for name, counts in columns.items()}
        return DayRecord(**sums, longest_wait_s=longest, occupancy=self.occupancy)

    def of_skill(self, skill: int) -> "DayRecord":
        """The counts of one skill alone; occupancy stays that of all agents."""
        columns = {name: getattr(self, name)[skill : skill + 1] for name in vars(self) if name != "occupancy"}
        return DayRecord(**columns, occupancy=self.occupancy)

    def asa_s(self) -> float:
        """Mean wait of the answered, over everything."""
        answered = float(self.answered.sum())
        return float(self.waits_s.sum()) / answered if answered else 0.0

    def abandonment(self) -> float:
        """Share of all offered contacts that gave up."""
        offered = float(self.offered.sum())
        return float(self.abandoned.sum()) / offered if offered else 0.0

    def _level(self, variant: ServiceLevelVariant, take: Callable[[FloatArray], Numbers]) -> FloatArray:
        return service_level(
            variant,
            offered=take(self.offered),
            answered=take(self.answered),
            answered_within=take(self.answered_within),
            abandoned_within=take(self.abandoned_within),
            abandoned_short=take(self.abandoned_short),
        )


def mean_of(days: Sequence[DayRecord]) -> DayRecord:
    """Means over replications of one plan; the longest wait is the longest of all."""
    columns = {name: [getattr(day, name) for day in days] for name in vars(days[0])}
    longest = np.max(columns.pop("longest_wait_s"), axis=0)
    occupancy = float(np.mean(columns.pop("occupancy")))
    means = {name: np.mean(values, axis=0) for name, values in columns.items()}
    return DayRecord(**means, longest_wait_s=longest, occupancy=occupancy)
