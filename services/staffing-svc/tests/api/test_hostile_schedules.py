"""Times beyond all calendars, ids of nothing and cursors nobody gave out: each asked of schedules, each answered."""

from typing import Any

import pytest
from kept_schedule_cases import a_forecast_queue, a_team, drafted, keep_rules
from staffing_api import Api, refused
from staffing_builders import CAMPAIGN

NOTHING = "01954000-0000-7000-8000-000000000000"
BEYOND = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize("moment", BEYOND)
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/schedules", {"team": "t", "ends_at": "2025-03-04T00:00:00Z"}, "starts_at"),
        ("/v1/schedules", {"team": "t", "starts_at": "2025-03-04T00:00:00Z"}, "ends_at"),
        (f"/v1/schedules/{NOTHING}/offers", {"day": "2025-03-04"}, "answer_by"),
        (
            "/v1/training-sessions",
            {"campaign_id": str(CAMPAIGN), "queue": "q", "length_s": 3600, "people": 1, "group": 1},
            "not_before",
        ),
    ],
)
async def test_a_time_beyond_all_calendars_is_refused_at_its_place(
    api: Api, path: str, body: dict[str, Any], field: str, moment: str
) -> None:
    answer = await api.client.post(path, json={**body, field: moment})
    assert refused(answer) == (422, "invalid-request", f"/{field}")


@pytest.mark.parametrize("moment", BEYOND)
async def test_states_beyond_all_calendars_are_refused(api: Api, moment: str) -> None:
    state = {"agent_id": "ana", "state": "available", "entered_at": moment}
    answer = await api.client.post("/v1/agent-states", json={"states": [state]})
    assert refused(answer)[:2] in {(422, "state-in-the-future"), (422, "value-out-of-range")}
    params = {"agent_id": "ana", "since": moment, "until": moment}
    assert (await api.client.get("/v1/agent-states", params=params)).status_code in (200, 422)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_day_beyond_all_calendars_is_refused(api: Api, day: str) -> None:
    answer = await api.client.get("/v1/adherence", params={"team": "t", "day": day})
    assert refused(answer) == (422, "invalid-request", "/day")
    offers = await api.client.post(f"/v1/schedules/{NOTHING}/offers", json={"day": day})
    assert refused(offers) == (422, "invalid-request", "/day")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/v1/schedules/{NOTHING}"),
        ("GET", f"/v1/schedules/{NOTHING}/shifts"),
        ("GET", f"/v1/schedules/{NOTHING}/export"),
        ("GET", f"/v1/schedules/{NOTHING}/offers"),
        ("POST", f"/v1/schedules/{NOTHING}/publication"),
        ("DELETE", f"/v1/schedules/{NOTHING}/publication"),
        ("POST", f"/v1/schedules/{NOTHING}/withdrawal"),
        ("POST", f"/v1/schedules/{NOTHING}/offers"),
    ],
)
async def test_a_schedule_that_is_not_there_is_said_not_to_be_there(api: Api, method: str, path: str) -> None:
    body = {"withdrawal": {"reason": "x"}, "offers": {"day": "2025-03-03"}}.get(path.rsplit("/", 1)[1], {})
    given = {"json": body} if method == "POST" else {}
    answer = await api.client.request(method, path, headers={"If-Match": "*"}, **given)
    assert refused(answer) == (404, "unknown-schedule", "/schedule_id")


@pytest.mark.parametrize(
    "cursor", ["x", "LTU", "IjIwMjUtMDEtMDFUMDA6MDA6MDAi", "MTAwMDAwMDAwMDAwMDAwMDAwMDAw"]
)
async def test_a_cursor_that_nobody_gave_out_breaks_nothing(api: Api, cursor: str) -> None:
    await a_forecast_queue(api)
    await keep_rules(api, a_team())
    schedule_id = (await drafted(api)).json()["schedule_id"]
    for path in (
        "/v1/shift-rules?",
        "/v1/shift-rules/sales team/versions?",
        "/v1/schedules?",
        f"/v1/schedules/{schedule_id}/shifts?",
        f"/v1/schedules/{schedule_id}/offers?",
        "/v1/training-sessions?",
        "/v1/adherence/people?team=sales team&day=2025-03-03&",
        "/v1/agent-states?agent_id=ana&since=2025-01-01T00:00:00Z&until=2025-03-01T00:00:00Z&",
    ):
        answer = await api.client.get(f"{path}cursor={cursor}")
        assert answer.status_code in (200, 422), answer.text


async def test_every_list_is_paged_to_its_end(api: Api) -> None:
    await a_forecast_queue(api)
    await keep_rules(api, a_team(), team="a")
    await keep_rules(api, a_team(), team="b")
    schedules = [(await drafted(api, team=team)).json()["schedule_id"] for team in ("a", "b")]
    assert await all_of(api, "/v1/shift-rules", "team") == ["a", "b"]
    assert await all_of(api, "/v1/schedules", "schedule_id") == schedules[::-1]
    places = await all_of(api, f"/v1/schedules/{schedules[0]}/shifts", "place")
    assert places == list(range(1, len(places) + 1))


async def all_of(api: Api, path: str, field: str) -> list[Any]:
    """Read one by one."""
    found, cursor = [], None
    for _ in range(100):
        params = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = (await api.client.get(path, params=params)).json()
        found += [one[field] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found
    raise AssertionError("the list has no end")
