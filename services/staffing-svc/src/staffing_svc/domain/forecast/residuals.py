"""How each known day differs from its pattern: by its level and by a few smooth curves of the day."""

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray

SHAPE_TERMS = 4
OUTLIER_AT = 2.5
AROUND_DAYS = 10
"""A day is an outlier against the days so many before and after it, not against a level long left."""


def residual_coefficients(
    root: FloatArray, fitted: FloatArray, curves: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Relative level and shape of each day against `fitted`, [..., days, terms], and their sampling variances
    beyond those of a whole day.

    `root` is [days, slots] (NaN where unknown), `fitted` [..., days, slots]. Each term is fitted to what the
    terms before it left.
    """
    terms = min(SHAPE_TERMS + 1, curves.shape[1])
    seen = ~np.isnan(root)
    pattern = np.where(seen, np.maximum(fitted, 0.1), 0.0)
    residual = np.where(seen, root, 0.0) - pattern
    left = (residual * pattern) @ curves[:, :terms]
    products = (curves[:, :terms, None] * curves[:, None, :terms]).reshape(curves.shape[0], -1)
    square = ((pattern * pattern) @ products).reshape(*left.shape, terms)
    values = np.zeros_like(left)
    for term in range(terms):
        size = square[..., term, term]
        values[..., term] = np.where(size > 0.0, left[..., term] / np.maximum(size, 1e-9), np.nan)
        left = left - np.nan_to_num(values[..., term])[..., None] * square[..., term, :]
    own = 0.25 / np.maximum(np.diagonal(square, axis1=-2, axis2=-1), 1e-9)
    whole = 0.25 / np.maximum(np.max(np.diagonal(square, axis1=-2, axis2=-1), axis=-2, keepdims=True), 1e-9)
    part_of_day = seen.sum(axis=1) < 0.9 * max(int(seen.sum(axis=1).max(initial=0)), 1)
    return values, np.where(part_of_day[:, None], np.maximum(own - whole, 0.0), 0.0)


def outlier_weight(level: FloatArray) -> FloatArray:
    """Less weight for days whose level [days] lies beyond 2.5 robust deviations from the days around."""
    known = ~np.isnan(level)
    if known.sum() < 8:
        return np.ones(level.size)
    gap = np.where(known, np.abs(level - _median_around(level)), 0.0)
    spread = 1.4826 * float(np.median(gap[known]))
    distance = gap / max(spread, 1e-9)
    weight: FloatArray = np.minimum(1.0, (OUTLIER_AT / np.maximum(distance, 1e-9)) ** 2)
    return weight


def _median_around(level: FloatArray) -> FloatArray:
    """Median of the known days around each day."""
    padded = np.pad(level, AROUND_DAYS, constant_values=np.nan)
    around = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND_DAYS + 1), axis=1)
    count = (~np.isnan(around)).sum(axis=1)
    rows = np.arange(level.size)
    lower, upper = np.maximum(count - 1, 0) // 2, count // 2
    median: FloatArray = 0.5 * (around[rows, lower] + around[rows, np.minimum(upper, 2 * AROUND_DAYS)])
    return median
