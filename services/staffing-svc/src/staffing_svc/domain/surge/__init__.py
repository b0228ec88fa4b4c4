"""Surge detection: is more coming in than today's level explains, since when, and how sure is that?"""

from staffing_svc.domain.surge.advance import advance
from staffing_svc.domain.surge.calibration import (
    FalseAlarmRateNotPositive,
    HistoryTooShort,
    ImpossibleHistory,
    calibrate,
)
from staffing_svc.domain.surge.detectable import detectable_uplift
from staffing_svc.domain.surge.detector import Detector, Detectors, Dispersion, Wander
from staffing_svc.domain.surge.replaying import Checkpoint, WatchedInterval, replay
from staffing_svc.domain.surge.state import DetectorState, Fleet
from staffing_svc.domain.surge.verdict import STANDINGS, Standing, Verdict, Verdicts, uplift_interval
from staffing_svc.domain.surge.watching import standings, step

__all__ = [
    "STANDINGS",
    "Checkpoint",
    "Detector",
    "DetectorState",
    "Detectors",
    "Dispersion",
    "FalseAlarmRateNotPositive",
    "Fleet",
    "HistoryTooShort",
    "ImpossibleHistory",
    "Standing",
    "Verdict",
    "Verdicts",
    "Wander",
    "WatchedInterval",
    "advance",
    "calibrate",
    "detectable_uplift",
    "replay",
    "standings",
    "step",
    "uplift_interval",
]
