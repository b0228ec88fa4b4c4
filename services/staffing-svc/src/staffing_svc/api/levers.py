"""Levers: what a supervisor can do now, each with its predicted effect on the rest of the day; none is pulled."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import numpy as np
from concert_chassis.bodies import RequestBody, ResponseBody, Share
from concert_chassis.http import Router, TransactionDep
from concert_contracts.quantities import QueueName
from concert_contracts.refusal import Refusal
from pydantic import AwareDatetime, Field

from staffing_svc.commands.foresee_queue import Foreseen, foresee_queue
from staffing_svc.domain.erlang.lever_effect import predict_effect
from staffing_svc.domain.erlang.levers import (
    Callback,
    CancelTraining,
    Deflection,
    Lever,
    Overflow,
    Overtime,
    RestOfDay,
)
from staffing_svc.domain.series import Numbers, grid_over
from staffing_svc.store import queues

levers = Router(prefix="/v1/levers", tags=["planning"])

LONGEST = timedelta(hours=24)
Agents = Annotated[float, Field(ge=0, le=100_000)]


class StretchBeyondTheDay(Refusal):
    """Levers are for the rest of a day."""

    code = "stretch-beyond-the-day"
    status = 422


class QueueIsDeferred(Refusal):
    """Levers shorten waits within the day; contacts of this queue may wait by design."""

    code = "queue-is-deferred"
    status = 409


class LeverNeverPulled(Refusal):
    """The times of a lever run forward: it begins, ends, and then the day ends."""

    code = "lever-never-pulled"
    status = 422


class OvertimeBody(RequestBody):
    """So many agents more on the queue."""

    lever: Literal["overtime"]
    agents: Agents


class CancelTrainingBody(RequestBody):
    """So many agents come out of training or briefing and take contacts."""

    lever: Literal["cancel_training"]
    agents: Agents


class OverflowBody(RequestBody):
    """A share of the contacts goes to another team, which loses `lost_there` of them."""

    lever: Literal["overflow"]
    share: Share
    lost_there: Share = 0.0


class DeflectionBody(RequestBody):
    """A message names the cause: `share` leave, `resolved` of them helped, `calls_again` of the others come back."""

    lever: Literal["deflection"]
    share: Share
    resolved: Share
    calls_again: Share = 0.5


class CallbackBody(RequestBody):
    """A share accepts to be called back after `until`; `not_reached` do not pick up."""

    lever: Literal["callback"]
    share: Share
    not_reached: Share = 0.1


LeverBody = Annotated[
    OvertimeBody | CancelTrainingBody | OverflowBody | DeflectionBody | CallbackBody,
    Field(discriminator="lever"),
]


class PullBody(RequestBody):
    """The lever is pulled from `since` to `until`, in all intervals that this touches; the effect is followed to
    `day_ends_at`, at most 24 hours on."""

    queue: QueueName
    since: AwareDatetime
    until: AwareDatetime
    day_ends_at: AwareDatetime
    in_system: Annotated[
        int, Field(ge=0, le=100_000, description="Contacts waiting or being served now.")
    ] = 0
    what: LeverBody


class OutcomeAnswer(ResponseBody):
    """Service level by volume; contacts lost are abandoned, or turned away unresolved."""

    service_level: float
    abandonment: float
    contacts_lost: float


class LeverAnswer(ResponseBody):
    queue: str
    forecast_version: int
    starts_at: datetime
    ends_at: datetime
    known_schedule: bool
    before: OutcomeAnswer
    after: OutcomeAnswer


@levers.post("")
async def predict_lever(body: PullBody, tx: TransactionDep) -> LeverAnswer:
    """The rest of the day without a lever and with it, by the transient model; nothing is changed."""
    if body.until <= body.since:
        raise LeverNeverPulled("a lever is pulled from `since` to a later `until`", field="/until")
    if body.day_ends_at < body.until:
        raise LeverNeverPulled("the day ends after the lever is let go", field="/day_ends_at")
    if body.day_ends_at - body.since > LONGEST:
        raise StretchBeyondTheDay("follow a lever for at most 24 hours", field="/day_ends_at")
    queue = await queues.get(tx, body.queue)
    if queue.deferred is not None:
        raise QueueIsDeferred(
            "contacts of this queue may wait: POST /v1/what-if tells what more people do", field="/queue"
        )
    foreseen = await foresee_queue(tx, queue, body.since, body.day_ends_at)
    effect = await tx.compute(
        predict_effect,
        _rest_of_day(foreseen, body.in_system),
        _lever(body, foreseen),
        within_s=foreseen.queue.promise.within_s,
    )
    return LeverAnswer(
        queue=body.queue,
        forecast_version=foreseen.forecast_version,
        starts_at=foreseen.grid.start,
        ends_at=foreseen.grid.end,
        known_schedule=foreseen.known_schedule,
        before=OutcomeAnswer.model_validate(effect.before),
        after=OutcomeAnswer.model_validate(effect.after),
    )


def _rest_of_day(foreseen: Foreseen, in_system: int) -> RestOfDay:
    contacts = foreseen.contacts
    handled = float((contacts * foreseen.handle_s).sum())
    return RestOfDay(
        contacts=contacts,
        agents=np.floor(foreseen.scheduled * (1.0 - foreseen.queue.shrinkage_share) + 1e-9),
        aht_s=handled / float(contacts.sum()) if contacts.sum() > 0 else foreseen.queue.handle_s,
        interval_s=float(foreseen.grid.interval_s),
        patience_s=foreseen.queue.patience_s,
        in_system=in_system,
    )


def _lever(body: PullBody, foreseen: Foreseen) -> Lever:
    times = np.arange(foreseen.grid.count)
    pulled = times < grid_over(body.since, body.until, foreseen.grid.interval_s).count
    what = body.what
    match what:
        case OvertimeBody():
            return Overtime(what.agents, pulled)
        case CancelTrainingBody():
            back: Numbers = np.where(pulled, what.agents, 0.0)
            return CancelTraining(back)
        case OverflowBody():
            return Overflow(what.share, pulled, what.lost_there)
        case DeflectionBody():
            return Deflection(what.share, what.resolved, pulled, what.calls_again)
        case CallbackBody():
            return Callback(what.share, pulled, ~pulled, what.not_reached)
