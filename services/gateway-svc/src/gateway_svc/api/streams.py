"""Events out: read along with any stream, as a page of what was said or live as server-sent events."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

from concert_chassis.auth import Caller, CallerDep
from concert_chassis.bodies import ResponseBody
from concert_chassis.bus.protocol import Bus, Record
from concert_chassis.http import BusDep, Router, wired
from concert_contracts.codec import from_kafka, to_structured
from concert_contracts.malformed import WireRefusal
from concert_contracts.refusal import Refusal
from concert_contracts.streams import PERSONAL, STREAMS
from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, JsonValue
from pydantic_core import from_json

streams = Router(prefix="/v1/streams", tags=["events out"])

QUIET_S = 0.5
EVERY = tuple(stream.name for stream in STREAMS)
ABOUT_PERSONS = frozenset(stream.name for stream in PERSONAL)
SEE_PERSONS = frozenset({"planner", "supervisor", "operations", "system"})


class UnknownStream(Refusal):
    """No stream has this name."""

    code = "unknown-stream"
    status = 404


class AboutPersons(Refusal):
    """What single agents do is read by those who plan the center or run Concert."""

    code = "about-persons"
    status = 403
    place = "query"


class StreamAnswer(ResponseBody):
    stream: str
    owner: str
    key_field: str
    retention_days: int


class StreamsAnswer(ResponseBody):
    items: list[StreamAnswer]


class EventsRead(ResponseBody):
    """Events in structured mode, oldest first; read on with `since` = the `recordedtime` of the last one."""

    items: list[dict[str, JsonValue]]


StreamQuery = Annotated[list[str] | None, Query(description="Names of streams; without any, all of them.")]
HeartbeatQuery = Annotated[
    float, Query(ge=0.1, le=300, description="After so many quiet seconds, say that the connection lives.")
]
LastEventHeader = Annotated[
    AwareDatetime | None, Header(description="The `id` of the last event that was read.")
]
TypeQuery = Annotated[str | None, Query(description="Only events whose type contains this.")]


@streams.get("")
async def list_streams() -> StreamsAnswer:
    """All streams: who says what is on them, what orders them, how long they can be read again."""
    return StreamsAnswer(
        items=[
            StreamAnswer(stream=s.name, owner=s.owner, key_field=s.key_field, retention_days=s.retention.days)
            for s in STREAMS
        ]
    )


@streams.get("/events")
async def read_events(
    bus: BusDep,
    caller: CallerDep,
    since: AwareDatetime,
    stream: StreamQuery = None,
    type: TypeQuery = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EventsRead:
    """What was said since a moment, up to `limit` events."""
    found: list[dict[str, JsonValue]] = []
    async with aclosing(_followed(bus, _names(stream, caller), since, QUIET_S)) as records:
        async for record in records:
            text = _shown(record, type) if record is not None else None
            if text is not None:
                found.append(from_json(text))
            if record is None or len(found) >= limit:
                break
    return EventsRead(items=found)


@streams.get("/live")
async def follow_events(
    request: Request,
    bus: BusDep,
    caller: CallerDep,
    stream: StreamQuery = None,
    type: TypeQuery = None,
    since: AwareDatetime | None = None,
    heartbeat_s: HeartbeatQuery = 15.0,
    last_event_id: LastEventHeader = None,
) -> StreamingResponse:
    """Events as they are said, as server-sent events; `since` begins earlier.

    Who was cut off comes back with the last `id` as Last-Event-ID; events of that very moment may come twice.
    """
    names = _names(stream, caller)
    begins = last_event_id or since or wired(request).clock.now()

    async def lines() -> AsyncIterator[bytes]:
        yield b": following\n\n"
        async with aclosing(_followed(bus, names, begins, heartbeat_s)) as records:
            async for record in records:
                text = _shown(record, type) if record is not None else None
                if record is None:
                    yield b": still here\n\n"
                elif text is not None:
                    yield b"id: %s\ndata: %s\n\n" % (record.at.isoformat().encode(), text)

    return StreamingResponse(lines(), media_type="text/event-stream")


def _names(asked: Sequence[str] | None, caller: Caller) -> tuple[str, ...]:
    """Those asked for; without any, all that the caller may read."""
    hidden = ABOUT_PERSONS if caller.roles.isdisjoint(SEE_PERSONS) else frozenset[str]()
    for name in asked or ():
        if name not in EVERY:
            raise UnknownStream(f"{name!r} is no stream; there are {', '.join(EVERY)}", field="/stream")
        if name in hidden:
            raise AboutPersons(f"{name} tells what single agents do", field="/stream")
    return tuple(asked or (name for name in EVERY if name not in hidden))


async def _followed(
    bus: Bus, topics: Sequence[str], since: datetime | None, quiet_s: float
) -> AsyncGenerator[Record | None]:
    """The records of the topics, and None whenever nothing came for `quiet_s`."""
    records = bus.tail(topics, since=since)
    waiting = asyncio.ensure_future(anext(records))
    try:
        while True:
            done, _ = await asyncio.wait([waiting], timeout=quiet_s)
            if not done:
                yield None
                continue
            yield waiting.result()
            waiting = asyncio.ensure_future(anext(records))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        closing = getattr(records, "aclose", None)
        if closing is not None:
            await closing()


def _shown(record: Record, wanted: str | None) -> bytes | None:
    """The event in structured mode; None when it is not wanted, or is no event of ours."""
    try:
        envelope = from_kafka(record.key, record.value, record.headers)
    except WireRefusal:
        return None
    return to_structured(envelope) if wanted is None or wanted in envelope.type else None
