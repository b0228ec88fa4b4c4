"""Schedules drafted from the forecast or from numbers and kept: what they cover, for whom, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from kept_schedule_cases import (
    ONE_ALL_DAY,
    a_forecast_queue,
    a_team,
    a_team_with_rules,
    by_numbers,
    drafted,
    keep_rules,
    published,
    scheduled,
    shifts_of,
)
from staffing_api import Api, refused
from staffing_builders import a_baseline, a_queue
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.store import forecasts


async def test_a_draft_is_made_from_what_the_service_knows(api: Api) -> None:
    await a_team_with_rules(api)
    made = await drafted(api)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    schedule = made.json()
    (part,) = schedule["queues"]
    assert (schedule["status"], part["forecast_version"]) == ("draft", 1)
    foreseen = await api.client.get(
        "/v1/headroom",
        params={
            "queue": "sales",
            "since": "2025-03-03T00:00:00Z",
            "until": "2025-03-04T00:00:00Z",
            "limit": 48,
        },
    )
    required = [one["required"] for one in foreseen.json()["items"]]
    assert part["required_hours"] == sum(required) / 2
    assert part["under_cover_h"] == 0
    shifts = await shifts_of(api, schedule["schedule_id"])
    assert part["paid_h"] == 8 * len(shifts)
    assert len({one["person"] for one in shifts}) == len(shifts)
    assert (await api.client.get(f"/v1/schedules/{schedule['schedule_id']}")).json() == schedule


async def test_nobody_is_scheduled_for_what_a_thin_history_lets_expect_while_the_queue_is_closed(
    api: Api,
) -> None:
    async with api.transactions.begin() as tx:
        await set_up_queue(tx, a_queue(), seen_version=0)
        told = a_baseline(mean=4.0)
        await forecasts.add(tx, replace(told, mean=np.maximum(told.mean, 0.1)))
    await keep_rules(api, a_team())
    made = (await drafted(api)).json()
    people = await shifts_of(api, made["schedule_id"])
    assert len(people) > 0
    at_night = [0] * 12 + [1] + [0] * 35
    assert refused(await drafted(api, **by_numbers(*at_night)))[:2] == (409, "no-shift-covers")


async def test_a_draft_changes_no_plan(api: Api) -> None:
    await a_team_with_rules(api)
    before = await scheduled(api)
    await drafted(api)
    assert await scheduled(api) == before


async def test_required_agents_may_be_given(api: Api) -> None:
    await a_team_with_rules(api)
    made = (await drafted(api, **ONE_ALL_DAY)).json()
    assert made["ends_at"] == "2025-03-04T00:00:00Z"
    assert [(one["required_hours"], one["forecast_version"]) for one in made["queues"]] == [(9, None)]
    shifts = await shifts_of(api, made["schedule_id"])
    assert len(shifts) == 2


async def test_what_nobody_can_take_is_listed_and_counts_for_nobody(api: Api) -> None:
    await a_forecast_queue(api)
    await keep_rules(api, {"name": "ana", "away": ["2025-03-03"]}, {"name": "ben"})
    await keep_rules(api, {"name": "ben"}, {"name": "ana", "skills": ["else"]}, seen=1)
    schedule_id = await published(api, **by_numbers(*[0] * 16, *[1] * 6, *[0] * 26))
    shifts = await shifts_of(api, schedule_id)
    assert [one["person"] for one in shifts] == ["ben"]
    assert max(await scheduled(api)) == 1


async def test_a_schedule_that_reaches_out_of_another_ones_time_is_refused(api: Api) -> None:
    await a_team_with_rules(api)
    await published(api, ends_at="2025-03-05T00:00:00Z")
    overlapping = await drafted(api, starts_at="2025-03-04T00:00:00Z", ends_at="2025-03-06T00:00:00Z")
    assert refused(overlapping) == (409, "schedule-overlaps", "/starts_at")


async def test_the_night_that_reaches_in_from_the_day_before_is_not_staffed_twice(api: Api) -> None:
    await a_forecast_queue(api)
    night = {"name": "night", "length": "8h", "starts": ["22:00"]}
    await keep_rules(api, rules={"shift": [night], "staff": [a_team(4)]})
    until_midnight = by_numbers(*[0] * 44, *[2] * 4)
    first = await published(api, **until_midnight)
    assert {one["ends_at"] for one in await shifts_of(api, first)} == {"2025-03-04T06:00:00Z"}
    morning = by_numbers(*[2] * 12, *[0] * 36)
    tuesday = await drafted(api, starts_at="2025-03-04T00:00:00Z", **morning)
    assert refused(tuesday)[:2] == (409, "nothing-required")
    three = by_numbers(*[3] * 12, *[0] * 36)
    made = (await drafted(api, starts_at="2025-03-04T00:00:00Z", **three)).json()
    assert made["queues"][0]["held_hours"] == 12
    assert len(await shifts_of(api, made["schedule_id"])) == 1


async def test_rules_are_on_the_clock_of_the_team_on_the_day_it_changes(api: Api) -> None:
    await a_forecast_queue(api)
    await keep_rules(api, a_team(2), timezone="Europe/Vienna")
    # 30 March 2025 begins at 23:00 UTC and has 23 hours; nine in the morning is 7:00 UTC
    agents = [0] * 46
    agents[16] = 1
    made = (await drafted(api, starts_at="2025-03-29T23:00:00Z", **by_numbers(*agents))).json()
    assert made["ends_at"] == "2025-03-30T22:00:00Z"
    (one,) = await shifts_of(api, made["schedule_id"])
    starts_at = datetime.fromisoformat(one["starts_at"])
    assert starts_at.utcoffset() == timedelta(hours=2)
    assert starts_at <= datetime(2025, 3, 30, 7, tzinfo=UTC) < starts_at + timedelta(hours=9)
    assert 7 <= starts_at.hour <= 12


async def test_the_shifts_are_exported_for_the_workforce_management_system(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = (await drafted(api, **ONE_ALL_DAY)).json()["schedule_id"]
    file = await api.client.get(f"/v1/schedules/{schedule_id}/export")
    header, first, *_ = file.text.split("\r\n")
    assert header == "person,queue,kind,starts_at,ends_at,paid_h,breaks,open_because"
    person, queue, kind, *_, paid_h, breaks, reason = first.split(",")
    assert (person[:6], queue, kind, paid_h, reason) == ("agent ", "sales", "day", "8.0", "")
    assert breaks.startswith("lunch ")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"team": "nobody"}, 404, "no-shift-rules", "/team"),
        ({"queues": ["nobody"]}, 404, "unknown-queue", "/queue"),
        ({"queues": ["billing"]}, 409, "queue-not-of-team", "/queues"),
        ({"ends_at": "2031-01-01T00:00:00Z"}, 422, "stretch-too-long", "/until"),
        (
            {"starts_at": "2026-03-03T00:00:00Z", "ends_at": "2026-03-04T00:00:00Z"},
            409,
            "not-forecast",
            "/since",
        ),
        (
            {"starts_at": "2025-03-08T00:00:00Z", "ends_at": "2025-03-09T00:00:00Z"},
            409,
            "nothing-required",
            "/starts_at",
        ),
        (by_numbers(*[0] * 48), 409, "nothing-required", "/starts_at"),
        (by_numbers(1, queue="nobody"), 404, "unknown-queue", "/queue"),
        (by_numbers(*[1] * 4), 409, "no-shift-covers", None),
        ({"starts_at": "2025-03-03T00:10:00Z", **by_numbers(1)}, 422, "impossible-requirement", "/starts_at"),
        (
            {"required": [{"queue": "sales", "interval_s": 900, "agents": [1]}]},
            422,
            "impossible-requirement",
            "/required/interval_s",
        ),
        ({"ends_at": None}, 422, "invalid-request", ""),
        ({**by_numbers(1), "ends_at": "2025-03-04T00:00:00Z"}, 422, "invalid-request", ""),
    ],
)
async def test_a_draft_that_cannot_be_is_refused_by_name(
    api: Api, body: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    await a_team_with_rules(api)
    await a_forecast_queue(api, "billing")
    answer = await drafted(api, **body)
    assert refused(answer)[:2] == (status, code)
    assert pointer is None or refused(answer)[2] == pointer
    assert (await api.client.get("/v1/schedules")).json()["items"] == []


async def test_a_queue_without_any_forecast_is_not_scheduled_from_one(api: Api) -> None:
    await a_team_with_rules(api)
    await api.client.put("/v1/queues/new", json={}, headers={"If-Match": '"0"'})
    await keep_rules(api, a_team(), queues=["new"], seen=1)
    assert refused(await drafted(api)) == (409, "not-forecast", "/queue")


async def test_the_same_order_with_its_key_makes_one_schedule(api: Api) -> None:
    await a_team_with_rules(api)
    body = {"team": "sales team", "starts_at": "2025-03-03T00:00:00Z", "ends_at": "2025-03-04T00:00:00Z"}
    key = {"Idempotency-Key": "week-10"}
    first = await api.client.post("/v1/schedules", json=body, headers=key)
    second = await api.client.post("/v1/schedules", json=body, headers=key)
    assert (first.json(), first.headers["etag"]) == (second.json(), second.headers["etag"])
    assert len((await api.client.get("/v1/schedules")).json()["items"]) == 1


async def test_a_key_stands_for_one_order_and_no_other(api: Api) -> None:
    await a_team_with_rules(api)
    body = {"team": "sales team", "starts_at": "2025-03-03T00:00:00Z", "ends_at": "2025-03-04T00:00:00Z"}
    key = {"Idempotency-Key": "week-10"}
    await api.client.post("/v1/schedules", json=body, headers=key)
    other = await api.client.post(
        "/v1/schedules", json={**body, "ends_at": "2025-03-05T00:00:00Z"}, headers=key
    )
    assert refused(other)[:2] == (422, "idempotency-key-reused")
    assert len((await api.client.get("/v1/schedules")).json()["items"]) == 1


async def test_who_works_when_is_told_inside_the_center_alone(api: Api) -> None:
    await a_team_with_rules(api)
    made = (await drafted(api)).json()
    for path in (
        "",
        f"/{made['schedule_id']}",
        f"/{made['schedule_id']}/shifts",
        f"/{made['schedule_id']}/export",
    ):
        answer = await api.client.get(f"/v1/schedules{path}", headers=api.role("campaign_owner"))
        assert answer.status_code == 403
        assert (await api.client.get(f"/v1/schedules{path}", headers=api.role("agent"))).status_code == 200
    assert (await drafted(api)).status_code == 201
    body = {"team": "sales team", "starts_at": "2025-03-03T00:00:00Z", "ends_at": "2025-03-04T00:00:00Z"}
    assert (await api.client.post("/v1/schedules", json=body, headers=api.role("agent"))).status_code == 403
