"""Goals over HTTP: set by executives, changed with an ETag, read by everybody who is held to them."""

import asyncio
from typing import Any

import pytest
from goals_api import ADDRESS, Api, a_body
from goals_builders import GOAL, campaign, interval, order
from goals_svc.store import orders, service_intervals


async def test_a_goal_is_set_and_read_again(api: Api) -> None:
    made = await api.put()
    assert (made.status_code, made.headers["etag"]) == (200, '"1"')
    read = await api.client.get(ADDRESS)
    assert read.headers["etag"] == '"1"'
    assert read.json() == made.json() == {"goal_id": str(GOAL), "version": 1, **a_body()}


@pytest.mark.parametrize("role", ["planner", "supervisor", "agent", "campaign_owner", "sales", "operations"])
async def test_only_executives_set_goals_but_everybody_reads_them(api: Api, role: str) -> None:
    await api.put()
    headers = api.role(role) | {"If-Match": '"1"'}
    refused = await api.client.put(ADDRESS, json=a_body(name="Mine"), headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert (await api.client.get(ADDRESS, headers=headers)).json()["name"] == "Spring revenue"


async def test_nobody_unknown_reads_or_sets_goals(api: Api) -> None:
    for address in (ADDRESS, "/v1/goals", f"{ADDRESS}/progress"):
        answer = await api.client.get(address, headers={"Authorization": ""})
        assert answer.status_code == 401


async def test_a_change_needs_the_version_that_it_changes(api: Api) -> None:
    assert (await api.put(seen=None)).status_code == 428
    await api.put()
    for seen in ('"0"', '"7"', "nonsense", '"99999999999999999999"'):
        stale = await api.put(seen=seen, name="Other")
        assert (stale.status_code, stale.json()["code"]) == (412, "version-stale")
    changed = await api.put(seen='"1"', name="Other")
    assert (changed.status_code, changed.headers["etag"], changed.json()["name"]) == (200, '"2"', "Other")


async def test_of_two_who_set_a_new_goal_at_once_one_is_refused(api: Api) -> None:
    answers = await asyncio.gather(*(api.put(name=name) for name in "ABC"))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert (await api.client.get(ADDRESS)).json()["version"] == 1


async def test_goals_are_paged_by_the_end_of_their_period(api: Api) -> None:
    for number, end in enumerate(("2025-05-31", "2025-03-31", "2025-04-30")):
        await api.put(address=f"/v1/goals/{campaign(number)}", period_end=end)
    ends, cursor = [], None
    for _ in range(3):
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await api.client.get("/v1/goals", params=asked)).json()
        ends += [goal["period_end"] for goal in page["items"]]
        cursor = page["next"]
    assert ends == ["2025-03-31", "2025-04-30", "2025-05-31"]
    assert cursor is None


async def test_progress_says_revenue_and_whether_service_held(api: Api) -> None:
    await api.put()
    async with api.transactions.begin() as tx:
        await orders.put(tx, order(revenue_minor=8_200_000))
        await service_intervals.put(tx, [interval()])
    assert (await api.client.get(f"{ADDRESS}/progress")).json() == {
        "goal_id": str(GOAL),
        "actual_minor": 8_200_000,
        "progress_share": 0.6,
        "service_share": 0.72,
        "held": False,
    }


async def test_a_goal_that_nobody_set_is_not_found(api: Api) -> None:
    for address in (ADDRESS, f"{ADDRESS}/progress"):
        answer = await api.client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-goal")
    assert (await api.client.get("/v1/goals/spring")).status_code == 422


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"period_end": "2025-02-01"}, "period-runs-backward", "/period_end"),
        ({"period_end": "9999-12-31"}, "period-out-of-reach", "/period_end"),
        ({"period_start": "0001-01-01"}, "period-out-of-reach", "/period_start"),
        ({"period_start": "spring"}, "invalid-request", "/period_start"),
        ({"target_minor": 7_000_000}, "goal-without-way", "/target_minor"),
        ({"target_minor": -1}, "invalid-request", "/target_minor"),
        ({"target_minor": 10**30}, "invalid-request", "/target_minor"),
        ({"target_minor": ...}, "invalid-request", "/target_minor"),
        ({"accountable_departments": []}, "invalid-request", "/accountable_departments"),
        ({"accountable_departments": "all"}, "invalid-request", "/accountable_departments"),
        ({"accountable_departments": ["a"] * 51}, "invalid-request", "/accountable_departments"),
        ({"currency": "euro"}, "invalid-request", "/currency"),
        ({"name": " "}, "invalid-request", "/name"),
        ({"name": "x" * 201}, "invalid-request", "/name"),
        ({"guard_rail": {"variant": "SL9"}}, "invalid-request", "/guard_rail/variant"),
        ({"guard_rail": {"floor_share": 1.5}}, "invalid-request", "/guard_rail/floor_share"),
        ({"colour": "red"}, "invalid-request", "/colour"),
    ],
)
async def test_what_cannot_be_a_goal_is_refused_and_pointed_at(
    api: Api, changes: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await api.put(**changes)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"] == pointer
    assert (await api.client.get("/v1/goals")).json()["items"] == []


async def test_a_name_that_no_database_keeps_is_refused(api: Api) -> None:
    assert (await api.put(name="a\x00b")).status_code == 422
    assert (await api.put(accountable_departments=["a\x00b"])).status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"name": NaN}', b"\xff\xfe"])
async def test_what_is_no_json_object_is_refused(api: Api, body: bytes) -> None:
    headers = {"If-Match": '"0"', "Content-Type": "application/json"}
    answer = await api.client.put(ADDRESS, content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
