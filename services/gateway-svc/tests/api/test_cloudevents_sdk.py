"""The official CloudEvents SDK posts to the gateway and reads from it, as a stranger's system would."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from gateway_api import Gateway

pytestmark = pytest.mark.asyncio(loop_scope="module")


def a_strangers_order(**changes: Any) -> CloudEvent:
    """Only what CloudEvents itself asks for: the gateway derives the rest from the contract."""
    attributes = {
        "id": "order-4711",
        "source": "https://shop.example/orders",
        "type": "concert.external.OrderPlaced.v1",
        "specversion": "1.0",
        "time": datetime(2025, 3, 1, 9, tzinfo=UTC),
        "datacontenttype": "application/json",
    }
    data = {
        "order_id": "4711",
        "placed_at": "2025-03-01T09:00:00Z",
        "revenue_minor": 2_500,
        "currency": "EUR",
    }
    return CloudEvent(attributes=attributes | changes, data=data)


@pytest.mark.parametrize("write", [http.to_binary_event, http.to_structured_event])
async def test_what_the_sdk_posts_is_taken_with_what_it_left_out_derived(
    gateway: Gateway, write: Any
) -> None:
    message = write(a_strangers_order(id=f"order-{write.__name__}"))
    answer = await gateway.client.post("/v1/events", headers=message.headers, content=message.body)
    assert answer.status_code == 202, answer.text
    (told,) = await gateway.said_outside()
    assert (told.subject, told.partitionkey, told.source) == ("4711", "4711", "https://shop.example/orders")
    assert str(told.id) == answer.json()["ids"][0]


async def test_the_same_event_of_a_stranger_is_the_same_event_again(gateway: Gateway) -> None:
    message = http.to_structured_event(a_strangers_order())
    for _ in range(2):
        await gateway.client.post("/v1/events", headers=message.headers, content=message.body)
    told = await gateway.said_outside()
    assert len({one.id for one in told}) == 1
    assert await gateway.heard() == ["4711"]


async def test_the_sdk_reads_what_the_gateway_gives_out(gateway: Gateway) -> None:
    order = gateway.order("read")
    await gateway.structured(order)
    await gateway.said()
    since = gateway.company.clock.now().isoformat()
    asked = {"since": since, "stream": "external.orders"}
    (item,) = (await gateway.client.get("/v1/streams/events", params=asked)).json()["items"]
    kind = {"content-type": "application/cloudevents+json"}
    message = http.HTTPMessage(headers=kind, body=JSONFormat().write_data(item, "application/json"))
    event = http.from_http(message, JSONFormat(), CloudEvent)
    assert event.get_id() == str(order.id)
    assert event.get_data()["order_id"] == "read"
