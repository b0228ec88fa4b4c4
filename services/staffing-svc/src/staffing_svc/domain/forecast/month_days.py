"""Pay days and month ends: day-of-month effects on the level, shrunk to nothing where the data show none."""

import numpy as np

from staffing_svc.domain.forecast.calendar import to_date
from staffing_svc.domain.forecast.history import FloatArray, IntArray

LEAST_DAYS = 75
SMOOTH_DAYS = 7
LAST_DAYS = 3
LEAST_IN_GROUP = 3
GROUPS = 31 + LAST_DAYS


def month_groups(days: IntArray) -> IntArray:
    """Day of the month from its start (0..30), or 31.. for its last three days counted from the end,
    [days]."""
    dates = [to_date(int(day)) for day in days]
    ahead = [to_date(int(day) + LAST_DAYS) for day in days]
    return np.array(
        [
            31 + LAST_DAYS - later.day if later.day <= LAST_DAYS else on.day - 1
            for on, later in zip(dates, ahead, strict=True)
        ],
        dtype=np.int64,
    )


def month_effects(level: FloatArray, groups: IntArray) -> FloatArray:
    """Empirical-Bayes effect of each group [GROUPS] on a day's relative level [days] (NaN where unknown).

    Normal means with known variance (Efron & Morris 1975): the share of a group's mean that is kept is
    the variance between groups over that plus the group's own sampling variance.
    """
    known = ~np.isnan(level)
    if known.sum() < LEAST_DAYS:
        return np.zeros(GROUPS)
    sharp = _without_slow_part(np.where(known, level, 0.0), known)[known]
    sharp = _near_their_median(sharp, groups[known])
    count = np.bincount(groups[known], minlength=GROUPS)
    mean = np.bincount(groups[known], weights=sharp, minlength=GROUPS) / np.maximum(count, 1)
    sampling = float(np.var(sharp - mean[groups[known]])) / np.maximum(count, 1)
    between = float(((mean**2 - sampling) * count).sum() / count.sum())
    kept = np.where(count > 1, max(between, 0.0) / (max(between, 0.0) + sampling + 1e-12), 0.0)
    effects: FloatArray = kept * mean
    return effects


def _without_slow_part(level: FloatArray, known: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> FloatArray:
    """Level minus its mean over the days around."""
    window = np.ones(2 * SMOOTH_DAYS + 1)
    total = np.convolve(level, window)[SMOOTH_DAYS : SMOOTH_DAYS + level.size]
    seen = np.convolve(known.astype(np.float64), window)[SMOOTH_DAYS : SMOOTH_DAYS + level.size]
    sharp: FloatArray = level - total / np.maximum(seen, 1.0)
    return sharp


def _near_their_median(sharp: FloatArray, group: IntArray) -> FloatArray:
    """Levels held within three robust deviations of their group's median (of 0 for groups seen once or
    twice)."""
    order = np.lexsort((sharp, group))
    count = np.bincount(group, minlength=GROUPS)
    first = np.cumsum(count) - count
    middle = sharp[order][
        np.minimum(first + np.array([[0], [1]]) * (count % 2 == 0) + (count - 1) // 2, sharp.size - 1)
    ]
    centre = np.where(count >= LEAST_IN_GROUP, middle.mean(axis=0), 0.0)
    gap = sharp - centre[group]
    limit = 3.0 * 1.4826 * float(np.median(np.abs(gap)))
    held: FloatArray = centre[group] + np.clip(gap, -limit, limit)
    return held
