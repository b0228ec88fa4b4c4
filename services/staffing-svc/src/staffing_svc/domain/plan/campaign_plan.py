"""The plan for one campaign: required against scheduled agents, and how much is missing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from staffing_svc.domain.series import Grid, Numbers


@dataclass(frozen=True, eq=False)
class QueueRequirement:
    """One queue, arrays [n] over `grid`.

    `baseline` and `campaign` are contacts per interval; the layers of other campaigns are in the baseline.
    Required agents are people scheduled, shrinkage included, by Erlang A with the abandonment cap and, beside
    it, by Erlang C. Where nobody loaded a schedule, `scheduled` is what the baseline alone requires, and
    `notes` say so, as they say whatever else this stands on where it is thin.
    """

    queue: str
    forecast_version: int | None
    layer_version: int
    grid: Grid
    baseline: Numbers
    campaign: Numbers
    required_erlang_a: Numbers
    required_erlang_c: Numbers
    scheduled: Numbers
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> Numbers:
        """Agents missing per interval: required less scheduled, at least 0."""
        return np.maximum(self.required_erlang_a - self.scheduled, 0.0)

    @property
    def touched(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """The intervals in which the campaign brings contacts."""
        return np.asarray(self.campaign > 1e-6)

    @property
    def gap_agent_hours(self) -> float:
        """Missing agent hours in the intervals that the campaign touches."""
        return float(self.gap[self.touched].sum() * self.grid.interval_s / 3600)

    @property
    def peak_index(self) -> int:
        """The interval with the most required agents among those that the campaign touches."""
        required = np.where(self.touched, self.required_erlang_a, -1.0)
        return int(np.argmax(required)) if required.size else 0


@dataclass(frozen=True, eq=False)
class CampaignPlan:
    campaign_id: UUID
    version: int
    campaign_version: int
    raised_at: datetime
    queues: tuple[QueueRequirement, ...]
    withdrawn_at: datetime | None = None

    @property
    def gap_agent_hours(self) -> float:
        return sum(queue.gap_agent_hours for queue in self.queues)

    @property
    def covered_share(self) -> float:
        """Share of the required agent hours that the schedule holds, where the campaign brings contacts."""
        required = covered = 0.0
        for queue in self.queues:
            hours = queue.grid.interval_s / 3600
            needed = np.where(queue.touched, queue.required_erlang_a, 0.0) * hours
            held = np.minimum(queue.scheduled, queue.required_erlang_a) * hours
            required += float(needed.sum())
            covered += float(np.where(queue.touched, held, 0.0).sum())
        return covered / required if required > 0 else 1.0
