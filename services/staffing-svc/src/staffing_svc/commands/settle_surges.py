"""Bring what was told of surges into line with what the counts say now, late and corrected ones included."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import SurgeAttributed, VolumeSurge, VolumeSurgeEnded

from staffing_svc.commands.attribute_surge import attribute_surge
from staffing_svc.commands.book_loss import book_loss, take_back_loss
from staffing_svc.domain.episodes import Episode, fit
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.surge import Detector
from staffing_svc.domain.surges import Surge, counted, is_news, new_surge_id, uplift_range
from staffing_svc.store import surges


@dataclass(frozen=True, slots=True)
class Retelling:
    """Surges as the counts from `judged_from` on tell them now, beside those that were told of that time."""

    found: Sequence[Episode]
    told: Sequence[Surge]
    judged_from: datetime


async def settle_surges(
    tx: Transaction,
    queue: Queue,
    detector: Detector,
    retelling: Retelling,
    *,
    detector_version: int,
) -> None:
    """Takes back what corrected counts no longer bear out, then tells what is new, goes on, changed or ended."""
    fitting = fit(retelling.found, retelling.told)
    standing = {surge.surge_id for surge in retelling.told if not surge.taken_back}
    for surge in fitting.unfounded:
        if surge.since >= retelling.judged_from:
            await _take_back(tx, surge)
        elif surge.ended_at is None:
            await _end(tx, queue, replace(surge, ended_at=retelling.judged_from))
    for episode, known in fitting.told:
        before = known or _begun(tx, queue, detector, episode, detector_version, standing)
        if known is not None and _same(known, episode):
            await book_loss(tx, queue, known)
            continue
        surge = await _as_it_is_now(tx, queue, detector, before, episode)
        if known is None or (known.ended_at is not None and episode.ended_at is None):
            tx.emit(_started(surge))
        elif episode.ended_at is None and is_news(known.causes, surge.causes):
            tx.emit(_attributed(tx, surge))
        elif episode.ended_at is None:
            surge = replace(surge, causes=known.causes)
        if surge.ended_at is None:
            await surges.put(tx, surge)
        else:
            await _end(tx, queue, surge)


async def _end(tx: Transaction, queue: Queue, surge: Surge) -> None:
    await surges.put(tx, surge)
    tx.emit(_ended(surge))
    await book_loss(tx, queue, surge)


def _begun(
    tx: Transaction,
    queue: Queue,
    detector: Detector,
    episode: Episode,
    detector_version: int,
    standing: Set[UUID],
) -> Surge:
    """A surge that nobody has been told of; its figures follow."""
    chance = min(episode.verdict.false_alarms_per_week, detector.false_alarms_per_week)
    return Surge(
        surge_id=new_surge_id(queue.name, episode.since, standing),
        queue=queue.name,
        interval_s=queue.interval_s,
        since=episode.since,
        detected_at=tx.now,
        ended_at=None,
        expected_contacts=0.0,
        observed_contacts=0,
        uplift_low=0.0,
        uplift_likely=0.0,
        uplift_high=0.0,
        false_alarms_per_week=chance,
        causes=(),
        forecast_version=episode.forecast_version,
        detector_version=detector_version,
    )


async def _as_it_is_now(
    tx: Transaction, queue: Queue, detector: Detector, surge: Surge, episode: Episode
) -> Surge:
    verdict = episode.verdict
    causes = await attribute_surge(
        tx,
        queue,
        detector,
        verdict,
        since=episode.since,
        until=episode.ended_at or episode.judged_until,
    )
    low, likely, high = uplift_range(verdict.uplift_low, verdict.uplift, verdict.uplift_high)
    return replace(
        surge,
        since=episode.since,
        ended_at=episode.ended_at,
        expected_contacts=verdict.expected,
        observed_contacts=counted(verdict.observed),
        uplift_low=low,
        uplift_likely=likely,
        uplift_high=high,
        causes=causes,
    )


def _same(known: Surge, episode: Episode) -> bool:
    """An ended surge of which nothing has changed."""
    return (
        known.ended_at is not None
        and (known.since, known.ended_at) == (episode.since, episode.ended_at)
        and abs(known.expected_contacts - episode.verdict.expected) < 1e-6
        and known.observed_contacts == counted(episode.verdict.observed)
    )


async def _take_back(tx: Transaction, surge: Surge) -> None:
    """Corrected counts show no surge: it ends where it began, with nothing above the expectation."""
    void = replace(
        surge, ended_at=surge.since, expected_contacts=float(surge.observed_contacts), uplift_likely=0.0
    )
    void = replace(void, uplift_low=min(void.uplift_low, 0.0), uplift_high=max(void.uplift_high, 0.0))
    await surges.put(tx, void)
    tx.emit(_ended(void))
    await take_back_loss(tx, void)


def _started(surge: Surge) -> VolumeSurge:
    return VolumeSurge(
        surge_id=surge.surge_id,
        queue=surge.queue,
        interval_s=surge.interval_s,
        since=surge.since,
        detected_at=surge.detected_at,
        expected_contacts=surge.expected_contacts,
        observed_contacts=surge.observed_contacts,
        uplift_share=surge.uplift,
        false_alarms_per_week=surge.false_alarms_per_week,
        causes=surge.causes,
    )


def _attributed(tx: Transaction, surge: Surge) -> SurgeAttributed:
    return SurgeAttributed(
        surge_id=surge.surge_id,
        queue=surge.queue,
        since=surge.since,
        attributed_at=tx.now,
        expected_contacts=surge.expected_contacts,
        observed_contacts=surge.observed_contacts,
        causes=surge.causes,
    )


def _ended(surge: Surge) -> VolumeSurgeEnded:
    return VolumeSurgeEnded(
        surge_id=surge.surge_id,
        queue=surge.queue,
        since=surge.since,
        ended_at=surge.ended_at or surge.since,
        expected_contacts=surge.expected_contacts,
        observed_contacts=surge.observed_contacts,
        excess_contacts=max(surge.observed_contacts - surge.expected_contacts, 0.0),
        causes=surge.causes,
    )
