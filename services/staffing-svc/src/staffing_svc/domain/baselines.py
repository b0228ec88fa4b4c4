"""A stored baseline forecast of one queue: one of many versions, each with what it knew."""

from dataclasses import dataclass
from datetime import datetime

from staffing_svc.domain.series import Grid, Numbers

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True, slots=True)
class BaselineSpan:
    """What a forecast version knew and of what time it speaks, without its numbers."""

    version: int
    knew_until: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, eq=False)
class Baseline:
    """`mean` [n] contacts per interval of `grid`; `quantiles` [n, 5] at QUANTILES; nothing after `knew_until` used."""

    queue: str
    version: int
    made_at: datetime
    knew_until: datetime
    method: str
    grid: Grid
    mean: Numbers
    quantiles: Numbers

    @property
    def expected(self) -> "ExpectedMean":
        return ExpectedMean(self.version, self.method, self.grid, self.mean)


@dataclass(frozen=True, eq=False)
class ExpectedMean:
    """A baseline without its quantiles, which plans do not need: `mean` [n] contacts per interval of `grid`."""

    version: int
    method: str
    grid: Grid
    mean: Numbers

    def covers(self, grid: Grid) -> bool:
        """Whether it speaks of all of `grid`, in intervals of the same length."""
        same = self.grid.interval_s == grid.interval_s
        return same and self.grid.start <= grid.start and grid.end <= self.grid.end
