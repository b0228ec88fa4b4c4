"""Events in: CloudEvents over HTTP, binary, structured or batch."""

from uuid import UUID

from concert_chassis.auth import requires
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_contracts.http_codec import from_http
from fastapi import Request

from gateway_svc.commands.take_in import refused, take_in

intake = Router(prefix="/v1/events", tags=["events in"])

REPORTS_FROM_OUTSIDE = requires("system", "operations", "planner", "campaign_owner")


class TakenAnswer(ResponseBody):
    """The events are stored and will be on the bus within moments."""

    taken: int
    ids: list[UUID]


class RefusedEvent(ResponseBody):
    position: int
    code: str
    reason: str
    field: str | None


class CheckedAnswer(ResponseBody):
    """What would happen to the events of a request: nothing was taken."""

    events: int
    refused: list[RefusedEvent]


@intake.post("", status_code=202, dependencies=[REPORTS_FROM_OUTSIDE])
async def take(request: Request, tx: TransactionDep) -> TakenAnswer:
    """Take in up to 1,000 events of `external.*` in one request: all of them, or none with each reason.

    Send `application/cloudevents+json`, `application/cloudevents-batch+json`, or binary mode with `ce-` headers.
    """
    envelopes = from_http(request.headers.items(), await request.body())
    take_in(tx, envelopes)
    return TakenAnswer(taken=len(envelopes), ids=[envelope.id for envelope in envelopes])


@intake.post("/validation", dependencies=[REPORTS_FROM_OUTSIDE])
async def validate(request: Request) -> CheckedAnswer:
    """Check events without taking them in: every refusal with its position, code and reason."""
    envelopes = from_http(request.headers.items(), await request.body())
    return CheckedAnswer(
        events=len(envelopes),
        refused=[
            RefusedEvent(position=position, code=why.code, reason=why.message, field=why.field)
            for position, why in refused(envelopes)
        ],
    )
