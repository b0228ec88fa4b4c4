"""Events out: streams are read as pages or followed live, by whoever is signed in."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
import uvicorn
from concert_contracts.codec import from_structured
from concert_contracts.envelope import Envelope
from concert_contracts.external import AgentStateEntered
from concert_contracts.streams import STREAMS
from gateway_api import Gateway
from pydantic_core import to_json

pytestmark = pytest.mark.asyncio(loop_scope="module")
ORDERS = "external.orders"
PATIENCE_S = 20.0


async def read(gateway: Gateway, **asked: object) -> httpx.Response:
    since = gateway.company.clock.now().replace(second=0).isoformat()
    return await gateway.client.get("/v1/streams/events", params={"since": since, **asked})


def events_of(answer: httpx.Response) -> list[Envelope]:
    return [from_structured(to_json(item)) for item in answer.json()["items"]]


async def test_what_was_said_is_read_whole(gateway: Gateway) -> None:
    order = gateway.order("read")
    await gateway.structured(order)
    told = await gateway.said()
    answer = await read(gateway)
    assert sorted(events_of(answer), key=lambda one: str(one.id)) == sorted(told, key=lambda one: str(one.id))


async def test_streams_and_types_narrow_what_is_read(gateway: Gateway) -> None:
    await gateway.structured(gateway.order())
    await gateway.said()
    assert [one.type for one in events_of(await read(gateway, stream=ORDERS))] == [
        "concert.external.OrderPlaced.v1"
    ]
    assert [one.type for one in events_of(await read(gateway, type="GoalSet"))] == [
        "concert.goals.GoalSet.v1"
    ]
    assert events_of(await read(gateway, stream="external.intervals")) == []
    assert events_of(await read(gateway, stream=[ORDERS, "goals.scorecards"], type="Nothing")) == []


@pytest.mark.parametrize(
    ("role", "sees"), [("planner", True), ("supervisor", True), ("campaign_owner", False), ("agent", False)]
)
async def test_what_single_agents_do_is_read_by_those_who_plan_them(
    gateway: Gateway, role: str, sees: bool
) -> None:
    now = gateway.company.clock.now()
    state = AgentStateEntered(agent_id="agent-1", state="on_break", entered_at=now)
    await gateway.structured(gateway.enveloped(state))
    await gateway.said()
    asked = {"since": now.replace(second=0).isoformat()}
    async with gateway.company.client("gateway-svc", role) as client:
        everything = await client.get("/v1/streams/events", params=asked)
        named = await client.get("/v1/streams/events", params={**asked, "stream": "external.agent-states"})
        live = (
            await client.get("/v1/streams/live", params={"stream": "external.agent-states"})
            if not sees
            else None
        )
    told = [one.type for one in events_of(everything)]
    assert ("concert.external.AgentStateEntered.v1" in told) is sees
    assert named.status_code == (200 if sees else 403)
    if live is not None:
        assert (live.status_code, live.json()["code"]) == (403, "about-persons")


async def test_no_more_is_read_than_asked_for(gateway: Gateway) -> None:
    await gateway.batch(*(gateway.order(f"L-{number}") for number in range(5)))
    await gateway.said()
    assert len(events_of(await read(gateway, stream=ORDERS, limit=2))) == 2


async def test_what_was_said_before_is_not_read(gateway: Gateway) -> None:
    await gateway.structured(gateway.order("old"))
    await gateway.said()
    gateway.company.clock.advance(timedelta(seconds=10))
    since = gateway.company.clock.now().isoformat()
    assert events_of(await read(gateway, since=since)) == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"stream": "external.nothing"}, 404, "unknown-stream"),
        ({"stream": "outbox"}, 404, "unknown-stream"),
        ({"limit": 0}, 422, "invalid-request"),
        ({"limit": 1001}, 422, "invalid-request"),
        ({"since": "yesterday"}, 422, "invalid-request"),
        ({"since": "2025-03-01T09:00:00"}, 422, "invalid-request"),
    ],
)
async def test_what_cannot_be_read_is_refused(
    gateway: Gateway, asked: dict[str, object], status: int, code: str
) -> None:
    answer = await read(gateway, **asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_all_streams_are_listed_with_who_speaks_on_them(gateway: Gateway) -> None:
    listed = (await gateway.client.get("/v1/streams")).json()["items"]
    assert {(one["stream"], one["owner"], one["key_field"]) for one in listed} == {
        (stream.name, stream.owner, stream.key_field) for stream in STREAMS
    }


async def test_only_who_is_signed_in_reads_along(gateway: Gateway) -> None:
    for address in ("/v1/streams", "/v1/streams/events", "/v1/streams/live", "/v1/event-types"):
        answer = await gateway.client.get(address, auth=lambda request: request)
        assert answer.status_code == 401


@asynccontextmanager
async def served(gateway: Gateway) -> AsyncIterator[str]:
    """The gateway's address behind a real socket, because streams end only there."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(gateway.company.services["gateway-svc"].app, lifespan="off", log_config=None)
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def following(
    gateway: Gateway, address: str, headers: dict[str, str] | None = None, **asked: object
) -> AsyncIterator[AsyncIterator[str]]:
    async with (
        asyncio.timeout(PATIENCE_S),
        httpx.AsyncClient(base_url=address, auth=gateway.client.auth) as client,
        client.stream("GET", "/v1/streams/live", params=asked, headers=headers) as live,
    ):
        assert live.status_code == 200
        assert live.headers["content-type"].startswith("text/event-stream")
        yield live.aiter_lines()


async def next_event(lines: AsyncIterator[str]) -> Envelope:
    async for line in lines:
        if line.startswith("data: "):
            return from_structured(line.removeprefix("data: ").encode())
    raise AssertionError("the stream ended")


async def test_events_are_followed_as_they_are_said_and_silence_is_told(gateway: Gateway) -> None:
    async with (
        served(gateway) as address,
        following(gateway, address, stream=ORDERS, heartbeat_s=0.1) as lines,
    ):
        assert await anext(lines) == ": following"
        order = gateway.order("live")
        await gateway.structured(order)
        assert await next_event(lines) == order
        async for line in lines:
            if line == ": still here":
                break


async def test_who_was_cut_off_comes_back_with_the_last_id(gateway: Gateway) -> None:
    first, second = gateway.order("first"), gateway.order("second")
    async with served(gateway) as address:
        async with following(gateway, address, stream=ORDERS) as lines:
            await gateway.structured(first)
            last_id = await anext(line async for line in lines if line.startswith("id: "))
        gateway.company.clock.advance(timedelta(seconds=5))
        await gateway.structured(second)
        gateway.company.clock.advance(timedelta(seconds=5))
        headers = {"Last-Event-ID": last_id.removeprefix("id: ")}
        async with following(gateway, address, headers, stream=ORDERS) as lines:
            assert [(await next_event(lines)).id for _ in range(2)] == [first.id, second.id]


async def test_an_unknown_stream_cannot_be_followed(gateway: Gateway) -> None:
    answer = await gateway.client.get("/v1/streams/live", params={"stream": "external.nothing"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-stream")
