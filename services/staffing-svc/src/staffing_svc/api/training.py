"""Training and briefing sessions for a campaign: placed before its launch where coverage allows, called off."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Name, QueueName
from fastapi import Query
from pydantic import Field, model_validator

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.api.moments import PlannedMoment
from staffing_svc.commands.cancel_training import cancel_training
from staffing_svc.commands.place_training import TrainingOrder
from staffing_svc.commands.place_training import place_training as place
from staffing_svc.store import training_sessions as stored

training = Router(prefix="/v1/training-sessions", tags=["schedule"])


class TrainingBody(RequestBody):
    """`people` sit in a session of `length_s`, at most `group` and (but for the last) at least `fewest` at once.

    From now until the launch, if no other time is given. `spare` people beyond the required stay at work.
    """

    campaign_id: UUID
    queue: QueueName
    title: Name = "Briefing"
    length_s: Annotated[int, Field(ge=300, le=28_800)]
    people: Annotated[int, Field(ge=1, le=10_000)]
    group: Annotated[int, Field(ge=1, le=1000)]
    fewest: Annotated[int, Field(ge=1, le=1000)] = 1
    spare: Annotated[float, Field(ge=0, le=10_000)] = 0.0
    not_before: PlannedMoment | None = None
    not_after: PlannedMoment | None = None

    @model_validator(mode="after")
    def _group_holds_fewest(self) -> Self:
        if self.fewest > self.group:
            raise ValueError("fewest must not be more than group")
        return self


class SessionAnswer(ResponseBody):
    session_id: UUID
    campaign_id: UUID
    queue: str
    title: str
    starts_at: datetime
    ends_at: datetime
    people: int
    placed_at: datetime
    placed_by: str
    cancelled_at: datetime | None
    cancelled_by: str | None


class HarmfulAnswer(ResponseBody):
    starts_at: datetime
    ends_at: datetime
    people: int
    missing_agent_hours: float


class PlacedTrainingAnswer(ResponseBody):
    """`unplaced_groups` found no room: `least_harmful` is where one would leave the fewest agent hours missing.

    It is null when everybody has a session, and when so many are never at work at once.
    """

    sessions: list[SessionAnswer]
    unplaced_people: int
    unplaced_groups: int
    least_harmful: HarmfulAnswer | None


@training.post("", status_code=201, dependencies=[PLANS_THE_CENTER])
async def place_training(body: TrainingBody, tx: TransactionDep) -> PlacedTrainingAnswer:
    """Place sessions; their people leave the schedule for that time, and standing plans are made anew."""
    return PlacedTrainingAnswer.model_validate(await place(tx, TrainingOrder(**dict(body))))


@training.get("")
async def list_training(
    tx: TransactionDep,
    page: PageDep,
    campaign_id: Annotated[UUID | None, Query()] = None,
    queue: Annotated[QueueName | None, Query()] = None,
) -> Page[SessionAnswer]:
    """Sessions by their time, cancelled ones too."""
    found = await stored.list_after(
        tx,
        campaign_id=campaign_id,
        queue=queue,
        after=page.after(tuple[datetime, UUID]),
        limit=page.fetch,
    )
    return page.page(
        found, key=lambda one: (one.starts_at, one.session_id), shown=SessionAnswer.model_validate
    )


@training.post("/{session_id}/cancellation", dependencies=[PLANS_THE_CENTER])
async def cancel_session(session_id: UUID, tx: TransactionDep) -> SessionAnswer:
    """Call a session off that has not begun: its people are scheduled again. The same again changes nothing."""
    return SessionAnswer.model_validate(await cancel_training(tx, session_id))
