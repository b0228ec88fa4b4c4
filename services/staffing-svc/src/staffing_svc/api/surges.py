"""Surges: where more came in than forecast, since when, and why."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from concert_contracts.refusal import Refusal
from concert_contracts.staffing import SurgeCause
from fastapi import Query
from pydantic import AwareDatetime

from staffing_svc.domain.surge import detectable_uplift
from staffing_svc.store import detectors, intervals
from staffing_svc.store import surges as stored

surges = Router(prefix="/v1/surges", tags=["surges"])


class NotWatched(Refusal):
    """No detector watches this queue: its history is too short, or nobody loaded any."""

    code = "not-watched"
    status = 404


class SurgeAnswer(ResponseBody):
    """Contacts are sums over the surge so far; the uplift is observed/expected - 1 with its 95 % interval."""

    surge_id: UUID
    queue: str
    interval_s: int
    since: datetime
    detected_at: datetime
    ended_at: datetime | None
    expected_contacts: float
    observed_contacts: int
    uplift_low: float
    uplift_likely: float
    uplift_high: float
    false_alarms_per_week: float
    causes: list[SurgeCause]
    forecast_version: int
    detector_version: int


class WatchAnswer(ResponseBody):
    """How a queue is watched: the promised false-alarm rate and the smallest uplift that shows within two hours.

    `detectable_uplift_share` is null when none up to 500 % does, at the queue's mean per interval.
    """

    queue: str
    detector_version: int
    calibrated_at: datetime
    calibrated_weeks: float
    false_alarms_per_week: float
    mean_contacts: float
    detectable_uplift_share: float | None


@surges.get("")
async def list_surges(
    tx: TransactionDep, page: PageDep, queue: Annotated[QueueName | None, Query()] = None
) -> Page[SurgeAnswer]:
    """Surges, the last detected first."""
    found = await stored.list_before(
        tx, queue=queue, before=page.after(tuple[AwareDatetime, UUID]), limit=page.fetch
    )
    return page.page(found, key=lambda s: (s.detected_at, s.surge_id), shown=SurgeAnswer.model_validate)


@surges.get("/watch")
async def get_watch(tx: TransactionDep, queue: Annotated[QueueName, Query()]) -> WatchAnswer:
    """What the surge detector of a queue promises, and what it can see."""
    known = await detectors.find(tx, queue)
    if known is None:
        raise NotWatched(f"nobody watches {queue!r}: load at least five weeks of its history", field="/queue")
    version, calibrated_at, detector = known
    mean = await intervals.mean_offered(tx, queue)
    uplift = detectable_uplift(detector, mean)
    return WatchAnswer(
        queue=queue,
        detector_version=version,
        calibrated_at=calibrated_at,
        calibrated_weeks=detector.calibrated_weeks,
        false_alarms_per_week=detector.false_alarms_per_week,
        mean_contacts=mean,
        detectable_uplift_share=uplift if uplift < float("inf") else None,
    )


@surges.get("/{surge_id}")
async def get_surge(surge_id: UUID, tx: TransactionDep) -> SurgeAnswer:
    """One surge with its causes."""
    return SurgeAnswer.model_validate(await stored.get(tx, surge_id))
