"""Events in: every mode is read, every refusal is named, and a batch is taken whole or not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from concert_contracts.codec import to_structured
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.external import IntervalReported
from concert_contracts.vocabulary import EVENTS
from gateway_api import ADDRESS, STRUCTURED, Gateway
from pydantic_core import from_json

pytestmark = pytest.mark.asyncio(loop_scope="module")
PROBLEM = "application/problem+json"


@pytest.mark.parametrize("mode", ["binary", "structured", "batch"])
async def test_an_event_is_taken_in_every_mode_under_its_own_id(gateway: Gateway, mode: str) -> None:
    order = gateway.order(mode)
    answer = await getattr(gateway, mode)(order)
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"taken": 1, "ids": [str(order.id)]}
    assert await gateway.said_outside() == [order]
    assert await gateway.heard() == [mode]


async def test_a_batch_is_taken_in_its_order(gateway: Gateway) -> None:
    orders = [gateway.order("same", source=f"/shop/{number}") for number in range(20)]
    answer = await gateway.batch(*orders)
    assert answer.json()["taken"] == 20
    assert [told.source for told in await gateway.said_outside()] == [order.source for order in orders]


@pytest.mark.parametrize("kind", [e for e in EVENTS if e.owner() == "external"], ids=lambda e: e.__name__)
async def test_every_event_of_outside_systems_is_taken(gateway: Gateway, kind: type[Event]) -> None:
    answer = await gateway.raw(from_json(example_of(kind)))
    assert answer.status_code == 202, answer.text
    (told,) = await gateway.said_outside()
    assert isinstance(told.event(), kind)


@pytest.mark.parametrize("kind", [e for e in EVENTS if e.owner() != "external"], ids=lambda e: e.__name__)
async def test_what_belongs_to_another_owner_is_refused(gateway: Gateway, kind: type[Event]) -> None:
    answer = await gateway.raw(from_json(example_of(kind)))
    assert (answer.status_code, answer.json()["code"]) == (403, "not-yours-to-say")
    assert answer.headers["content-type"] == PROBLEM
    assert kind.owner() in answer.json()["detail"]
    assert await gateway.said() == []


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"type": "concert.external.Nothing.v1"}, 422, "unknown-event-type"),
        ({"type": "com.shop.order"}, 422, "unknown-event-type"),
        ({"partitionkey": "another"}, 422, "wire-refused"),
        ({"specversion": "0.3"}, 422, "unsupported-spec-version"),
        ({"id": ""}, 422, "missing-attribute"),
        ({"time": "soon"}, 422, "invalid-attribute"),
        ({"time": "2025-03-01T09:00:00"}, 422, "invalid-attribute"),
        ({"source": None}, 422, "missing-attribute"),
        ({"Colour": "red"}, 422, "unknown-attribute"),
        ({"data": [1]}, 422, "invalid-data"),
        ({"data": "text"}, 422, "invalid-data"),
    ],
)
async def test_what_is_no_event_of_ours_is_refused(
    gateway: Gateway, changes: dict[str, Any], status: int, code: str
) -> None:
    document = from_json(to_structured(gateway.order())) | changes
    answer = await gateway.raw({name: value for name, value in document.items() if value is not None})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == PROBLEM
    assert await gateway.said() == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"revenue_minor": -1}, "/revenue_minor"),
        ({"revenue_minor": "much"}, "/revenue_minor"),
        ({"currency": "euro"}, "/currency"),
        ({"placed_at": "2025-03-01T09:00:00"}, "/placed_at"),
        ({"order_id": "x" * 121}, "/order_id"),
    ],
)
async def test_data_that_break_the_contract_are_pointed_at(
    gateway: Gateway, changes: dict[str, Any], pointer: str
) -> None:
    document = from_json(to_structured(gateway.order()))
    document["data"] |= changes
    document["partitionkey"] = document["subject"] = document["data"]["order_id"]
    answer = await gateway.raw(document)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-event")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_of_a_batch_with_bad_events_none_is_taken_and_each_is_named(gateway: Gateway) -> None:
    good, bad = gateway.order("good"), replace(gateway.order("bad"), partitionkey="worse")
    announced = from_json(example_of(EVENTS[0]))
    documents = [from_json(to_structured(one)) for one in (good, bad)] + [announced]
    answer = await gateway.raw(documents)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "events-refused")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/1"]
    assert "2 of 3" in problem["detail"]
    assert "event 1:" in problem["detail"]
    assert "event 2:" in problem["detail"]
    assert await gateway.said() == []


async def test_validation_names_every_refusal_and_takes_nothing(gateway: Gateway) -> None:
    good, bad = gateway.order("good"), replace(gateway.order("bad"), partitionkey="worse")
    answer = await gateway.batch(good, bad, address=f"{ADDRESS}/validation")
    assert answer.status_code == 200
    checked = answer.json()
    assert checked["events"] == 2
    assert [(one["position"], one["code"], one["field"]) for one in checked["refused"]] == [
        (1, "wire-refused", "partitionkey")
    ]
    assert await gateway.said() == []


async def test_a_thousand_events_are_taken_at_once_and_one_more_is_too_many(gateway: Gateway) -> None:
    orders = [gateway.order(f"B-{number}") for number in range(1001)]
    refused = await gateway.batch(*orders)
    assert (refused.status_code, refused.json()["code"]) == (413, "too-many-events")
    assert await gateway.said() == []
    assert (await gateway.batch(*orders[:1000])).json()["taken"] == 1000
    assert len(await gateway.said_outside()) == 1000


async def test_an_empty_batch_takes_nothing(gateway: Gateway) -> None:
    answer = await gateway.raw([])
    assert (answer.status_code, answer.json()) == (202, {"taken": 0, "ids": []})


async def test_the_same_event_sent_twice_has_one_effect(gateway: Gateway) -> None:
    order = gateway.order("once")
    for _ in range(2):
        assert (await gateway.binary(order)).status_code == 202
    assert (await gateway.batch(order, order)).status_code == 202
    assert await gateway.heard() == ["once"]


async def test_the_same_request_under_its_key_is_sent_once(gateway: Gateway) -> None:
    order = gateway.order("keyed")
    gateway.client.headers["Idempotency-Key"] = "keyed-1"
    first, again = [await gateway.structured(order) for _ in range(2)]
    assert first.json() == again.json()
    assert len(await gateway.said_outside()) == 1


@pytest.mark.parametrize("announced", [True, False])
async def test_sixty_megabytes_are_refused_unread(gateway: Gateway, announced: bool) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(60):
            read += 1
            yield b" " * 1024 * 1024

    headers = {"Content-Type": STRUCTURED}
    headers |= {"Content-Length": str(60 * 1024 * 1024)} if announced else {}
    answer = await gateway.client.post(ADDRESS, content=body(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert read <= (1 if announced else 17)


@pytest.mark.parametrize("mode", ["structured", "batch"])
async def test_an_event_that_no_stream_carries_is_refused(gateway: Gateway, mode: str) -> None:
    document = from_json(to_structured(gateway.order()))
    document["data"]["extra"] = "x" * 1024 * 1024
    answer = await gateway.raw([document] if mode == "batch" else document)
    assert (answer.status_code, answer.json()["code"]) == (413, "event-too-large")


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/cloudevents+json", b"{", 422),
        ("application/cloudevents+json", b"", 422),
        ("application/cloudevents+json", b"[]", 422),
        ("application/cloudevents+json", b"\xff\xfe", 422),
        ("application/cloudevents-batch+json", b"{}", 422),
        ("application/cloudevents-batch+json", b"[1]", 422),
        ("application/cloudevents-batch+json", b"[" * 100_000, 422),
        ("application/cloudevents+xml", b"<event/>", 415),
        ("application/json", b"{}", 422),
        ("text/plain", b"hello", 415),
        ("", b"{}", 415),
    ],
)
async def test_a_body_that_is_no_event_is_refused(
    gateway: Gateway, content_type: str, body: bytes, status: int
) -> None:
    answer = await gateway.client.post(ADDRESS, content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


async def test_who_may_not_report_is_refused(gateway: Gateway) -> None:
    for role in ("agent", "sales", "executive"):
        async with gateway.company.client("gateway-svc", role) as stranger:
            answer = await Gateway(gateway.company, stranger).structured(gateway.order())
        assert answer.status_code == 403
    answer = await gateway.client.post(
        ADDRESS, headers={"Authorization": "Bearer nonsense"}, auth=lambda r: r
    )
    assert answer.status_code == 401


async def test_an_interval_is_ordered_by_its_queue(gateway: Gateway) -> None:
    document = from_json(example_of(IntervalReported))
    del document["partitionkey"]
    assert (await gateway.raw(document)).status_code == 202
    (told,) = await gateway.said_outside()
    assert told.partitionkey == document["data"]["queue"]
