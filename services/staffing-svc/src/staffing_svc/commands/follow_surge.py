"""Keep up with a surge while it lasts: open it, count on, and say so when its causes become clearer."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid5

from concert_chassis.transaction import Transaction
from concert_contracts.quantities import UpliftRange
from concert_contracts.staffing import SurgeAttributed, SurgeCause, VolumeSurge

from staffing_svc.commands.attribute_surge import attribute_surge
from staffing_svc.domain.identities import SURGE_IDS
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.surge import Detector, Verdict
from staffing_svc.domain.surges import Surge
from staffing_svc.store import surges

NEWS = 0.15
"""A cause is news when its likely share has moved by this much since it was last told."""


async def open_surge(
    tx: Transaction,
    queue: Queue,
    detector: Detector,
    verdict: Verdict,
    *,
    since: datetime,
    judged_until: datetime,
    forecast_version: int,
    detector_version: int,
) -> None:
    """Keeps a newly found surge and says VolumeSurge."""
    causes = await attribute_surge(
        tx, queue.name, detector, verdict, interval_s=queue.interval_s, since=since, until=judged_until
    )
    surge = Surge(
        surge_id=uuid5(SURGE_IDS, f"{queue.name} {since.isoformat()}"),
        queue=queue.name,
        interval_s=queue.interval_s,
        since=since,
        detected_at=tx.now,
        ended_at=None,
        expected_contacts=verdict.expected,
        observed_contacts=round(verdict.observed),
        uplift_low=max(verdict.uplift_low, -1.0),
        uplift_likely=verdict.uplift,
        uplift_high=verdict.uplift_high,
        false_alarms_per_week=min(verdict.false_alarms_per_week, detector.false_alarms_per_week),
        causes=causes,
        forecast_version=forecast_version,
        detector_version=detector_version,
    )
    await surges.put(tx, surge)
    tx.emit(
        VolumeSurge(
            surge_id=surge.surge_id,
            queue=surge.queue,
            interval_s=surge.interval_s,
            since=surge.since,
            detected_at=surge.detected_at,
            expected_contacts=surge.expected_contacts,
            observed_contacts=surge.observed_contacts,
            uplift_share=UpliftRange(
                low=surge.uplift_low, likely=surge.uplift_likely, high=surge.uplift_high
            ),
            false_alarms_per_week=surge.false_alarms_per_week,
            causes=surge.causes,
        )
    )


async def follow_surge(
    tx: Transaction,
    queue: Queue,
    detector: Detector,
    surge: Surge,
    verdict: Verdict,
    *,
    judged_until: datetime,
) -> None:
    """Counts on, and says SurgeAttributed when the causes look different from what was said last."""
    causes = await attribute_surge(
        tx, queue.name, detector, verdict, interval_s=queue.interval_s, since=surge.since, until=judged_until
    )
    told = news(surge.causes, causes)
    await surges.put(
        tx,
        replace(
            surge,
            expected_contacts=verdict.expected,
            observed_contacts=round(verdict.observed),
            uplift_low=max(verdict.uplift_low, -1.0),
            uplift_likely=verdict.uplift,
            uplift_high=verdict.uplift_high,
            causes=causes if told else surge.causes,
        ),
    )
    if told:
        tx.emit(
            SurgeAttributed(
                surge_id=surge.surge_id,
                queue=surge.queue,
                since=surge.since,
                attributed_at=tx.now,
                expected_contacts=verdict.expected,
                observed_contacts=round(verdict.observed),
                causes=causes,
            )
        )


def news(before: tuple[SurgeCause, ...], after: tuple[SurgeCause, ...]) -> bool:
    """Whether any cause's likely share moved by NEWS or more."""
    shares: dict[tuple[str, object], float] = {}
    for sign, causes in ((-1.0, before), (1.0, after)):
        for cause in causes:
            key = (cause.kind, cause.campaign_id or cause.business_event_id)
            shares[key] = shares.get(key, 0.0) + sign * cause.share.likely
    return any(abs(moved) >= NEWS for moved in shares.values())
