"""When the people of a campaign's waves contact a queue: their channel's curve from each send, cut to opening hours."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.gamma_curve import ResponseCurve
from staffing_svc.domain.layers.layer_grid import LayerGrid, Wave
from staffing_svc.domain.layers.opening_shift import move_to_opening
from staffing_svc.domain.layers.refusals import CampaignOverClosedHours, ImpossibleEffect

REMEMBERED = 256
"""Curves kept (32 kB each over six weeks of quarter hours): the queues of a campaign mostly share their grid."""


def people_by_interval(waves: Sequence[Wave], curve: ResponseCurve, grid: LayerGrid) -> FloatArray:
    """The people of these waves by the interval in which they would call, shape [n], if all of them did.

    Sums to all of them over a grid that holds the whole response. Raises CampaignOverClosedHours,
    ImpossibleEffect.
    """
    people = np.zeros(len(grid))
    for wave in waves:
        if wave.size < 0:
            raise ImpossibleEffect("an audience is at least 0", field="size")
        first_s = (grid.start - wave.send_at).total_seconds()
        if first_s + grid.interval_s * len(grid) <= 0.0:
            continue
        if not opens_after(wave, grid):
            raise CampaignOverClosedHours(
                f"the queue is closed in every interval after {wave.send_at.isoformat()}", field="send_at"
            )
        people += wave.size * _shares(curve, first_s, grid.interval_s, len(grid))
    return move_to_opening(people, grid.is_open, grid.interval_s)


def opens_after(wave: Wave, grid: LayerGrid) -> bool:
    """Whether the grid holds an open interval that ends after the send."""
    opened = np.flatnonzero(grid.is_open)
    if not opened.size:
        return False
    first_s = (grid.start - wave.send_at).total_seconds()
    return first_s + grid.interval_s * (int(opened[-1]) + 1) > 0.0


@lru_cache(maxsize=REMEMBERED)
def _shares(curve: ResponseCurve, first_s: float, interval_s: int, count: int) -> FloatArray:
    """Share of a response in each interval, of which the first begins `first_s` after the send; not to be changed."""
    edges = first_s + interval_s * np.arange(count + 1, dtype=np.float64)
    shares = np.maximum(np.diff(curve.share_by(edges)), 0.0)
    shares.flags.writeable = False
    return shares
