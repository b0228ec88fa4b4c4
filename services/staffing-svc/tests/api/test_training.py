"""Training for a campaign over HTTP: placed before the launch where people can be spared, counted, called off."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from concert_chassis.testing import deliver, enveloped
from kept_schedule_cases import a_forecast_queue, scheduled
from staffing_api import Api, refused
from staffing_builders import CAMPAIGN, LAUNCH, announced, cancelled
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.campaign_cancelled import on_campaign_cancelled

FRIDAY = "2025-03-21"


async def a_campaign(api: Api) -> None:
    """It launches on Monday 24 March at 9; on Friday before, some can be spared at 10 and more at 14."""
    await a_forecast_queue(api)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())
    required = await needed(api)
    spare = {20: 3, 21: 3, 28: 5, 29: 6}
    rows = [
        {
            "queue": "sales",
            "started_at": (datetime(2025, 3, 21, tzinfo=UTC) + timedelta(minutes=30 * slot)).isoformat(),
            "interval_s": 1800,
            "agents": required[slot] + spare.get(slot, 0),
        }
        for slot in range(48)
    ]
    await api.client.post("/v1/schedule", json={"scheduled": rows})


async def needed(api: Api) -> list[int]:
    params = {"queue": "sales", "since": f"{FRIDAY}T00:00:00Z", "until": f"{FRIDAY}T23:59:00Z", "limit": 48}
    return [one["required"] for one in (await api.client.get("/v1/headroom", params=params)).json()["items"]]


async def placed(api: Api, **body: Any) -> httpx.Response:
    given = {
        "campaign_id": str(CAMPAIGN),
        "queue": "sales",
        "length_s": 3600,
        "people": 8,
        "group": 5,
        "not_before": f"{FRIDAY}T00:00:00Z",
        **body,
    }
    given = {name: value for name, value in given.items() if value is not ...}
    return await api.client.post("/v1/training-sessions", json=given)


async def test_groups_are_placed_where_people_can_be_spared_and_leave_the_schedule(api: Api) -> None:
    await a_campaign(api)
    before = await scheduled(api, day=FRIDAY)
    answer = await placed(api)
    assert answer.status_code == 201, answer.text
    plan = answer.json()
    assert [(one["starts_at"], one["people"]) for one in plan["sessions"]] == [
        (f"{FRIDAY}T10:00:00Z", 3),
        (f"{FRIDAY}T14:00:00Z", 5),
    ]
    assert (plan["unplaced_people"], plan["unplaced_groups"], plan["least_harmful"]) == (0, 0, None)
    after = await scheduled(api, day=FRIDAY)
    assert {slot: before[slot] - after[slot] for slot in range(48) if before[slot] != after[slot]} == {
        20: 3, 21: 3, 28: 5, 29: 5,
    }  # fmt: skip


async def test_half_a_session_in_an_interval_takes_half_of_its_people_off(api: Api) -> None:
    await a_campaign(api)
    before = await scheduled(api, day=FRIDAY)
    await placed(api, people=4, length_s=2700)
    after = await scheduled(api, day=FRIDAY)
    assert (before[28] - after[28], before[29] - after[29]) == (4, 2)


async def test_who_finds_no_room_is_told_with_where_it_would_hurt_least(api: Api) -> None:
    await a_campaign(api)
    plan = (await placed(api, people=14)).json()
    assert (plan["unplaced_people"], plan["unplaced_groups"]) == (6, 2)
    worst = plan["least_harmful"]
    # One of the five can still be spared from 14:30 to 15:00: 5 + 4 missing half-hours.
    assert (worst["people"], worst["missing_agent_hours"]) == (5, 4.5)
    assert worst["starts_at"] in (f"{FRIDAY}T14:00:00Z", f"{FRIDAY}T14:30:00Z")


async def test_no_session_is_held_for_fewer_than_are_worth_it(api: Api) -> None:
    await a_campaign(api)
    plan = (await placed(api, people=20, fewest=4)).json()
    assert [one["people"] for one in plan["sessions"]] == [5]
    assert plan["unplaced_people"] == 15


async def test_a_session_is_called_off_once_and_its_people_are_back(api: Api) -> None:
    await a_campaign(api)
    before = await scheduled(api, day=FRIDAY)
    (one,) = (await placed(api, people=5)).json()["sessions"]
    path = f"/v1/training-sessions/{one['session_id']}/cancellation"
    called_off = await api.client.post(path)
    assert called_off.json()["cancelled_by"] == "local-planner"
    assert (await api.client.post(path)).json() == called_off.json()
    assert await scheduled(api, day=FRIDAY) == before
    (listed,) = (await api.client.get(f"/v1/training-sessions?campaign_id={CAMPAIGN}")).json()["items"]
    assert listed == called_off.json()


async def test_a_session_that_has_begun_is_not_called_off(api: Api) -> None:
    await a_campaign(api)
    (one,) = (await placed(api, people=5)).json()["sessions"]
    api.clock.advance(timedelta(days=20, hours=5))
    api.client.headers.update(api.role("planner"))
    path = f"/v1/training-sessions/{one['session_id']}/cancellation"
    assert refused(await api.client.post(path))[:2] == (409, "session-begun")


async def test_when_the_campaign_is_cancelled_its_training_is_too_and_only_once(api: Api) -> None:
    await a_campaign(api)
    before = await scheduled(api, day=FRIDAY)
    await placed(api)
    async with api.transactions.begin() as tx:
        envelope = enveloped(cancelled(), now=tx.now)
        await deliver(tx, on_campaign_cancelled, envelope, envelope)
    assert await scheduled(api, day=FRIDAY) == before
    sessions = (await api.client.get("/v1/training-sessions")).json()["items"]
    assert [one["cancelled_at"] is not None for one in sessions] == [True, True]
    assert refused(await placed(api))[:2] == (409, "campaign-cancelled")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"campaign_id": "01954000-0000-7000-8000-000000000000"}, 404, "unknown-campaign", "/campaign_id"),
        ({"queue": "billing"}, 409, "queue-not-of-campaign", "/queue"),
        (
            {"not_after": (LAUNCH + timedelta(minutes=1)).isoformat()},
            409,
            "session-after-launch",
            "/not_after",
        ),
        ({"not_before": "2025-03-24T08:30:00Z"}, 409, "session-after-launch", "/length_s"),
        ({"not_before": "2025-04-24T08:30:00Z"}, 409, "session-after-launch", "/length_s"),
        ({"not_before": ..., "not_after": "2025-03-10T00:00:00Z"}, 409, "nobody-scheduled", "/queue"),
        ({"people": 0}, 422, "invalid-request", "/people"),
        ({"fewest": 6}, 422, "invalid-request", ""),
        ({"length_s": 60}, 422, "invalid-request", "/length_s"),
    ],
)
async def test_training_that_cannot_be_is_refused_by_name(
    api: Api, body: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    await a_campaign(api)
    assert refused(await placed(api, **body)) == (status, code, pointer)
    assert (await api.client.get("/v1/training-sessions")).json()["items"] == []


async def test_only_the_center_places_training_and_marketing_sees_when_it_is(api: Api) -> None:
    await a_campaign(api)
    await placed(api)
    marketing = api.role("campaign_owner")
    seen = await api.client.get(f"/v1/training-sessions?campaign_id={CAMPAIGN}", headers=marketing)
    assert len(seen.json()["items"]) == 2
    one = seen.json()["items"][0]
    path = f"/v1/training-sessions/{one['session_id']}/cancellation"
    assert (await api.client.post(path, headers=marketing)).status_code == 403
    nobody = "/v1/training-sessions/01954000-0000-7000-8000-000000000000/cancellation"
    assert refused(await api.client.post(nobody))[:2] == (404, "unknown-session")
