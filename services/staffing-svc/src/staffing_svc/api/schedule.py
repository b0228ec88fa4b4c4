"""The schedule: people per queue and interval, loaded from the workforce-management system."""

from typing import Annotated

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_contracts.quantities import QueueName
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.load_staff import load_staff
from staffing_svc.store.staff import ScheduledAgents

schedule = Router(prefix="/v1/schedule", tags=["schedule"])


class ScheduledBody(RequestBody):
    """People scheduled on a queue from `started_at`, before shrinkage."""

    queue: QueueName
    started_at: AwareDatetime
    interval_s: Annotated[int, Field(ge=300, le=3600)]
    agents: Annotated[float, Field(ge=0, le=1_000_000)]


class LoadScheduleBody(RequestBody):
    scheduled: Annotated[list[ScheduledBody], Field(min_length=1, max_length=10_000)]


class ScheduleLoaded(ResponseBody):
    received: int


@schedule.post("", status_code=201, dependencies=[PLANS_THE_CENTER])
async def load_schedule(body: LoadScheduleBody, tx: TransactionDep) -> ScheduleLoaded:
    """Load up to 10,000 intervals of schedule; later ones replace earlier ones of the same queue and time."""
    return ScheduleLoaded(received=await load_staff(tx, [ScheduledAgents(**dict(s)) for s in body.scheduled]))
