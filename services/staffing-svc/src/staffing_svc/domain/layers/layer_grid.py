"""What a layer is made of and for: the waves of a campaign, and the intervals of a queue."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray


@dataclass(frozen=True)
class Wave:
    """One send: how many people it goes to, by which channel, and when (aware)."""

    channel: str
    size: int
    send_at: datetime


@dataclass(frozen=True, eq=False)
class LayerGrid:
    """The intervals a layer is wanted for: `is_open` has shape [n], True where the queue takes contacts."""

    start: datetime
    interval_s: int
    is_open: BoolArray

    def __len__(self) -> int:
        return int(self.is_open.size)

    def edges_s(self, sent_at: datetime) -> FloatArray:
        """Seconds from a send to each edge between intervals, shape [n + 1]."""
        first = (self.start - sent_at).total_seconds()
        return first + self.interval_s * np.arange(len(self) + 1, dtype=np.float64)
