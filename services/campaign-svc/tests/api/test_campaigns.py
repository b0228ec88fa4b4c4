"""Campaigns over HTTP: announced, found, changed with an ETag, cancelled; each by whom it belongs to."""

import asyncio
from typing import Any

import pytest
from campaign_api import Api, a_body


async def test_an_announcement_answers_with_its_verdict_and_its_links(api: Api) -> None:
    answer = await api.announced()
    assert answer.status_code == 201
    campaign = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/v1/campaigns/{campaign['campaign_id']}"
    assert campaign["status"] == "announced"
    assert campaign["terms"]["owner"] == "local-campaign-owner"
    assert campaign["terms"]["department"] == "marketing"
    assert campaign["notice"] == {
        "agreement_version": 1,
        "campaign_class": "standard",
        "required_days": 14,
        "given_days": 14,
        "shortfall_days": 0,
        "on_time": True,
        "is_emergency": False,
        "latest_date": "2025-03-01",
        "missing_fields": [],
    }
    assert campaign["links"]["timeline"] == f"/v1/campaigns/{campaign['campaign_id']}/timeline"


async def test_the_same_announcement_again_is_the_same_campaign_and_version(api: Api) -> None:
    body = a_body(external_ref={"external_system": "mailer", "external_id": "SPRING-25"})
    first = await api.client.post("/v1/campaigns", json=body)
    again = await api.client.post("/v1/campaigns", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


async def test_two_announcements_at_once_of_one_external_id_are_one_campaign(api: Api) -> None:
    body = a_body(external_ref={"external_system": "mailer", "external_id": "SPRING-25"})
    answers = await asyncio.gather(*(api.client.post("/v1/campaigns", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["campaign_id"] for answer in answers}) == 1


async def test_a_repeated_request_with_its_key_is_done_once(api: Api) -> None:
    key = {"Idempotency-Key": "spring-1"}
    first = await api.client.post("/v1/campaigns", json=a_body(), headers=key)
    again = await api.client.post("/v1/campaigns", json=a_body(), headers=key)
    other = await api.client.post("/v1/campaigns", json=a_body(name="Another"), headers=key)
    assert (first.json(), other.status_code) == (again.json(), 422)
    assert len((await api.client.get("/v1/campaigns")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"launch_at": "2025-02-01T08:00:00Z"}, 409, "launch-in-the-past", "/launch_at"),
        ({"ends_at": "2025-03-15T08:00:00Z"}, 422, "ends-before-launch", "/ends_at"),
        ({"audience_size": -1}, 422, "invalid-request", "/audience_size"),
        ({"audience_size": 10}, 422, "wave-above-audience", "/waves/0/size"),
        ({"expected_contacts": 1e300}, 422, "invalid-request", "/expected_contacts"),
        ({"queues": [{"queue": "a", "share": 1.1}]}, 422, "invalid-request", "/queues/0/share"),
        (
            {"queues": [{"queue": "a", "share": 0.6}, {"queue": "b", "share": 0.6}]},
            422,
            "queue-shares-above-one",
            "/queues",
        ),
        ({"queues": []}, 422, "invalid-request", "/queues"),
        ({"timezone": "Europe/Atlantis"}, 422, "unknown-timezone", "/timezone"),
        ({"timezone": "x" * 70}, 422, "invalid-request", "/timezone"),
        ({"name": "a\x00b"}, 422, "text-with-nul", "/name"),
        ({"name": "x" * 10_000}, 422, "invalid-request", "/name"),
        ({"name": ""}, 422, "invalid-request", "/name"),
        ({"launch_at": "2025-03-15T08:00:00"}, 422, "invalid-request", "/launch_at"),
        ({"launch_at": "9999-12-31T23:59:59-14:00"}, 422, "time-out-of-reach", "/launch_at"),
        ({"launch_at": "0001-01-01T00:00:00+14:00"}, 422, "time-out-of-reach", "/launch_at"),
        ({"ends_at": "9999-12-31T23:59:59-14:00"}, 422, "time-out-of-reach", "/ends_at"),
        ({"launch_at": "soon"}, 422, "invalid-request", "/launch_at"),
        ({"campaign_class": "whim"}, 422, "unknown-campaign-class", "/campaign_class"),
        ({"colour": "red"}, 422, "invalid-request", "/colour"),
        ({"offer": ...}, 422, "invalid-request", "/offer"),
        ({"department": "sales"}, 403, "not-your-department", None),
    ],
)
async def test_what_cannot_be_is_refused_and_pointed_at(
    api: Api, changes: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    answer = await api.announced(**changes)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["pointer"] for fault in problem["errors"]][:1] == ([pointer] if pointer else [])
    assert (await api.client.get("/v1/campaigns")).json()["items"] == []


async def test_a_change_needs_the_version_that_it_changes(api: Api) -> None:
    address = (await api.announced()).headers["location"]
    assert (await api.client.patch(address, json={"name": "B"})).status_code == 428
    stale = await api.client.patch(address, json={"name": "B"}, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "version-stale")
    changed = await api.client.patch(address, json={"name": "B"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')


async def test_of_two_changes_of_the_same_version_one_is_refused(api: Api) -> None:
    address = (await api.announced()).headers["location"]
    answers = await asyncio.gather(
        *(api.client.patch(address, json={"name": name}, headers={"If-Match": '"1"'}) for name in "AB")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_moving_the_launch_moves_end_and_waves_along(api: Api) -> None:
    """Across the change of the clocks: 09:00 in Berlin stays 09:00 in Berlin."""
    address = (await api.announced()).headers["location"]
    moved = await api.client.patch(
        address, json={"launch_at": "2025-04-05T07:00:00Z"}, headers={"If-Match": '"1"'}
    )
    terms = moved.json()["terms"]
    assert terms["waves"][0]["send_at"] == "2025-04-05T07:00:00Z"
    assert terms["ends_at"] == "2025-05-06T08:00:00Z"
    assert moved.json()["notice"]["given_days"] == 35


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"launch_at": "2025-02-01T08:00:00Z"}, 409, "launch-in-the-past"),
        ({"launch_at": "9999-12-31T23:59:59-14:00"}, 422, "time-out-of-reach"),
        ({"ends_at": "2025-03-01T08:00:00Z"}, 422, "ends-before-launch"),
        ({"audience_size": 5}, 422, "wave-above-audience"),
        ({"name": None}, 422, "invalid-request"),
        ({"campaign_class": "emergency"}, 422, "invalid-request"),
        ({"timezone": "Nowhere"}, 422, "unknown-timezone"),
    ],
)
async def test_a_change_to_what_cannot_be_is_refused(api: Api, change: Any, status: int, code: str) -> None:
    address = (await api.announced()).headers["location"]
    answer = await api.client.patch(address, json=change, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await api.client.get(address)).json()["version"] == 1


async def test_a_brief_can_be_written_and_withdrawn(api: Api) -> None:
    address = (await api.announced()).headers["location"]
    brief = {"summary": "Fibre", "answers": [{"topic": "price", "text": "25 a month"}]}
    written = await api.client.patch(address, json={"brief": brief}, headers={"If-Match": "*"})
    assert written.json()["terms"]["brief"] == brief
    withdrawn = await api.client.patch(address, json={"brief": None}, headers={"If-Match": "*"})
    assert withdrawn.json()["terms"]["brief"] is None
    versions = (await api.client.get(f"{address}/versions")).json()["items"]
    assert [version["version"] for version in versions] == [1, 2, 3]
    assert len({version["event_id"] for version in versions}) == 3


async def test_a_cancelled_campaign_cannot_be_cancelled_or_changed_again(api: Api) -> None:
    address = (await api.announced()).headers["location"]
    cancelled = await api.client.post(f"{address}/cancellation", json={"reason": "no budget"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    again = await api.client.post(f"{address}/cancellation", json={"reason": "no budget"})
    assert (again.status_code, again.json()["code"]) == (409, "campaign-already-cancelled")
    change = await api.client.patch(address, json={"name": "B"}, headers={"If-Match": "*"})
    assert change.status_code == 409


async def test_what_does_not_exist_is_not_found(api: Api) -> None:
    ghost = "/v1/campaigns/01957a10-0000-7000-8000-000000000001"
    for address in (ghost, f"{ghost}/timeline", f"{ghost}/chain", f"{ghost}/versions"):
        answer = await api.client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "campaign-not-found")
    assert (await api.client.get("/v1/campaigns/spring")).status_code == 422
