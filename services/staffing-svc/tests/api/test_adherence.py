"""Adherence over HTTP: of a team for everybody once it is large enough, of an agent for the few whom it concerns."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from kept_schedule_cases import a_forecast_queue, a_team, by_numbers, keep_rules, published, shifts_of
from staffing_api import Api, refused

DAY = {"team": "sales team", "day": "2025-03-03"}
AT_TEN = {"agent_id": "ana", "state": "available", "entered_at": "2025-02-28T10:00:00Z"}


async def a_day_that_was(api: Api, count: int, *, required: int) -> list[dict[str, Any]]:
    """The published shifts of Monday, and it is Tuesday now."""
    await a_forecast_queue(api)
    await keep_rules(api, a_team(count))
    schedule_id = await published(api, **by_numbers(*[0] * 16, *[required] * 6, *[0] * 26))
    api.clock.advance(timedelta(days=3))
    api.client.headers.update(api.role("planner"))
    return await shifts_of(api, schedule_id)


def later(moment: str, minutes: int) -> str:
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).isoformat()


def kept_but_for(shift: dict[str, Any], late_min: int) -> list[dict[str, Any]]:
    """The states of somebody who comes late and else keeps to the shift."""
    (lunch,) = shift["breaks"]
    moments = [
        ("available", later(shift["starts_at"], late_min)),
        ("on_break", lunch["starts_at"]),
        ("available", lunch["ends_at"]),
        ("signed_out", shift["ends_at"]),
    ]
    return [{"agent_id": shift["person"], "state": state, "entered_at": at} for state, at in moments]


async def load(api: Api, *states: dict[str, Any]) -> httpx.Response:
    return await api.client.post("/v1/agent-states", json={"states": list(states)})


async def test_a_teams_day_is_the_sum_of_its_people(api: Api) -> None:
    first, second = await a_day_that_was(api, 4, required=2)
    loaded = await load(api, *kept_but_for(second, 0), *reversed(kept_but_for(first, 48)))
    assert loaded.json() == {"received": 8, "stored": 8}
    team = (await api.client.get("/v1/adherence", params=DAY)).json()
    assert (team["people"], team["reported_people"], team["suppressed"]) == (2, 2, False)
    assert (team["scheduled_min"], team["adhered_min"]) == (2 * 540, 2 * 540 - 48)
    assert team["adherence_share"] == pytest.approx(1 - 48 / 1080)
    assert team["conformance_share"] == pytest.approx(1 - 48 / 960)
    assert team["by_state"] == [
        {"state": "at_work", "scheduled_min": 960, "adhered_min": 912},
        {"state": "break", "scheduled_min": 120, "adhered_min": 120},
    ]
    assert (await api.client.get("/v1/adherence", params={**DAY, "queue": "sales"})).json() == {
        **team,
        "queue": "sales",
    }


async def test_each_figure_opens_to_its_states(api: Api) -> None:
    first, second = await a_day_that_was(api, 4, required=2)
    await load(api, *kept_but_for(first, 48))
    people = (await api.client.get("/v1/adherence/people", params=DAY)).json()["items"]
    shares = {one["agent_id"]: one["adherence_share"] for one in people}
    assert shares == {first["person"]: pytest.approx(492 / 540), second["person"]: None}
    one = (await api.client.get(f"/v1/adherence/people/{first['person']}", params=DAY)).json()
    assert [(span["state"], span["starts_at"]) for span in one["actual"][:2]] == [
        ("at_work", later(first["starts_at"], 48).replace("+00:00", "Z")),
        ("break", first["breaks"][0]["starts_at"]),
    ]
    assert one["scheduled"][0]["starts_at"] == first["starts_at"]
    span = {"agent_id": first["person"], "since": "2025-03-03T00:00:00Z", "until": "2025-03-04T00:00:00Z"}
    page = (await api.client.get("/v1/agent-states", params={**span, "limit": 3})).json()
    rest = (await api.client.get("/v1/agent-states", params={**span, "cursor": page["next"]})).json()
    assert [row["state"] for row in page["items"] + rest["items"]] == [
        "available",
        "on_break",
        "available",
        "signed_out",
    ]


async def test_fewer_than_ten_people_are_told_only_to_those_who_plan_them(api: Api) -> None:
    shifts = await a_day_that_was(api, 12, required=10)
    others = [api.role("executive"), api.role("campaign_owner"), api.role("agent")]
    states = [state for shift in shifts for state in kept_but_for(shift, 0)]
    await load(api, *states[: 4 * 9])
    for who in others:
        hidden = (await api.client.get("/v1/adherence", params=DAY, headers=who)).json()
        assert (hidden["suppressed"], hidden["adherence_share"], hidden["people"]) == (True, None, None)
    assert (await api.client.get("/v1/adherence", params=DAY)).json()["adherence_share"] == 1
    await load(api, *states)
    for who in others:
        told = (await api.client.get("/v1/adherence", params=DAY, headers=who)).json()
        assert (told["suppressed"], told["adherence_share"]) == (False, 1)


async def test_an_agent_sees_their_own_day_and_nobody_elses(api: Api) -> None:
    first, second = await a_day_that_was(api, 4, required=2)
    agent = api.role("agent", subject=first["person"])
    path = "/v1/adherence/people"
    assert (await api.client.get(f"{path}/{first['person']}", params=DAY, headers=agent)).status_code == 200
    other = await api.client.get(f"{path}/{second['person']}", params=DAY, headers=agent)
    assert refused(other) == (403, "not-your-figures", "/agent_id")
    assert (await api.client.get(path, params=DAY, headers=agent)).status_code == 403
    span = {"agent_id": second["person"], "since": "2025-03-03T00:00:00Z", "until": "2025-03-04T00:00:00Z"}
    assert (await api.client.get("/v1/agent-states", params=span, headers=agent)).status_code == 403
    executive = await api.client.get(f"{path}/{first['person']}", params=DAY, headers=api.role("executive"))
    assert executive.status_code == 403


async def test_who_is_not_scheduled_has_no_adherence(api: Api) -> None:
    await a_day_that_was(api, 4, required=2)
    await load(api, {**AT_TEN, "agent_id": "stranger"})
    nobody = await api.client.get("/v1/adherence/people/stranger", params=DAY)
    assert refused(nobody) == (404, "agent-not-scheduled", "/agent_id")
    sunday = (await api.client.get("/v1/adherence", params={**DAY, "day": "2025-03-02"})).json()
    assert (sunday["people"], sunday["adherence_share"]) == (0, None)
    unknown = await api.client.get("/v1/adherence", params={**DAY, "team": "nobody"})
    assert refused(unknown)[:2] == (404, "no-shift-rules")


async def test_states_that_were_told_are_not_stored_again_and_the_last_of_a_moment_counts(api: Api) -> None:
    assert (await load(api, AT_TEN)).json() == {"received": 1, "stored": 1}
    assert (await load(api, AT_TEN, AT_TEN)).json() == {"received": 2, "stored": 0}
    corrected = {**AT_TEN, "state": "in_meeting"}
    assert (await load(api, AT_TEN, corrected)).json() == {"received": 2, "stored": 1}
    span = {"agent_id": "ana", "since": "2025-02-28T00:00:00Z", "until": "2025-03-01T00:00:00Z"}
    assert [
        one["state"] for one in (await api.client.get("/v1/agent-states", params=span)).json()["items"]
    ] == ["in_meeting"]


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"entered_at": "2025-03-01T09:00:01Z"}, "state-in-the-future", "/states/0/entered_at"),
        ({"entered_at": "2025-02-28T10:00:00"}, "invalid-request", "/states/0/entered_at"),
        ({"state": "asleep"}, "invalid-request", "/states/0/state"),
        ({"agent_id": "ana@center.example"}, "invalid-request", "/states/0/agent_id"),
        ({"agent_id": ""}, "invalid-request", "/states/0/agent_id"),
        ({"surprise": 1}, "invalid-request", "/states/0/surprise"),
    ],
)
async def test_a_state_that_cannot_be_is_refused_by_name(
    api: Api, changes: dict[str, Any], code: str, pointer: str
) -> None:
    assert refused(await load(api, {**AT_TEN, **changes})) == (422, code, pointer)


async def test_marketing_loads_no_states(api: Api) -> None:
    answer = await api.client.post(
        "/v1/agent-states", json={"states": [AT_TEN]}, headers=api.role("campaign_owner")
    )
    assert answer.status_code == 403
