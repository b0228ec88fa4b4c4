"""A stored campaign layer: what one version of a campaign adds to one queue's forecast."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from staffing_svc.domain.layers.contact_rate import NORMAL_80
from staffing_svc.domain.series import Grid, Numbers


@dataclass(frozen=True, eq=False)
class StoredLayer:
    """Contacts per interval of `grid`: `mean`, with `low` and `high`; `source` says where the rate came from."""

    campaign_id: UUID
    queue: str
    version: int
    campaign_version: int
    made_at: datetime
    grid: Grid
    mean: Numbers
    low: Numbers
    high: Numbers
    handle_time_uplift_share: float
    source: str
    withdrawn_at: datetime | None = None

    def on(self, grid: Grid) -> Numbers:
        """Its contacts [n] on another grid; none where that has intervals of another length."""
        if self.grid.interval_s != grid.interval_s:
            return np.zeros(grid.count)
        return grid.place(self.mean, self.grid, missing=0.0)

    def deviation_on(self, grid: Grid) -> Numbers:
        """About one standard deviation [n] of its contacts on another grid, from the width of the central 80 %."""
        if self.grid.interval_s != grid.interval_s:
            return np.zeros(grid.count)
        return grid.place((self.high - self.low) / (2.0 * NORMAL_80), self.grid, missing=0.0)
