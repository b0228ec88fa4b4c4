"""How each known day differs from its pattern: by its level and by a few smooth curves of the day."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray

SHAPE_TERMS = 4
WHOLE_SHARE = 0.9
"""Share of the longest day's intervals from which on a day is known as a whole."""
OUTLIER_AT = 2.5
AROUND_DAYS = 10
"""A day is an outlier against the days so many before and after it, not against a level long left."""


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Relative level (the first term) and shape of each day, `values` [..., days, terms], NaN where unknown.

    A day known in part tells of its level alone, and not sharply: `sampling` [..., days] is the variance that
    chance adds to what a whole day would tell, `mixed` [..., days, terms] how much of each shape's variance
    looks like level in the hours that are known.
    """

    values: FloatArray
    sampling: FloatArray
    mixed: FloatArray

    def level_noise(self, variance: FloatArray) -> FloatArray:
        """Variance of the level of each day beyond that of a whole day, [..., days], for shapes of `variance`
        [..., terms]."""
        noise: FloatArray = self.sampling + (self.mixed * variance[..., None, :]).sum(axis=-1)
        return noise


def residual_coefficients(root: FloatArray, fitted: FloatArray, curves: FloatArray) -> Coefficients:
    """Each day of `root` [days, slots] (NaN where unknown) against `fitted` [..., days, slots]; each term is
    fitted to what the terms before it left."""
    terms = min(SHAPE_TERMS + 1, curves.shape[1])
    seen = ~np.isnan(root)
    pattern = np.where(seen, np.maximum(fitted, 0.1), 0.0)
    residual = np.where(seen, root, 0.0) - pattern
    left = (residual * pattern) @ curves[:, :terms]
    products = (curves[:, :terms, None] * curves[:, None, :terms]).reshape(curves.shape[0], -1)
    square = ((pattern * pattern) @ products).reshape(*left.shape, terms)
    values, unexplained = np.zeros_like(left), (residual * residual).sum(axis=-1)
    for term in range(terms):
        size = square[..., term, term]
        values[..., term] = np.where(size > 0.0, left[..., term] / np.maximum(size, 1e-9), np.nan)
        step = np.nan_to_num(values[..., term])
        unexplained = unexplained - step * step * size
        left = left - step[..., None] * square[..., term, :]
    count = seen.sum(axis=1)
    part = (count > 0) & (count < WHOLE_SHARE * count.max(initial=0))
    values[..., part, 1:] = np.nan
    cell = np.maximum(np.median(unexplained / np.maximum(count, 1), axis=-1, keepdims=True), 0.25)
    whole = square[..., 0, 0]
    sampling = cell / np.maximum(whole, 1e-9) - cell / np.maximum(whole.max(axis=-1, keepdims=True), 1e-9)
    mixed = (square[..., 0, :] / np.maximum(whole, 1e-9)[..., None]) ** 2
    mixed[..., 0] = 0.0
    return Coefficients(values, np.where(part, sampling, 0.0), np.where(part[:, None], mixed, 0.0))


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
