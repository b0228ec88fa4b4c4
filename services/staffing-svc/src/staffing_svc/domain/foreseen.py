"""A day whose contacts were foreseen: which announced campaigns they belong to, though no surge betrayed them."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from concert_contracts.quantities import ShareRange
from concert_contracts.staffing import SurgeCause

from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.expectation import begin_of_day
from staffing_svc.domain.series import Grid
from staffing_svc.domain.stored_layers import StoredLayer

LATE_REPORTS = timedelta(hours=1)
"""A day is looked at when its last reports have had time to arrive."""


def days_over(now: datetime, timezone: str, *, days: int) -> list[tuple[datetime, datetime]]:
    """The last working days that are over, the oldest first, each from four to four by the clock on the wall."""
    zone = ZoneInfo(timezone)
    today = begin_of_day(now - LATE_REPORTS, timezone).astimezone(zone)
    begins = [today - timedelta(days=back) for back in range(days, -1, -1)]
    return list(itertools.pairwise(begins))


def foreseen_causes(
    layers: Sequence[StoredLayer], told: Mapping[UUID, AnnouncedCampaign], grid: Grid
) -> tuple[SurgeCause, ...]:
    """Each campaign's share of what all of them were expected to bring over the grid, the largest first."""
    newest = {layer.campaign_id: layer for layer in sorted(layers, key=lambda layer: layer.version)}
    brought = {one: _sums(layer, grid) for one, layer in newest.items() if one in told}
    whole = sum(mean for _, mean, _ in brought.values())
    if whole <= 0:
        return ()
    causes = [
        _cause(told[campaign_id], low=low / whole, likely=mean / whole, high=high / whole)
        for campaign_id, (low, mean, high) in brought.items()
        if mean > 0
    ]
    return tuple(sorted(causes, key=lambda cause: (-cause.share.likely, str(cause.campaign_id))))


def _sums(layer: StoredLayer, grid: Grid) -> tuple[float, float, float]:
    if layer.grid.interval_s != grid.interval_s:
        return (0.0, 0.0, 0.0)
    low, mean, high = (
        float(grid.place(figures, layer.grid, missing=0.0).sum())
        for figures in (layer.low, layer.mean, layer.high)
    )
    return low, mean, high


def _cause(campaign: AnnouncedCampaign, *, low: float, likely: float, high: float) -> SurgeCause:
    likely = min(likely, 1.0)
    return SurgeCause(
        kind="announced_campaign",
        campaign_id=campaign.campaign_id,
        business_event_id=None,
        label=campaign.terms.name,
        share=ShareRange(low=min(low, likely), likely=likely, high=min(max(high, likely), 1.0)),
        evidence=("foreseen: its layer of the forecast",),
    )
