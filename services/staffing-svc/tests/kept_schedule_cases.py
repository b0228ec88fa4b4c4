"""What tests of kept schedules begin with: a queue with a forecast, a team with rules, a draft, a publication."""

import json
from typing import Any
from uuid import UUID

import httpx
from staffing_api import Api
from staffing_builders import a_baseline, a_queue
from staffing_svc.commands.publish_schedule import keep_published, open_publication
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.kept_schedules import StaffedSchedule
from staffing_svc.store import forecasts, schedules
from staffing_svc.store import shifts as stored_shifts

DAY: dict[str, Any] = {
    "name": "day",
    "length": "9h",
    "starts": {"from": "07:00", "until": "12:00", "every": "30m"},
    "break": [{"name": "lunch", "length": "1h", "earliest": "3h", "latest": "5h"}],
}
NEVER_SEARCHED_LONG = {"gap": 0.5, "time_limit_s": 20}


def rules(*staff: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"shift": [DAY], "staff": list(staff), **changes}


def a_team(count: int = 12) -> dict[str, Any]:
    return {"name": "agent", "count": count}


async def a_forecast_queue(api: Api, name: str = "sales", *, mean: float = 4.0) -> None:
    """`mean` contacts in every half-hour from 8 to 20 on weekdays, from 24 February on."""
    async with api.transactions.begin() as tx:
        await set_up_queue(tx, a_queue(name), seen_version=0)
        await forecasts.add(tx, a_baseline(name, mean=mean))


async def keep_rules(
    api: Api, *staff: dict[str, Any], team: str = "sales team", seen: int = 0, **body: Any
) -> httpx.Response:
    given = {"queues": ["sales"], "timezone": "UTC", "rules": rules(*staff), **body}
    return await api.client.put(f"/v1/shift-rules/{team}", json=given, headers={"If-Match": f'"{seen}"'})


async def drafted(api: Api, **body: Any) -> httpx.Response:
    """Of Monday 3 March alone, unless told otherwise."""
    given = {"team": "sales team", "starts_at": "2025-03-03T00:00:00Z", **body}
    if "required" not in given:
        given.setdefault("ends_at", "2025-03-04T00:00:00Z")
    return await api.client.post("/v1/schedules", json=given)


def by_numbers(*agents: int, queue: str = "sales") -> dict[str, Any]:
    """Required agents in each half-hour, in place of the forecast."""
    return {"required": [{"queue": queue, "interval_s": 1800, "agents": list(agents)}]}


ONE_ALL_DAY = by_numbers(*[0] * 16, *[1] * 18, *[0] * 14)


async def publication(api: Api, schedule_id: str, version: int = 1, **body: Any) -> httpx.Response:
    return await api.client.post(
        f"/v1/schedules/{schedule_id}/publication",
        json={**NEVER_SEARCHED_LONG, **body},
        headers={"If-Match": f'"{version}"'},
    )


def told(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Server-sent events as (name, data)."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


async def published(api: Api, **body: Any) -> str:
    """The id of a schedule that was drafted and published as drafted, without the seconds of a search."""
    made = await drafted(api, **body)
    assert made.status_code == 201, made.text
    schedule_id = UUID(made.json()["schedule_id"])
    async with api.transactions.begin(actor="local-planner") as tx:
        known = await schedules.lock(tx, schedule_id)
        opened = await open_publication(tx, known, gap=0.1, time_limit_s=1)
        parts = await schedules.list_parts(tx, known)
        shifts = [one for _, one in await stored_shifts.list_of(tx, known)]
        await keep_published(tx, opened, StaffedSchedule(tuple(parts), tuple(shifts)))
    return str(schedule_id)


async def scheduled(api: Api, queue: str = "sales", day: str = "2025-03-03") -> list[float]:
    """People per half-hour of a day, as plans and levers see them."""
    params = {"queue": queue, "since": f"{day}T00:00:00Z", "until": f"{day}T23:59:00Z", "limit": 48}
    found = (await api.client.get("/v1/headroom", params=params)).json()
    return [one["scheduled"] for one in found["items"]]


async def shifts_of(api: Api, schedule_id: str, **params: Any) -> list[dict[str, Any]]:
    found = await api.client.get(f"/v1/schedules/{schedule_id}/shifts", params={"limit": 500, **params})
    return list(found.json()["items"])


async def a_team_with_rules(api: Api, count: int = 12) -> None:
    await a_forecast_queue(api)
    assert (await keep_rules(api, a_team(count))).status_code == 200
