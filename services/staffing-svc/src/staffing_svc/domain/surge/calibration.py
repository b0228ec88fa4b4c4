"""Setting a detector on a queue's own history so that it keeps a stated false-alarm rate."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from concert_contracts.refusal import Refusal
from numpy.typing import NDArray

from staffing_svc.domain.surge.advance import SMALLEST_MEAN
from staffing_svc.domain.surge.detector import Detector, Detectors
from staffing_svc.domain.surge.dispersion import Scatter, quiet_level, scatter
from staffing_svc.domain.surge.state import Fleet
from staffing_svc.domain.surge.watching import standings

Floats = NDArray[np.float64]

DAY_S = 86_400
WEEK_S = 7 * DAY_S
MOST_WEEKS = 52
THRESHOLDS = np.geomspace(0.5, 60.0, 36)
LEAST_INTERVALS = 96
STARTED = 1
GOING_ON = 2
CAUTION = 0.8
"""The stated rate is a ceiling and a history scatters: the threshold aims this many Poisson standard deviations
below the alarms that the rate allows."""
FARTHEST_COUNT = 5.0
MOST_TAIL = 1.5
USUAL_TAIL, USUAL_ALARMS = 0.9, 10.0
"""How alarms thin out for each unit of threshold: by the likelihood ratio itself were all noise as described (1, Wald
1947), a little slower in fact. A short history is believed against it as if this had been seen in so many alarms."""
EVIDENT = 16.0
"""Log likelihood ratio beyond which a stretch of the past was a surge whatever the queue's chance does, odds of nine
million to one: it is set aside, else a queue that saw some would never show another."""
SURGE_PASSES = 4
ONSET_S = 3600
LEAST_DESIGN, MOST_DESIGN = 0.2, 2.0
SHOWN_WITHIN_S, SHOWN_EVIDENCE = 2 * 3600, 6.0


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
    weeks = _Weeks(_by_week(offered, interval_s), _by_week(expected, interval_s), interval_s)
    untuned = _untuned(weeks, false_alarms_per_week)
    for _ in range(SURGE_PASSES):
        surges = weeks.surges(untuned)
        if not surges.any():
            break
        weeks = weeks.without(surges)
        untuned = _untuned(weeks, false_alarms_per_week)
    known = float(np.count_nonzero(np.isfinite(weeks.offered))) * interval_s / WEEK_S
    threshold, tail = _threshold(_alarms_by_threshold(untuned, weeks), allowed=false_alarms_per_week * known)
    return replace(untuned, threshold=threshold, tail_rate=tail, calibrated_weeks=round(known, 3))


@dataclass(frozen=True, slots=True)
class _Weeks:
    """A history as (intervals of a week, weeks); NaN where unknown, closed or set aside."""

    offered: Floats
    expected: Floats
    interval_s: int

    def surges(self, untuned: Detector) -> NDArray[np.bool_]:
        """Where the detector would see a surge beyond any doubt, each week judged from a fresh start."""
        fleet = Fleet.fresh(self.offered.shape[1])
        found = standings(
            Detectors.stack([replace(untuned, threshold=EVIDENT)]), fleet, self.expected, self.offered
        )
        return np.asarray(_from_onsets((found == STARTED) | (found == GOING_ON), self.interval_s))

    def without(self, surges: NDArray[np.bool_]) -> "_Weeks":
        return replace(self, offered=np.where(surges, np.nan, self.offered))


def _from_onsets(going_on: NDArray[np.bool_], interval_s: int) -> NDArray[np.bool_]:
    """Surges with the hour before their alarm, in which they began."""
    wide = going_on.copy()
    for back in range(1, ONSET_S // interval_s + 1):
        wide[:-back] |= going_on[back:]
    return wide


def _untuned(weeks: _Weeks, false_alarms_per_week: float) -> Detector:
    quiet_below = quiet_level(weeks.expected)
    found = scatter(weeks.expected, weeks.offered, interval_s=weeks.interval_s, quiet_below=quiet_below)
    return Detector(
        interval_s=weeks.interval_s,
        dispersion=found.dispersion,
        level=found.level,
        ripple=found.ripple,
        design_uplift=_design_uplift(found, weeks.expected, weeks.interval_s),
        quiet_below=quiet_below,
        threshold=np.inf,
        false_alarms_per_week=false_alarms_per_week,
        tail_rate=1.0,
        calibrated_weeks=0.0,
    )


def _design_uplift(found: Scatter, expected: Floats, interval_s: int) -> float:
    """What the queue's busy intervals can show in two hours, and no less than LEAST_DESIGN."""
    told = expected[np.isfinite(expected) & (expected > SMALLEST_MEAN)]
    busy = float(np.quantile(told, 0.9)) if len(told) else SMALLEST_MEAN
    memory = found.ripple.memory(interval_s)
    lasting = found.ripple.variance * (1.0 + memory) / (1.0 - memory)
    noise = found.dispersion.poisson_factor / busy + found.dispersion.relative_variance + lasting
    told_in_two_hours = max(SHOWN_WITHIN_S / interval_s, 1.0) / noise
    return float(np.clip(np.sqrt(2.0 * SHOWN_EVIDENCE / told_in_two_hours), LEAST_DESIGN, MOST_DESIGN))


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


def _alarms_by_threshold(detector: Detector, weeks: _Weeks) -> Floats:
    """How many alarms each of THRESHOLDS would have raised; the last day of the week before warms each week up."""
    count = weeks.offered.shape[1]
    tried = replace(Detectors.stack([detector]), threshold=np.tile(THRESHOLDS, count))
    expected, offered = (_after_a_day(series, weeks.interval_s) for series in (weeks.expected, weeks.offered))
    wide = (np.repeat(series, len(THRESHOLDS), axis=1) for series in (expected, offered))
    found = standings(tried, Fleet.fresh(count * len(THRESHOLDS)), *wide)[
        len(expected) - len(weeks.expected) :
    ]
    alarms = (found == STARTED).sum(axis=0).reshape(count, len(THRESHOLDS))
    return np.asarray(alarms.sum(axis=0), dtype=float)


def _after_a_day(by_week: Floats, interval_s: int) -> Floats:
    """Each week with the day before it, unknown before the first."""
    day = by_week[-(DAY_S // interval_s) :]
    before = np.column_stack([np.full(len(day), np.nan), day[:, :-1]])
    return np.vstack([before, by_week])


def _threshold(counts: Floats, *, allowed: float) -> tuple[float, float]:
    """The threshold at which a straight line through log(count) near the alarms wanted crosses them, and its slope.

    Never one at which this history itself would have raised more than the allowed ones.
    """
    wanted = allowed * (1.0 - CAUTION / np.sqrt(max(allowed, 1.0)))
    near = (counts >= max(wanted / 2, 1.0)) & (counts <= max(wanted * FARTHEST_COUNT, 6.0))
    if np.count_nonzero(near) < 3:
        near = np.zeros(len(counts), dtype=bool)
        near[np.argsort(np.abs(np.log(np.maximum(counts, 0.5) / wanted)), kind="stable")[:3]] = True
    x, y = THRESHOLDS[near], np.log(np.maximum(counts[near], 0.5))
    weight = np.sqrt(np.maximum(counts[near], 0.5))
    slope = float(np.polyfit(x, y, 1, w=weight)[0])
    seen = float(np.max(counts[near]))
    tail = (min(max(-slope, 0.0), MOST_TAIL) * seen + USUAL_TAIL * USUAL_ALARMS) / (seen + USUAL_ALARMS)
    centre_x, centre_y = (float(np.average(values, weights=weight**2)) for values in (x, y))
    threshold = centre_x + (centre_y - np.log(wanted)) / tail
    too_many = np.flatnonzero(counts > max(allowed, 1.0))
    least = THRESHOLDS[too_many[-1]] if len(too_many) else THRESHOLDS[0]
    return float(np.clip(threshold, least, THRESHOLDS[-1])), tail
