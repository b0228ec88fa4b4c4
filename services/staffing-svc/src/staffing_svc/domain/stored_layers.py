"""A stored campaign layer: what one version of a campaign adds to one queue's forecast."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

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
