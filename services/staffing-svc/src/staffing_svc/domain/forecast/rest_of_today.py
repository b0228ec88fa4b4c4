"""A forecast made in the middle of a day: how much of the day so far carries over to its rest.

Learnt from the days that were forecast again: the level of the rest is regressed on the level of the same
hours so far, through the origin, with a few days' worth of doubt.
"""

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray

LEAST_DAYS = 8
DOUBT_DAYS = 10.0
FAR = 3.0
"""Robust deviations at which the level of a past day is held; today's may go twice as far."""


def rest_of_today(actual: FloatArray, expected: FloatArray, followed: FloatArray) -> FloatArray:
    """Expected roots of today, [slots].

    `actual` and `expected` [days, slots] are roots that came (NaN where unknown) and that were expected at each
    midnight, today last; `followed` [slots] is today as the model sees it, kept while too few days are there.
    """
    so_far = ~np.isnan(actual[-1])
    if actual.shape[0] <= LEAST_DAYS or not so_far.any():
        return followed
    first, rest = _level(actual, expected, so_far), _level(actual, expected, ~so_far)
    limit = FAR * 1.4826 * float(np.median(np.abs(first[:-1])))
    before, after = np.clip(first[:-1], -limit, limit), _held(rest[:-1])
    doubt = DOUBT_DAYS * float(np.mean(before**2))
    square = float(before @ before) + doubt
    share = min(max(float(before @ after) / max(square, 1e-12), 0.0), 1.0)
    level = float(np.clip(first[-1], -2.0 * limit, 2.0 * limit))
    return np.where(so_far, followed, expected[-1] * (1.0 + share * level))


def _level(actual: FloatArray, expected: FloatArray, hours: BoolArray) -> FloatArray:
    """Relative level of each day in these hours, [days]; 0 where nothing is known of them."""
    size = np.where(~np.isnan(actual) & hours, np.maximum(expected, 0.1), 0.0)
    gap = np.where(size > 0.0, actual - expected, 0.0)
    level: FloatArray = (gap * size).sum(axis=1) / np.maximum((size * size).sum(axis=1), 1e-9)
    return level


def _held(values: FloatArray) -> FloatArray:
    limit = FAR * 1.4826 * float(np.median(np.abs(values)))
    return np.clip(values, -limit, limit)
