"""Publishing a kept schedule: progress while it is searched, and a way to end it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from concert_chassis.auth import CallerDep
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep
from concert_chassis.http import Router, TransactionDep, TransactionsDep
from fastapi.responses import StreamingResponse
from pydantic import Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.api.schedule_answers import ScheduleState
from staffing_svc.api.search_stream import SEARCHES, search_stream
from staffing_svc.commands.publish_schedule import (
    QueueProgress,
    cancel_publication,
    open_publication,
    publish_schedule,
)
from staffing_svc.domain.kept_schedules import KeptSchedule
from staffing_svc.domain.publications import NothingSearched
from staffing_svc.store import schedules as stored

publications = Router(prefix="/v1/schedules", tags=["schedule"])


class PublicationBody(RequestBody):
    """The search of each queue ends once it is proven within `gap` of the cheapest; all, after `time_limit_s`."""

    gap: Annotated[float, Field(ge=0, le=1)] = 0.002
    time_limit_s: Annotated[float, Field(gt=0, le=120)] = 14.0


class QueueProgressAnswer(ResponseBody):
    queue: str
    best_h: float
    bound_h: float
    gap: float
    elapsed_s: float


class CancelledAnswer(ResponseBody):
    """The searches that were asked to end; they do within a second or two, and the draft stays a draft."""

    schedule_id: UUID
    publications: list[UUID]
    cancelled_at: datetime


@publications.post(
    "/{schedule_id}/publication", dependencies=[PLANS_THE_CENTER], response_class=StreamingResponse
)
async def publish_kept_schedule(
    schedule_id: UUID,
    body: PublicationBody,
    seen: IfMatchDep,
    transactions: TransactionsDep,
    caller: CallerDep,
) -> StreamingResponse:
    """Server-sent events: `progress` per queue, then `published` with the schedule, or `refused` with a code.

    Close the connection, or DELETE this address, to cancel: the draft then stays a draft.
    """
    async with transactions.begin(actor=caller.subject) as tx:
        known = await stored.lock(tx, schedule_id)
        seen.check(known.version)
        opened = await open_publication(tx, known, gap=body.gap, time_limit_s=body.time_limit_s)
    return search_stream(publish_schedule(transactions, SEARCHES, opened), _shown)


@publications.delete("/{schedule_id}/publication", status_code=202, dependencies=[PLANS_THE_CENTER])
async def cancel_schedule_publication(schedule_id: UUID, tx: TransactionDep) -> CancelledAnswer:
    """Cancel the running search for a schedule, whoever started it."""
    ended = await cancel_publication(tx, schedule_id)
    if not ended:
        raise NothingSearched("no search for this schedule is running", field="/schedule_id")
    return CancelledAnswer(schedule_id=schedule_id, publications=ended, cancelled_at=tx.now)


def _shown(message: QueueProgress | KeptSchedule) -> tuple[str, ResponseBody]:
    if isinstance(message, KeptSchedule):
        return "published", ScheduleState.model_validate(message)
    far = message.progress
    return "progress", QueueProgressAnswer(
        queue=message.queue,
        best_h=far.best_h,
        bound_h=far.bound_h,
        gap=far.gap,
        elapsed_s=far.elapsed_s,
    )
