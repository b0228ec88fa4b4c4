"""The history of one queue: contacts offered per interval on an even grid, gaps marked as such."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.forecast.refusals import ImpossibleCount, IntervalNotSupported

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

DAY_S = 86_400


def check_interval(interval_s: int) -> None:
    """Refuse an interval that is neither a day nor a divisor of the day between 5 and 60 minutes."""
    if interval_s == DAY_S:
        return
    if not 300 <= interval_s <= 3600 or DAY_S % interval_s:
        raise IntervalNotSupported(
            f"an interval of {interval_s} s is not supported: use a day, or 5-60 minutes that divide the day",
            field="interval_s",
        )


@dataclass(frozen=True, eq=False)
class History:
    """Contacts offered, shape [n], from `start` (aware) in steps of `interval_s`; NaN where unknown."""

    start: datetime
    interval_s: int
    offered: FloatArray
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        check_interval(self.interval_s)
        if self.start.tzinfo is None:
            raise ValueError("the start of a history is an aware datetime")
        if bool(np.any(self.offered < 0)) or bool(np.any(np.isinf(self.offered))):
            raise ImpossibleCount("offered contacts are finite and at least 0", field="offered")

    def __len__(self) -> int:
        return int(self.offered.size)

    @property
    def end(self) -> datetime:
        """The instant at which the last interval ends."""
        return self.start.astimezone(UTC) + timedelta(seconds=self.interval_s * len(self))

    def index_of(self, at: datetime) -> int:
        """The number of whole intervals between the start and `at` (may lie outside the history)."""
        return int((at - self.start).total_seconds() // self.interval_s)

    def until(self, as_of: datetime) -> "History":
        """Only the intervals that had ended by `as_of`."""
        keep = min(max(self.index_of(as_of), 0), len(self))
        return History(self.start, self.interval_s, self.offered[:keep], self.timezone)

    def minus(self, contacts: FloatArray) -> "History":
        """The history without `contacts` [n] (the effect of past campaigns), never below zero."""
        return History(self.start, self.interval_s, np.maximum(self.offered - contacts, 0.0), self.timezone)


def local_seconds(start: datetime, interval_s: int, count: int, timezone: str) -> IntArray:
    """Wall-clock seconds since 1970-01-01 local for each of `count` intervals, shape [count].

    Daylight-saving days show as a missing or a repeated hour. Offsets are looked up once a day, and interval
    by interval only on days on which they change.
    """
    instants = int(start.timestamp()) + interval_s * np.arange(count, dtype=np.int64)
    if timezone == "UTC" or count == 0:
        return instants
    zone = ZoneInfo(timezone)
    first_day = int(instants[0]) // DAY_S
    days = np.arange(first_day, int(instants[-1]) // DAY_S + 2)
    at_midnight = np.array([_offset_s(int(day) * DAY_S, zone) for day in days], dtype=np.int64)
    row = instants // DAY_S - first_day
    offsets = at_midnight[row]
    changing = np.flatnonzero(at_midnight[row] != at_midnight[row + 1])
    for index in changing:
        offsets[index] = _offset_s(int(instants[index]), zone)
    return instants + offsets


def _offset_s(instant_s: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(instant_s, tz=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
