"""What if, and how much room there is: answered from the forecast and the schedule, changing nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from staffing_api import Api, refused
from staffing_builders import MONDAY, a_watched_queue
from staffing_svc.domain.erlang import performance
from staffing_svc.store import forecasts, staff
from staffing_svc.store.staff import ScheduledAgents

TUESDAY = MONDAY + timedelta(days=1)
A_DAY: dict[str, Any] = {
    "queue": "sales",
    "since": TUESDAY.isoformat(),
    "until": (TUESDAY + timedelta(days=1)).isoformat(),
}


async def a_day_with(api: Api, people: float | None) -> None:
    """100 contacts of 240 s in every open half-hour, and so many people scheduled."""
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx)
        if people is not None:
            times = [TUESDAY + timedelta(minutes=30 * index) for index in range(48)]
            await staff.put(tx, [ScheduledAgents("sales", at, 1800, people) for at in times])


async def ask(api: Api, **supposed: Any) -> dict[str, Any]:
    answer = await api.client.post("/v1/what-if", json={**A_DAY, **supposed})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def erlang_a(contacts: float, agents: int) -> tuple[float, float]:
    found = performance(contacts, 240.0, 1800.0, float(agents), within_s=20.0, patience_s=120.0)
    return float(found.service_level), float(found.abandonment)


async def test_fewer_people_are_answered_with_what_callers_would_find(api: Api) -> None:
    await a_day_with(api, 20)
    found = await ask(api, staff_factor=0.8, agent_cost_minor=3000, staff_factors=[0.5, 1.0])
    # 20 people with 30 % away are 14 agents; at .8 they are 11.2, between 11 and 12.
    level, lost = erlang_a(100, 14)
    assert found["planned"]["service_level"] == pytest.approx(level)
    assert found["planned"]["lost"] == pytest.approx(2400 * lost)
    assert found["planned"]["lost_value_minor"] == pytest.approx(2400 * lost * 960, abs=1)
    assert found["planned"]["agent_hours"] == pytest.approx(480)
    assert found["planned"]["staff_cost_minor"] == 480 * 3000
    assert erlang_a(100, 11)[0] < found["supposed"]["service_level"] < erlang_a(100, 12)[0]
    assert [one["agent_hours"] for one in found["frontier"]] == pytest.approx([192, 384])
    assert found["known_schedule"] is True


async def test_a_campaign_that_nobody_has_announced_can_be_tried(api: Api) -> None:
    await a_day_with(api, 20)
    nine = TUESDAY.replace(hour=9).isoformat()
    wave = {"channel": "sms", "size": 20_000, "send_at": nine}
    found = await ask(api, campaign={"waves": [wave], "expected_contacts": 500})
    assert found["supposed"]["offered"] > found["planned"]["offered"] + 200
    assert found["supposed"]["lost"] > 2 * found["planned"]["lost"]
    told = await ask(api, campaign={"waves": [wave], "expected_contacts": 500}, notice_days=14)
    assert told["supposed"]["lost"] < found["supposed"]["lost"] / 2


async def test_asking_changes_nothing(api: Api) -> None:
    await a_day_with(api, None)
    await ask(api, volume_factor=2)
    async with api.transactions.begin() as tx:
        versions = await forecasts.versions(tx, "sales", before=10, limit=10)
    assert [version["version"] for version in versions] == [1]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"queue": "nobody"}, 404, "unknown-queue"),
        ({"until": A_DAY["since"]}, 422, "stretch-too-long"),
        ({"until": "2025-06-01T00:00:00Z"}, 422, "stretch-too-long"),
        ({"since": "2027-03-01T00:00:00Z", "until": "2027-03-02T00:00:00Z"}, 409, "not-forecast"),
        ({"volume_factor": -1}, 422, "invalid-request"),
        ({"shrinkage_share": 1}, 422, "invalid-request"),
        (
            {"campaign": {"waves": [{"channel": "sms", "size": 9, "send_at": "2025-03-04T21:00:00Z"}]}},
            409,
            "campaign-over-closed-hours",
        ),
    ],
)
async def test_what_cannot_be_supposed_is_refused(
    api: Api, body: dict[str, Any], status: int, code: str
) -> None:
    await a_day_with(api, None)
    answer = await api.client.post("/v1/what-if", json={**A_DAY, **body})
    assert refused(answer)[:2] == (status, code)


async def test_zero_staff_loses_everybody(api: Api) -> None:
    await a_day_with(api, 0)
    found = await ask(api)
    assert (found["planned"]["service_level"], found["planned"]["abandonment"]) == pytest.approx(
        (0, 1), abs=1e-6
    )


async def test_headroom_is_what_is_scheduled_beyond_the_required(api: Api) -> None:
    await a_day_with(api, 40)
    params = {**A_DAY, "limit": 40}
    page = (await api.client.get("/v1/headroom", params=params)).json()
    rest = (await api.client.get("/v1/headroom", params={**params, "cursor": page["next"]})).json()
    rows = page["items"] + rest["items"]
    assert [datetime.fromisoformat(row["started_at"]) for row in rows][:2] == [
        TUESDAY,
        TUESDAY + timedelta(minutes=30),
    ]
    assert len(rows) == 48
    ten = rows[20]
    needed = int(ten["required"] * 0.7 + 1e-9)
    assert ten["spare_agents"] == 28 - needed
    assert ten["spare_contacts"] == pytest.approx((28 - needed) * 0.9 * 1800 / 240)
    assert rows[0]["required"] == 0
    assert datetime.fromisoformat(rows[-1]["started_at"]) < datetime(2025, 3, 5, tzinfo=UTC)


async def test_without_a_schedule_there_is_nothing_to_spare(api: Api) -> None:
    await a_day_with(api, None)
    rows = (await api.client.get("/v1/headroom", params=A_DAY)).json()["items"]
    assert {row["spare_contacts"] for row in rows} == {0}
    assert {row["known_schedule"] for row in rows} == {False}
