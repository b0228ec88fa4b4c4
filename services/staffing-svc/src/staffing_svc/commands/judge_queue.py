"""Judge a queue's newest intervals: is more coming in than forecast, since when, and is it over?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.expect_contacts import expect_contacts
from staffing_svc.commands.settle_surges import Retelling, settle_surges
from staffing_svc.domain.episodes import Judged, episodes
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import grid_over
from staffing_svc.domain.surge import Checkpoint, Detector, DetectorState, WatchedInterval, replay
from staffing_svc.domain.surge.state import memory_intervals
from staffing_svc.store import detectors, intervals, queues, surges

JUDGED_AGAIN_FOR = timedelta(days=8)
"""A report older than this corrects the history, but nobody's alarm of last week."""


async def judge_changed(tx: Transaction, changed: Sequence[tuple[str, datetime]]) -> None:
    """Judges each queue once from the earliest of its changed intervals, given as (queue, start)."""
    earliest: dict[str, datetime] = {}
    for queue, started_at in changed:
        earliest[queue] = min(started_at, earliest.get(queue, started_at))
    for queue in sorted(earliest):
        await judge_queue(tx, queue, since=earliest[queue])


async def judge_queue(tx: Transaction, name: str, *, since: datetime) -> None:
    """Judges again from `since`, so that late, repeated and corrected reports lead to the same end.

    Does nothing on a queue without a detector (too little history) or without a forecast.
    """
    queue, known = await queues.find(tx, name), await detectors.find(tx, name)
    if queue is None or known is None or since < tx.now - JUDGED_AGAIN_FOR:
        return
    version, _, detector = known
    if detector.interval_s != queue.interval_s:
        return
    checkpoint = await _checkpoint(tx, queue, since)
    judged, after = await _judge(tx, queue, detector, checkpoint)
    await _remember(tx, name, since, after)
    found = episodes(judged, interval_s=queue.interval_s)
    from_when = min([checkpoint.next_at, *(episode.since for episode in found)])
    told = await surges.find_since(tx, name, from_when)
    await settle_surges(
        tx,
        queue,
        detector,
        Retelling(found, told, judged_from=checkpoint.next_at),
        detector_version=version,
    )


async def _checkpoint(tx: Transaction, queue: Queue, since: datetime) -> Checkpoint:
    """The newest state that does not know `since`; without one, a state that knows nothing of the last days."""
    found = await detectors.find_checkpoint(tx, queue.name, since)
    if found is not None and found.next_at > since - JUDGED_AGAIN_FOR:
        return found
    begin = Checkpoint(grid_over(tx.now - JUDGED_AGAIN_FOR, tx.now, queue.interval_s).start, DetectorState())
    await detectors.put_checkpoint(tx, queue.name, begin)
    return begin


async def _judge(
    tx: Transaction, queue: Queue, detector: Detector, checkpoint: Checkpoint
) -> tuple[list[Judged], Checkpoint]:
    """The verdicts from the checkpoint on, gaps included: a surge may end while nothing is reported."""
    reported = [
        interval
        for interval in await intervals.list_between(
            tx, queue.name, checkpoint.next_at, tx.now + timedelta(days=1)
        )
        if interval.interval_s == queue.interval_s
    ]
    if not reported:
        return [], checkpoint
    expected = await expect_contacts(tx, queue, reported[0].started_at, reported[-1].ended_at)
    watched = [_watched(one, expected.at(one.started_at)) for one in reported]
    gaps = _gaps(checkpoint.next_at, reported, detector.interval_s)
    after, verdicts = replay(detector, checkpoint, [*watched, *gaps])
    versions = {one.started_at: expected.version_at(one.started_at) for one in reported}
    return [Judged(at, verdict, versions.get(at, 0)) for at, verdict in verdicts], after


def _watched(interval: Interval, expected: float) -> WatchedInterval:
    """Where no forecast speaks nothing can be held against it."""
    known = not np.isnan(expected)
    return WatchedInterval(
        interval.started_at, expected if known else 0.0, float(interval.offered) if known else None
    )


def _gaps(next_at: datetime, reported: list[Interval], interval_s: int) -> list[WatchedInterval]:
    """Intervals that nobody reported before one that was; after a day of them nothing more can change."""
    found: list[WatchedInterval] = []
    interval = timedelta(seconds=interval_s)
    for one in reported:
        missing = min(int((one.started_at - next_at) / interval), memory_intervals(interval_s))
        found += [WatchedInterval(next_at + interval * step, 0.0, None) for step in range(missing)]
        next_at = one.ended_at
    return found


async def _remember(tx: Transaction, queue: str, since: datetime, after: Checkpoint) -> None:
    """Keeps the newest state, and one a day so that a late report need not replay the week."""
    await detectors.forget_checkpoints_after(tx, queue, since)
    await detectors.put_checkpoint(tx, queue, after)
    await detectors.forget_checkpoints_before(tx, queue, tx.now - 2 * JUDGED_AGAIN_FOR)
    midnight = datetime.combine(after.next_at.date(), datetime.min.time(), UTC)
    await detectors.thin_checkpoints(tx, queue, since=midnight, newest=after.next_at)
