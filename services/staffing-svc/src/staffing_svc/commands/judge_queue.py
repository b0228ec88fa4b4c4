"""Judge a queue's newest intervals: is more coming in than forecast, since when, and is it over?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from concert_chassis.transaction import Transaction

from staffing_svc.commands.close_surge import close_surge
from staffing_svc.commands.expect_contacts import expect_contacts
from staffing_svc.commands.follow_surge import follow_surge, open_surge
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.surge import (
    Checkpoint,
    Detector,
    DetectorState,
    Standing,
    Verdict,
    WatchedInterval,
    replay,
)
from staffing_svc.store import detectors, intervals, queues, surges

JUDGED_AGAIN_FOR = timedelta(days=8)
"""A report older than this corrects the history, but nobody's alarm of last week."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One interval and what the detector said after it."""

    started_at: datetime
    verdict: Verdict
    forecast_version: int


async def judge_queue(tx: Transaction, name: str, *, since: datetime) -> None:
    """Judges again from `since`, so that late, repeated and corrected reports lead to the same end.

    Does nothing on a queue without a detector (too little history) or without a forecast.
    """
    queue, known = await queues.find(tx, name), await detectors.find(tx, name)
    if queue is None or known is None or since < tx.now - JUDGED_AGAIN_FOR:
        return
    version, _, detector = known
    checkpoint = await _checkpoint(tx, queue, since)
    judged, after = await _judge(tx, queue, detector, checkpoint)
    await _remember(tx, name, since, after)
    for one in judged:
        await _act_on(tx, queue, detector, version, one)


async def _checkpoint(tx: Transaction, queue: Queue, since: datetime) -> Checkpoint:
    found = await detectors.find_checkpoint(tx, queue.name, since)
    if found is not None and found.next_at > since - JUDGED_AGAIN_FOR:
        return found
    return Checkpoint(since, DetectorState())


async def _judge(
    tx: Transaction, queue: Queue, detector: Detector, checkpoint: Checkpoint
) -> tuple[list[Judged], Checkpoint]:
    """Day by day, because each day is held against the forecast that did not know it yet."""
    reported = await intervals.list_between(tx, queue.name, checkpoint.next_at, tx.now + timedelta(days=1))
    judged: list[Judged] = []
    for day in sorted({interval.started_at.date() for interval in reported}):
        of_day = [i for i in reported if i.started_at.date() == day and i.interval_s == queue.interval_s]
        if not of_day:
            continue
        expected = await expect_contacts(tx, queue, of_day[0].started_at, of_day[-1].ended_at)
        if expected is None:
            continue
        checkpoint, verdicts = replay(
            detector,
            checkpoint,
            [WatchedInterval(i.started_at, expected.at(i.started_at), float(i.offered)) for i in of_day],
        )
        judged += [Judged(at, verdict, expected.forecast_version) for at, verdict in verdicts]
    return judged, checkpoint


async def _remember(tx: Transaction, queue: str, since: datetime, after: Checkpoint) -> None:
    """Keeps the newest state, and one a day so that a late report need not replay the week."""
    await detectors.forget_checkpoints_after(tx, queue, since)
    await detectors.put_checkpoint(tx, queue, after)
    await detectors.forget_checkpoints_before(tx, queue, tx.now - JUDGED_AGAIN_FOR)
    midnight = datetime.combine(after.next_at.date(), datetime.min.time(), UTC)
    await detectors.thin_checkpoints(tx, queue, since=midnight, newest=after.next_at)


async def _act_on(
    tx: Transaction, queue: Queue, detector: Detector, detector_version: int, judged: Judged
) -> None:
    standing = judged.verdict.standing
    if standing is Standing.QUIET:
        return
    interval = timedelta(seconds=queue.interval_s)
    since = judged.started_at - interval * (judged.verdict.since_intervals - 1)
    surge = await surges.find_open(tx, queue.name)
    if standing is Standing.ENDED:
        if surge is not None:
            over_at = judged.started_at + interval * (1 - judged.verdict.calm_intervals)
            await close_surge(tx, queue, detector, surge, judged.verdict, ended_at=over_at)
    elif surge is None:
        if not await _known_already(tx, queue.name, since):
            await open_surge(
                tx,
                queue,
                detector,
                judged.verdict,
                since=since,
                judged_until=judged.started_at + interval,
                forecast_version=judged.forecast_version,
                detector_version=detector_version,
            )
    else:
        await follow_surge(
            tx, queue, detector, surge, judged.verdict, judged_until=judged.started_at + interval
        )


async def _known_already(tx: Transaction, queue: str, since: datetime) -> bool:
    """Whether a surge of this time was found, and ended, before: a replay finds it again."""
    return any(
        surge.since <= since < (surge.ended_at or since)
        for surge in await surges.find_since(tx, queue, since)
    )
