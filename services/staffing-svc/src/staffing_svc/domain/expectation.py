"""What was expected of a queue, interval by interval: its baseline and the campaigns' layers on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.baselines import BaselineSpan, ExpectedMean
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.domain.stored_layers import StoredLayer

DAY_BEGINS = timedelta(hours=4)
"""A working day begins at four in the morning, after the nightly forecast."""


@dataclass(frozen=True, eq=False)
class Expectation:
    """Arrays [n] over `grid`: contacts of the baseline (NaN where no forecast speaks) and of all layers.

    `versions` are the forecasts that speak, 0 for none.
    """

    grid: Grid
    baseline: Numbers
    layers: Numbers
    versions: NDArray[np.int64]

    @property
    def contacts(self) -> Numbers:
        return np.asarray(self.baseline + self.layers)

    def at(self, moment: datetime) -> float:
        return float(self.contacts[self.grid.index_of(moment)])

    def version_at(self, moment: datetime) -> int:
        return int(self.versions[self.grid.index_of(moment)])


def expectation(
    baselines: Mapping[int, ExpectedMean], versions: NDArray[np.int64], added: Numbers, grid: Grid
) -> Expectation:
    """The expectation on a grid, each interval by the forecast version given for it in `versions` [n]."""
    expected = np.full(grid.count, np.nan)
    for version, baseline in baselines.items():
        placed = grid.place(baseline.mean, baseline.grid, missing=np.nan)
        expected = np.where(versions == version, placed, expected)
    return Expectation(grid, expected, added, versions)


def version_for(moment: datetime, spans: Sequence[BaselineSpan], timezone: str) -> int:
    """The newest forecast that knew nothing of the moment's day, else the oldest that did not know the moment.

    So that a day is held against one forecast, whatever was forecast while it went by; 0 when none speaks.
    """
    begun = begin_of_day(moment, timezone)
    speaking = [
        span for span in spans if span.starts_at <= moment < span.ends_at and span.knew_until <= moment
    ]
    before = [span.version for span in speaking if span.knew_until <= begun]
    return max(before) if before else min((span.version for span in speaking), default=0)


def begin_of_day(moment: datetime, timezone: str) -> datetime:
    """Four in the morning, by the clock on the queue's wall, of the working day that `moment` belongs to."""
    local = moment.astimezone(ZoneInfo(timezone)) - DAY_BEGINS
    return datetime.combine(local.date(), datetime.min.time(), local.tzinfo) + DAY_BEGINS


def contacts_of_layers(layers: Sequence[StoredLayer], grid: Grid) -> Numbers:
    """Contacts [n] that the layers add, all of them."""
    added = np.zeros(grid.count)
    for layer in layers:
        added += layer.on(grid)
    return added


def contacts_known_then(layers: Sequence[StoredLayer], grid: Grid) -> Numbers:
    """Contacts [n] of the layers that stood when each interval began.

    A campaign announced at noon explains its callers of the morning, but the morning did not expect them.
    """
    added = np.zeros(grid.count)
    for layer in layers:
        first = -int((grid.start - layer.made_at).total_seconds() // grid.interval_s)
        stood = np.arange(grid.count) >= first
        if layer.withdrawn_at is not None:
            last = -int((grid.start - layer.withdrawn_at).total_seconds() // grid.interval_s)
            stood &= np.arange(grid.count) < last
        added += np.where(stood, layer.on(grid), 0.0)
    return added
