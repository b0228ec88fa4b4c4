"""Setting a detector on a queue's own history so that it keeps a stated false-alarm rate."""

from dataclasses import replace
from typing import ClassVar

import numpy as np
from concert_contracts.refusal import Refusal
from numpy.typing import NDArray

from staffing_svc.domain.surge.detector import Detector, Detectors
from staffing_svc.domain.surge.dispersion import between_days, quiet_level, within_day
from staffing_svc.domain.surge.state import Fleet
from staffing_svc.domain.surge.watching import standings

Floats = NDArray[np.float64]

WEEK_S = 7 * 86_400
MOST_WEEKS = 52
THRESHOLDS = np.geomspace(2.0, 200.0, 32)
LEAST_INTERVALS = 96
STARTED = 1
CAUTION = 1.0
"""The stated rate is a ceiling and a history scatters: the threshold aims this many Poisson standard deviations
below the alarms that the rate allows, which is a fifth on half a year and two fifths on seven weeks."""
LEAST_SHARE = 0.3


class HistoryTooShort(Refusal):
    """There is too little history to promise a false-alarm rate."""

    code: ClassVar[str] = "history-too-short"
    status: ClassVar[int] = 422


class ImpossibleHistory(Refusal):
    """Counts below zero, or offered and expected of different lengths."""

    code: ClassVar[str] = "impossible-history"
    status: ClassVar[int] = 422


class FalseAlarmRateNotPositive(Refusal):
    """A detector that never errs never alarms: the rate must be above zero."""

    code: ClassVar[str] = "false-alarm-rate-not-positive"
    status: ClassVar[int] = 422


def calibrate(
    history_offered: Floats,
    history_expected: Floats,
    *,
    interval_s: int,
    false_alarms_per_week: float = 1.0,
) -> Detector:
    """A detector for one queue from T consecutive intervals; NaN marks gaps.

    `history_expected` is what was forecast before each day, never a fit to the same day: otherwise the
    threshold promises too much. The threshold is the one at which this history would have raised
    `false_alarms_per_week` alarms, read from a line through the log counts of neighbouring thresholds.
    """
    offered, expected = _checked(history_offered, history_expected, false_alarms_per_week)
    level_variance = between_days(offered, expected, interval_s=interval_s)
    quiet_below = quiet_level(expected)
    by_week_offered, by_week_expected = (_by_week(series, interval_s) for series in (offered, expected))
    dispersion = within_day(
        by_week_expected,
        by_week_offered,
        interval_s=interval_s,
        level_variance=level_variance,
        quiet_below=quiet_below,
    )
    untuned = Detector(
        interval_s=interval_s,
        dispersion=dispersion,
        level_variance=level_variance,
        quiet_below=quiet_below,
        threshold=np.inf,
        false_alarms_per_week=false_alarms_per_week,
        tail_rate=1.0,
        calibrated_weeks=0.0,
    )
    weeks = float(np.count_nonzero(np.isfinite(by_week_offered))) * interval_s / WEEK_S
    counts = _alarms_by_threshold(untuned, by_week_expected, by_week_offered)
    allowed = false_alarms_per_week * weeks
    wanted = max(allowed - CAUTION * np.sqrt(allowed), LEAST_SHARE * allowed)
    threshold, tail = _threshold(counts, wanted=wanted)
    return replace(untuned, threshold=threshold, tail_rate=tail, calibrated_weeks=round(weeks, 3))


def _checked(offered: Floats, expected: Floats, rate: float) -> tuple[Floats, Floats]:
    offered, expected = np.asarray(offered, dtype=float), np.asarray(expected, dtype=float)
    if offered.shape != expected.shape or offered.ndim != 1:
        raise ImpossibleHistory("offered and expected must be two lists of the same length")
    if np.any(offered < 0) or np.any(expected < 0):
        raise ImpossibleHistory("a count below zero", field="offered")
    if not rate > 0:
        raise FalseAlarmRateNotPositive("false alarms per week must be above zero")
    known = np.isfinite(offered) & np.isfinite(expected)
    if np.count_nonzero(known) < LEAST_INTERVALS:
        raise HistoryTooShort(f"{LEAST_INTERVALS} known intervals are the least to learn a threshold from")
    return np.where(known, offered, np.nan), np.where(known, expected, np.nan)


def _by_week(series: Floats, interval_s: int) -> Floats:
    """(T,) -> (intervals of a week, weeks), newest weeks, the last one filled up with NaN."""
    per_week = WEEK_S // interval_s
    newest = series[-per_week * MOST_WEEKS :]
    weeks = -(-len(newest) // per_week)
    filled = np.full(weeks * per_week, np.nan)
    filled[: len(newest)] = newest
    return np.ascontiguousarray(filled.reshape(weeks, per_week).T)


def _alarms_by_threshold(detector: Detector, expected: Floats, observed: Floats) -> Floats:
    """How many alarms each of THRESHOLDS would have raised; every week starts afresh."""
    weeks = expected.shape[1]
    shared = Detectors.stack([detector])
    tried = replace(shared, threshold=np.tile(THRESHOLDS, weeks))
    fleet = Fleet.fresh(weeks * len(THRESHOLDS))
    wide_expected, wide_observed = (np.repeat(a, len(THRESHOLDS), axis=1) for a in (expected, observed))
    found = standings(tried, fleet, wide_expected, wide_observed) == STARTED
    return np.asarray(found.sum(axis=0).reshape(weeks, len(THRESHOLDS)).sum(axis=0), dtype=float)


def _threshold(counts: Floats, *, wanted: float) -> tuple[float, float]:
    """The threshold at which a straight line through log(count) near `wanted` crosses it, and its slope."""
    near = (counts >= max(wanted / 2, 1.0)) & (counts <= max(wanted * 2, 6.0))
    if np.count_nonzero(near) < 3:
        near = np.zeros(len(counts), dtype=bool)
        near[np.argsort(np.abs(np.log(np.maximum(counts, 0.5) / wanted)), kind="stable")[:3]] = True
    x, y = THRESHOLDS[near], np.log(np.maximum(counts[near], 0.5))
    slope = float(np.polyfit(x, y, 1, w=np.sqrt(np.maximum(counts[near], 0.5)))[0])
    tail = min(max(-slope, 0.02), 1.0)
    centre_x, centre_y = float(x.mean()), float(y.mean())
    threshold = centre_x + (centre_y - np.log(wanted)) / tail
    return float(np.clip(threshold, THRESHOLDS[0], THRESHOLDS[-1])), tail
