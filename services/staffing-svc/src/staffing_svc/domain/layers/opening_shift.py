"""People cannot reach a closed queue: what would have come while it was shut comes when it opens."""

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray

OPENING_RUSH_S = 3600
"""Responses that waited for the opening are spread evenly over the first open hour."""


def move_to_opening(share: FloatArray, is_open: BoolArray, interval_s: int) -> FloatArray:
    """Moves the share [n] of closed intervals into the hour after the next opening; the sum stays the same.

    What would wait beyond the last interval is not in the result: it lies after the grid.
    """
    if bool(is_open.all()):
        return share
    count = share.size
    next_open = _next_open(is_open)
    moved = np.where(is_open, share, 0.0)
    waiting = np.bincount(next_open, weights=np.where(is_open, 0.0, share), minlength=count + 1)
    rush = max(1, OPENING_RUSH_S // interval_s)
    for step in range(rush):
        target = np.minimum(np.arange(count) + step, count - 1)
        landing = np.where(is_open[target], target, np.arange(count))
        moved += np.bincount(landing, weights=waiting[:count] / rush, minlength=count)
    return moved


def _next_open(is_open: BoolArray) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Index of the first open interval at or after each interval; n where there is none."""
    count = is_open.size
    index = np.where(is_open, np.arange(count), count)
    return np.minimum.accumulate(index[::-1])[::-1]
