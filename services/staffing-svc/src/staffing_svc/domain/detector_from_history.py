"""A surge detector from a queue's history alone: each day held against what the days before it told."""

import numpy as np

from staffing_svc.domain.forecast import Calendar, History
from staffing_svc.domain.forecast.day_ahead import FIRST_DAYS, expect_days, unfold
from staffing_svc.domain.forecast.local_days import to_local_days
from staffing_svc.domain.surge import Detector, calibrate
from staffing_svc.domain.surge.calibration import LEAST_INTERVALS

SETTLING_DAYS = 28
"""The first weeks of a history are forecast worse than any later day: left out where the rest suffices."""
CALIBRATED_ON_DAYS = 182
LEAST_DAYS = 14


def detector_from(history: History, calendar: Calendar) -> Detector | None:
    """None while the history is too short to promise a false-alarm rate: under four weeks, or hardly reported."""
    days = to_local_days(history)
    known = len(days.offered)
    if known < FIRST_DAYS + LEAST_DAYS:
        return None
    first = max(known - CALIBRATED_ON_DAYS, min(SETTLING_DAYS, known - LEAST_DAYS), FIRST_DAYS)
    if np.isfinite(days.offered[first:]).sum() < LEAST_INTERVALS:
        return None
    expected = unfold(history, expect_days(days, calendar, range(first, known)))
    begin = int(np.argmax(np.isfinite(expected)))
    return calibrate(history.offered[begin:], expected[begin:], interval_s=history.interval_s)
