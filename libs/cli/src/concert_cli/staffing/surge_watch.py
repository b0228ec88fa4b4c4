"""Watching one queue's file: learn the detector from the training part, then judge day by day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from staffing_svc.domain.forecast import Calendar, History
from staffing_svc.domain.forecast.day_ahead import (
    FIRST_DAYS,
    expect_days,
    unfold,
)
from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.forecast.local_days import positions, to_local_days
from staffing_svc.domain.surge import (
    Detector,
    Detectors,
    Fleet,
    Standing,
    Verdict,
    advance,
    calibrate,
    uplift_interval,
)

CALIBRATION_DAYS = 364
SETTLING_DAYS = 42
"""The first weeks of a history are forecast worse than any later day: left out where the rest suffices."""

Tracker = Callable[[Iterable[int], str], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Alarm:
    """`first` and `last` are intervals of the history: where it was raised and its last; sums over both.

    `since` is the interval where the statistic began to rise; `over` says whether the surge has ended.
    """

    first: int
    last: int
    since: int
    expected: float
    observed: float
    uplift_low: float
    uplift_high: float
    over: bool


@dataclass(frozen=True, eq=False)
class Watched:
    """`expected` (forecast) is [n], NaN before enough days were known; `begin` is the first judged one."""

    detector: Detector
    expected: FloatArray
    begin: int


def prepare_watch(
    history: History, begin: int, *, calendar: Calendar, false_alarms_per_week: float, track: Tracker
) -> Watched:
    """Expectations for all days and a detector from the intervals before `begin` alone."""
    days = to_local_days(history)
    row_of = positions(history.start, history.interval_s, len(history), history.timezone)[0] - days.first_day
    split = int(row_of[begin])
    first = max(FIRST_DAYS, split - CALIBRATION_DAYS)
    means = unfold(history, expect_days(days, calendar, track(range(first, len(days.offered)), "expect")))
    settled = max(SETTLING_DAYS, first) if split - SETTLING_DAYS >= SETTLING_DAYS else first
    learn = slice(int(np.searchsorted(row_of, settled)), begin)
    detector = calibrate(
        history.offered[learn],
        means[learn],
        interval_s=history.interval_s,
        false_alarms_per_week=false_alarms_per_week,
    )
    return Watched(detector, means, begin)


def alarms(history: History, watched: Watched, *, track: Tracker) -> list[Alarm]:
    """Every surge raised from `begin` on; the day before it only warms the detector up."""
    per_day = 86_400 // history.interval_s
    detectors, fleet, found = Detectors.stack([watched.detector]), Fleet.fresh(1), list[Alarm]()
    raised: Verdict | None = None
    since = first = 0
    sums: list[tuple[float, float]] = []
    for at in track(range(max(watched.begin - per_day, 0), len(history)), "judge"):
        if at == watched.begin:
            fleet, raised = Fleet.stack([fleet.one(0).at_rest()]), None
        fleet, verdicts = advance(
            detectors, fleet, watched.expected[at : at + 1], history.offered[at : at + 1]
        )
        if not verdicts.standing[0]:
            continue
        verdict = verdicts.one(0, watched.detector)
        if verdict.standing is Standing.STARTED and at >= watched.begin:
            raised, first, since, sums = verdict, at, at - verdict.since_intervals + 1, []
        if raised is not None:
            sums.append((verdict.expected_now, _counted(float(history.offered[at]))))
            raised = verdict
            if verdict.standing is Standing.ENDED:
                found.append(_alarm(watched.detector, first, since, sums, verdict))
                raised = None
    if raised is not None:
        found.append(_alarm(watched.detector, first, since, sums, raised))
    return found


def _counted(observed: float) -> float:
    return observed if np.isfinite(observed) else 0.0


def _alarm(
    detector: Detector, first: int, since: int, sums: list[tuple[float, float]], verdict: Verdict
) -> Alarm:
    over = verdict.standing is Standing.ENDED
    kept = sums[: max(len(sums) - verdict.calm_intervals, 1)] if over else sums
    expected, observed = (sum(column) for column in zip(*kept, strict=True))
    low, high = uplift_interval(
        detector,
        expected=expected,
        observed=observed,
        expected_squares=sum(one**2 for one, _ in kept),
        level_variance=verdict.level_variance,
    )
    return Alarm(first, first + len(kept) - 1, since, expected, observed, low, high, over)
