"""The agreement is data with versions; whom both departments report to makes it, neither of them alone."""

from typing import Any

import pytest
from campaign_api import Api

THREE_WEEKS: dict[str, Any] = {
    "classes": {"standard": {"lead_days": 21}, "emergency": {"lead_days": 0, "is_emergency": True}},
    "calendar": {"timezone": "Europe/Berlin", "country": "DE", "subdivision": "BE"},
}


async def test_without_an_agreement_the_default_holds(api: Api) -> None:
    answer = await api.client.get("/v1/agreements/marketing")
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["classes"] == {
        "standard": {"lead_days": 14, "is_emergency": False},
        "emergency": {"lead_days": 0, "is_emergency": True},
    }


async def test_a_new_agreement_judges_the_next_announcement_and_the_old_one_is_kept(api: Api) -> None:
    before = (await api.announced()).json()
    executive = {**api.role("executive"), "If-Match": '"1"'}
    made = await api.client.put("/v1/agreements/marketing", json=THREE_WEEKS, headers=executive)
    assert (made.status_code, made.headers["etag"], made.json()["version"]) == (200, '"2"', 2)
    after = (await api.announced()).json()
    assert (before["notice"]["agreement_version"], before["notice"]["on_time"]) == (1, True)
    assert (after["notice"]["agreement_version"], after["notice"]["shortfall_days"]) == (2, 7)
    versions = (await api.client.get("/v1/agreements/marketing/versions")).json()["items"]
    assert [version["version"] for version in versions] == [1, 2]


async def test_what_the_agreement_requires_and_is_missing_is_named_until_it_is_there(api: Api) -> None:
    headers = {**api.role("executive"), "If-Match": "*"}
    required = {**THREE_WEEKS, "required_fields": ["brief", "codes"]}
    await api.client.put("/v1/agreements/marketing", json=required, headers=headers)
    announced = await api.announced()
    assert announced.json()["notice"]["missing_fields"] == ["brief"]
    brief = {"brief": {"summary": "Fibre"}}
    complete = await api.client.patch(announced.headers["location"], json=brief, headers={"If-Match": "*"})
    assert complete.json()["notice"]["missing_fields"] == []


async def test_the_same_agreement_again_is_no_new_version(api: Api) -> None:
    headers = {**api.role("executive"), "If-Match": "*"}
    for _ in range(2):
        made = await api.client.put("/v1/agreements/marketing", json=THREE_WEEKS, headers=headers)
    assert made.json()["version"] == 2


async def test_of_two_changes_of_the_same_version_the_later_is_refused(api: Api) -> None:
    headers = {**api.role("executive"), "If-Match": '"1"'}
    await api.client.put("/v1/agreements/marketing", json=THREE_WEEKS, headers=headers)
    other = {**THREE_WEEKS, "required_fields": ["brief"]}
    assert (await api.client.put("/v1/agreements/marketing", json=other, headers=headers)).status_code == 412
    headers = api.role("executive")
    assert (await api.client.put("/v1/agreements/marketing", json=other, headers=headers)).status_code == 428


@pytest.mark.parametrize("role", ["campaign_owner", "planner"])
async def test_neither_side_makes_the_agreement_alone(api: Api, role: str) -> None:
    headers = {**api.role(role), "If-Match": "*"}
    assert (
        await api.client.put("/v1/agreements/marketing", json=THREE_WEEKS, headers=headers)
    ).status_code == 403


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"classes": {"vip": {"lead_days": 30}}}, "agreement-not-usable", "/classes"),
        ({"classes": {"standard": {"lead_days": -1}}}, "invalid-request", "/classes/standard/lead_days"),
        ({"calendar": {"country": "XX"}}, "calendar-not-usable", "/calendar/country"),
        ({"calendar": {"timezone": "Moon"}}, "unknown-timezone", "/calendar/timezone"),
        ({"calendar": {"working_weekdays": [9]}}, "calendar-not-usable", "/calendar/working_weekdays"),
        (
            {"deadlines": {"acknowledged_within_working_days": 5, "translated_within_working_days": 2}},
            "agreement-not-usable",
            "/deadlines/translated_within_working_days",
        ),
        ({"required_fields": ["soul"]}, "invalid-request", "/required_fields/0"),
    ],
)
async def test_an_agreement_that_cannot_be_kept_is_refused(
    api: Api, change: dict[str, Any], code: str, pointer: str
) -> None:
    headers = {**api.role("executive"), "If-Match": "*"}
    answer = await api.client.put("/v1/agreements/marketing", json={**THREE_WEEKS, **change}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
