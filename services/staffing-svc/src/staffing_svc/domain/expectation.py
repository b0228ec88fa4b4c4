"""What was expected of a queue, interval by interval: its baseline and the campaigns' layers on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.domain.stored_layers import StoredLayer


@dataclass(frozen=True, eq=False)
class Expectation:
    """Arrays [n] over `grid`: contacts of the baseline and of all layers. NaN where no forecast speaks."""

    grid: Grid
    baseline: Numbers
    layers: Numbers
    forecast_version: int

    @property
    def contacts(self) -> Numbers:
        return np.asarray(self.baseline + self.layers)

    def at(self, moment: datetime) -> float:
        return float(self.contacts[self.grid.index_of(moment)])


def expectation(baseline: Baseline, standing: Sequence[StoredLayer], grid: Grid) -> Expectation:
    """The expectation on a grid; a layer counts from its campaign's first contact on."""
    added = np.zeros(grid.count)
    for layer in standing:
        if layer.grid.interval_s == grid.interval_s:
            added += grid.place(layer.mean, layer.grid, missing=0.0)
    expected = grid.place(baseline.mean, baseline.grid, missing=np.nan)
    return Expectation(grid, expected, added, baseline.version)
