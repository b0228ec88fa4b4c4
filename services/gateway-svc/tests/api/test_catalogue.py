"""The catalogue: every event is found with its meaning, its schema and an example that fits it."""

import jsonschema_rs
import pytest
from concert_contracts.vocabulary import EVENTS
from gateway_api import Gateway

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_event_is_on_exactly_one_page(gateway: Gateway) -> None:
    names, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        asked = {"limit": 10} | ({"cursor": cursor} if cursor else {})
        page = (await gateway.client.get("/v1/event-types", params=asked)).json()
        names += [one["type"] for one in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert names == [event.WIRE_NAME for event in EVENTS]
    assert pages == -(-len(EVENTS) // 10)


async def test_every_example_fits_its_schema_and_can_be_told_by_its_meaning(gateway: Gateway) -> None:
    for event in EVENTS:
        full = (await gateway.client.get(f"/v1/event-types/{event.WIRE_NAME}")).json()
        assert full["meaning"].endswith(".")
        assert (full["owner"], full["stream"]) == (event.owner(), event.STREAM.name)
        assert full["example"]["type"] == event.WIRE_NAME
        jsonschema_rs.validate(full["data_schema"], full["example"]["data"])


@pytest.mark.parametrize("name", ["concert.external.Nothing.v1", "..%2F..%2Fetc%2Fpasswd", "x" * 5000])
async def test_what_is_not_in_the_catalogue_is_not_found(gateway: Gateway, name: str) -> None:
    answer = await gateway.client.get(f"/v1/event-types/{name}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
