"""Numbers of one queue on an even grid of intervals: forecasts, layers, plans."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """`count` intervals of `interval_s` seconds from `start` (aware)."""

    start: datetime
    interval_s: int
    count: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.interval_s * self.count)

    def at(self, index: int) -> datetime:
        return self.start + timedelta(seconds=self.interval_s * index)

    def index_of(self, moment: datetime) -> int:
        """Whole intervals from the start to `moment`; may lie outside 0..count."""
        return int((moment - self.start).total_seconds() // self.interval_s)

    def moments(self) -> list[datetime]:
        return [self.at(index) for index in range(self.count)]

    def place(self, values: Numbers, of: "Grid", *, missing: float) -> Numbers:
        """`values` on the grid `of`, read on this grid (same interval_s); `missing` where they have none."""
        placed = np.full(self.count, missing)
        shift = self.index_of(of.start)
        first, last = max(shift, 0), min(shift + of.count, self.count)
        if last > first:
            placed[first:last] = values[first - shift : last - shift]
        return placed


def grid_over(since: datetime, until: datetime, interval_s: int) -> Grid:
    """The intervals, on whole multiples of `interval_s` since 1970 UTC, that touch [since, until)."""
    first = int(since.timestamp() // interval_s)
    last = -int(-until.timestamp() // interval_s)
    start = datetime.fromtimestamp(first * interval_s, UTC)
    return Grid(start, interval_s, max(last - first, 0))
