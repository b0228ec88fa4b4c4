"""Watching one queue: a single step, and a run over a stretch of intervals."""

import math

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.advance import advance
from staffing_svc.domain.surge.detector import Detector, Detectors
from staffing_svc.domain.surge.state import DetectorState, Fleet
from staffing_svc.domain.surge.verdict import Verdict

Floats = NDArray[np.float64]


def step(
    detector: Detector, state: DetectorState, expected: float, observed: float | None
) -> tuple[DetectorState, Verdict]:
    """Judges the next interval; `observed` None is an interval of which nothing is known (a gap)."""
    counted = math.nan if observed is None else float(observed)
    fleet, verdicts = advance(
        Detectors.stack([detector]),
        Fleet.stack([state]),
        np.array([float(expected)]),
        np.array([counted]),
    )
    return fleet.one(0), verdicts.one(0, detector)


def standings(detectors: Detectors, fleet: Fleet, expected: Floats, observed: Floats) -> NDArray[np.int8]:
    """The standing (index into STANDINGS) of Q queues over T intervals, (T, Q), from (T, Q) counts."""
    found = np.empty(expected.shape, dtype=np.int8)
    for t in range(len(expected)):
        fleet, verdicts = advance(detectors, fleet, expected[t], observed[t])
        found[t] = verdicts.standing
    return found
