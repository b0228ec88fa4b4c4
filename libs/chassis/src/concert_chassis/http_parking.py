"""Operations looks at what is set aside and decides: edit, replay, discard, or let the pump go on."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, StringConstraints
from pydantic_core import from_json, to_json

from concert_chassis import parking_desk
from concert_chassis.auth import Caller, requires
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.inbound import Pump
from concert_chassis.pages import Page, PageDep
from concert_chassis.parking import ParkedEvent
from concert_chassis.parking_desk import Act, ParkedKey, shown
from concert_chassis.replay import Replays

ParkedEventId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Topic = Annotated[str, StringConstraints(min_length=1, max_length=249)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=2048)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
OperationsDep = Annotated[Caller, requires("operations")]


class ParkedKeyAnswer(ResponseBody):
    """`next_attempt_at` is null when it waits for a person; `events` counts the first one and its followers."""

    topic: str
    key: str
    attempts: int
    next_attempt_at: datetime | None
    error: str
    parked_at: datetime
    events: int


class ParkedEventAnswer(ResponseBody):
    """`data` is the event's JSON, or null where the record holds none; `text` is what it holds instead."""

    parked_event_id: int
    topic: str
    key: str
    partition: int
    offset: int
    event_id: UUID | None
    event_type: str | None
    edited: bool
    parked_at: datetime
    headers: dict[str, str]
    data: dict[str, Any] | None
    text: str | None


class ActAnswer(ResponseBody):
    id: int
    at: datetime
    actor: str
    action: str
    topic: str
    key: str
    parked_event_id: int | None
    event_id: UUID | None
    note: str


class KeyBody(RequestBody):
    topic: Topic
    key: Key
    note: Note


class EditBody(RequestBody):
    data: Annotated[dict[str, Any], Field(description="What the event should have said.")]
    note: Note


class NoteBody(RequestBody):
    note: Note


class ReplayAnswer(ResponseBody):
    """`error` is what stopped the key again, null if it flows."""

    events: int
    error: str | None


class DiscardAnswer(ResponseBody):
    events: int


def parking_router(replays: Replays, pump: Pump) -> APIRouter:
    """The routes of a service whose deliveries these two carry."""
    router = Router(prefix="/parking", tags=["parking"])

    @router.get("/keys", dependencies=[requires("operations")])
    async def list_parked_keys(tx: TransactionDep, page: PageDep) -> Page[ParkedKeyAnswer]:
        rows = await parking_desk.list_keys(tx, after=page.after(tuple[str, str]), limit=page.fetch)
        return page.page(rows, key=_place, shown=ParkedKeyAnswer.model_validate)

    @router.get("/events", dependencies=[requires("operations")])
    async def list_parked_events(
        tx: TransactionDep, page: PageDep, topic: Annotated[Topic, Query()], key: Annotated[Key, Query()]
    ) -> Page[ParkedEventAnswer]:
        after = page.after(int) or 0
        rows = await parking_desk.list_events(tx, topic, key, after=after, limit=page.fetch)
        return page.page(rows, key=_event_id, shown=_shown)

    @router.get("/events/{parked_event_id}", dependencies=[requires("operations")])
    async def get_parked_event(tx: TransactionDep, parked_event_id: ParkedEventId) -> ParkedEventAnswer:
        return _shown(await parking_desk.get_event(tx, parked_event_id))

    @router.put("/events/{parked_event_id}/data", dependencies=[requires("operations")])
    async def edit_parked_event(
        tx: TransactionDep, parked_event_id: ParkedEventId, body: EditBody
    ) -> ParkedEventAnswer:
        return _shown(await parking_desk.edit(tx, parked_event_id, data=to_json(body.data), note=body.note))

    @router.post("/events/{parked_event_id}/discard", status_code=204, dependencies=[requires("operations")])
    async def discard_parked_event(
        tx: TransactionDep, parked_event_id: ParkedEventId, body: NoteBody
    ) -> Response:
        await parking_desk.discard_event(tx, parked_event_id, note=body.note)
        return Response(status_code=204)

    @router.post("/discard", dependencies=[requires("operations")])
    async def discard_parked_key(tx: TransactionDep, body: KeyBody) -> DiscardAnswer:
        return DiscardAnswer(events=await parking_desk.discard_key(tx, body.topic, body.key, note=body.note))

    @router.post("/replay")
    async def replay_parked_key(body: KeyBody, caller: OperationsDep) -> ReplayAnswer:
        replayed = await replays.replay(body.topic, body.key, actor=caller.subject, note=body.note)
        return ReplayAnswer.model_validate(replayed)

    @router.get("/acts", dependencies=[requires("operations")])
    async def list_parking_acts(
        tx: TransactionDep,
        page: PageDep,
        topic: Annotated[Topic | None, Query()] = None,
        key: Annotated[Key | None, Query()] = None,
    ) -> Page[ActAnswer]:
        rows = await parking_desk.list_acts(
            tx, topic=topic, key=key, before=page.after(int), limit=page.fetch
        )
        return page.page(rows, key=_act_id, shown=ActAnswer.model_validate)

    @router.post("/resume", status_code=204, dependencies=[requires("operations")])
    async def resume_inbound() -> Response:
        pump.resume()
        return Response(status_code=204)

    return router


def _place(parked: ParkedKey) -> tuple[str, str]:
    return parked.topic, parked.key


def _event_id(event: ParkedEvent) -> int:
    return event.id


def _act_id(act: Act) -> int:
    return act.id


def _shown(event: ParkedEvent) -> ParkedEventAnswer:
    text = shown(event.record)
    data = _object_in(event.record.value)
    return ParkedEventAnswer(
        parked_event_id=event.id,
        topic=event.topic,
        key=event.key,
        partition=event.record.partition,
        offset=event.record.offset,
        event_id=event.event_id,
        event_type=event.event_type,
        edited=event.edited,
        parked_at=event.parked_at,
        headers={name: value.decode(errors="backslashreplace") for name, value in event.record.headers},
        data=data,
        text=None if data is not None else text,
    )


def _object_in(value: bytes | None) -> dict[str, Any] | None:
    try:
        found = from_json(value or b"", allow_inf_nan=False)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
