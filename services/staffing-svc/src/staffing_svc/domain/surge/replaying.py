"""Judging a stretch of intervals again, from a stored state, when one came late, twice or corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from staffing_svc.domain.surge.detector import Detector
from staffing_svc.domain.surge.state import DetectorState, memory_intervals
from staffing_svc.domain.surge.verdict import Verdict
from staffing_svc.domain.surge.watching import step


@dataclass(frozen=True, slots=True)
class WatchedInterval:
    """`observed` None: it is known that nothing is known. `revision` grows with each correction."""

    starts_at: datetime
    expected: float
    observed: float | None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state after everything before `next_at` was judged."""

    next_at: datetime
    state: DetectorState


def replay(
    detector: Detector, checkpoint: Checkpoint, intervals: Iterable[WatchedInterval]
) -> tuple[Checkpoint, Sequence[tuple[datetime, Verdict]]]:
    """The verdicts from the checkpoint on, the same whatever the order in which the intervals came.

    Of an interval given several times the highest revision counts, then the one given last. Intervals before
    the checkpoint are ignored. Missing ones are gaps.
    """
    newest: dict[datetime, WatchedInterval] = {}
    for interval in intervals:
        known = newest.get(interval.starts_at)
        if interval.starts_at >= checkpoint.next_at and (
            known is None or interval.revision >= known.revision
        ):
            newest[interval.starts_at] = interval
    state, next_at, verdicts = checkpoint.state, checkpoint.next_at, []
    for starts_at in sorted(newest):
        state = _over_gap(detector, state, gap=starts_at - next_at)
        state, verdict = step(detector, state, newest[starts_at].expected, newest[starts_at].observed)
        verdicts.append((starts_at, verdict))
        next_at = starts_at + timedelta(seconds=detector.interval_s)
    return Checkpoint(next_at, state), verdicts


def _over_gap(detector: Detector, state: DetectorState, *, gap: timedelta) -> DetectorState:
    """Steps over missing intervals; after a day of them nothing more can change."""
    missing = int(gap.total_seconds() // detector.interval_s)
    for _ in range(min(missing, memory_intervals(detector.interval_s))):
        state, _ = step(detector, state, 0.0, None)
    return state
