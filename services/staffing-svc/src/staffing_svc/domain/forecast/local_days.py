"""A history as wall-clock days by slots of the day, the shape in which the forecast thinks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from staffing_svc.domain.forecast.history import (
    DAY_S,
    FloatArray,
    History,
    IntArray,
    local_seconds,
)


@dataclass(frozen=True, eq=False)
class LocalDays:
    """Offered contacts by local day and slot, shape [days, slots]; NaN for gaps and the skipped hour.

    `first_day` counts local days since 1970-01-01. The repeated hour of autumn holds the mean of both.
    """

    first_day: int
    interval_s: int
    offered: FloatArray

    @property
    def days(self) -> IntArray:
        """Local day numbers, shape [days]."""
        return np.arange(self.first_day, self.first_day + self.offered.shape[0])

    @property
    def slots(self) -> int:
        """Slots in a day."""
        return int(self.offered.shape[1])


def to_local_days(history: History) -> LocalDays:
    """Folds a history onto its local days; an empty history gives no day."""
    slots = DAY_S // history.interval_s
    wall = local_seconds(history.start, history.interval_s, len(history), history.timezone)
    if wall.size == 0:
        return LocalDays(0, history.interval_s, np.empty((0, slots)))
    day, slot = wall // DAY_S, wall % DAY_S // history.interval_s
    first = int(day[0])
    cell = (day - first) * slots + slot
    known = ~np.isnan(history.offered)
    count = (int(day[-1]) - first + 1) * slots
    total = np.bincount(cell[known], weights=history.offered[known], minlength=count)
    seen = np.bincount(cell[known], minlength=count)
    offered = np.where(seen > 0, total / np.maximum(seen, 1), np.nan)
    return LocalDays(first, history.interval_s, offered.reshape(-1, slots))


def positions(start: datetime, interval_s: int, count: int, timezone: str) -> tuple[IntArray, IntArray]:
    """Local day number and slot of each of `count` intervals from `start`, both of shape [count]."""
    wall = local_seconds(start, interval_s, count, timezone)
    return wall // DAY_S, wall % DAY_S // interval_s


def first_start_at_or_after(history: History, as_of: datetime) -> datetime:
    """The first interval of the history's grid (continued) that does not begin before `as_of`."""
    steps = -int((history.start - as_of).total_seconds() // history.interval_s)
    return history.start.astimezone(UTC) + timedelta(seconds=steps * history.interval_s)
