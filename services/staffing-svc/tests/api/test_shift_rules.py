"""Shift rules over HTTP: kept per team, changed only by who has seen them, every version there to be read."""

from typing import Any

import pytest
from kept_schedule_cases import a_forecast_queue, a_team, keep_rules, rules
from staffing_api import Api, refused


async def test_rules_are_kept_changed_and_never_overwritten(api: Api) -> None:
    await a_forecast_queue(api)
    made = await keep_rules(api, a_team(2))
    assert (made.status_code, made.headers["etag"], made.json()["version"]) == (200, '"1"', 1)
    changed = await keep_rules(api, a_team(3), seen=1)
    assert (changed.json()["version"], changed.json()["changed_by"]) == (2, "local-planner")
    assert (await api.client.get("/v1/shift-rules/sales team")).json() == changed.json()
    first = (await api.client.get("/v1/shift-rules/sales team?version=1")).json()
    assert first["rules"]["staff"] == [a_team(2)]
    versions = (await api.client.get("/v1/shift-rules/sales team/versions")).json()["items"]
    assert [one["version"] for one in versions] == [2, 1]
    assert [one["version"] for one in (await api.client.get("/v1/shift-rules")).json()["items"]] == [2]


async def test_a_change_says_which_version_it_changes(api: Api) -> None:
    await a_forecast_queue(api)
    body = {"queues": ["sales"], "rules": rules(a_team())}
    unstated = await api.client.put("/v1/shift-rules/sales team", json=body)
    assert refused(unstated)[:2] == (428, "version-not-stated")
    await keep_rules(api, a_team())
    assert refused(await keep_rules(api, a_team(), seen=0))[:2] == (412, "version-stale")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"queues": ["nobody"]}, 404, "unknown-queue", "/queues/0"),
        ({"queues": []}, 422, "invalid-request", "/queues"),
        ({"queues": ["sales", "sales"]}, 422, "queue-named-twice", "/queues"),
        ({"timezone": "Moon/Base"}, 422, "unknown-timezone", "/timezone"),
        ({"rules": {"shift": []}}, 422, "impossible-shift-rule", "/shift"),
        ({"rules": rules(surprise=1)}, 422, "impossible-shift-rule", "/surprise"),
        ({"rules": rules(week={"repeats": True})}, 422, "rota-without-dates", "/rules/week/repeats"),
    ],
)
async def test_rules_that_cannot_be_are_refused_by_name(
    api: Api, body: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    await a_forecast_queue(api)
    assert refused(await keep_rules(api, a_team(), **body)) == (status, code, pointer)
    assert (await api.client.get("/v1/shift-rules")).json()["items"] == []


async def test_a_team_without_rules_has_none(api: Api) -> None:
    for path in ("/v1/shift-rules/nobody", "/v1/shift-rules/nobody/versions"):
        assert refused(await api.client.get(path)) == (404, "no-shift-rules", "/team")


@pytest.mark.parametrize("role", ["campaign_owner", "executive", "agent"])
async def test_staff_and_their_absences_are_read_by_planners_alone(api: Api, role: str) -> None:
    for path in ("/v1/shift-rules", "/v1/shift-rules/sales team"):
        assert (await api.client.get(path, headers=api.role(role))).status_code == 403
