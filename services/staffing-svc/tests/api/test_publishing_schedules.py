"""Schedules published into every plan: searched with progress, cancelled, replaced, withdrawn."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from uuid import UUID

import httpx
from concert_chassis.testing import deliver
from kept_schedule_cases import (
    DAY,
    ONE_ALL_DAY,
    a_forecast_queue,
    a_team,
    a_team_with_rules,
    by_numbers,
    drafted,
    keep_rules,
    publication,
    published,
    rules,
    scheduled,
    shifts_of,
    told,
)
from schedule_cases import curve
from staffing_api import Api, refused
from staffing_builders import LAUNCH, announced
from staffing_svc.commands.plan_shifts import Searches
from staffing_svc.commands.publish_schedule import QueueProgress, open_publication, publish_schedule
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import schedules


async def test_publishing_tells_progress_and_puts_the_people_into_plans(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = (await drafted(api)).json()["schedule_id"]
    events = told((await publication(api, schedule_id, gap=0)).text)
    assert {name for name, _ in events[:-1]} == {"progress"}
    assert {data["queue"] for _, data in events[:-1]} == {"sales"}
    name, state = events[-1]
    assert (name, state["status"], state["version"]) == ("published", "published", 2)
    shifts = await shifts_of(api, schedule_id)
    ten = "2025-03-03T10:00:00Z"
    there = sum(
        one["starts_at"] <= ten < one["ends_at"]
        and not any(pause["starts_at"] <= ten < pause["ends_at"] for pause in one["breaks"])
        for one in shifts
    )
    people = await scheduled(api)
    assert people[20] == there > 0
    assert sum(people) / 2 == 8 * len(shifts)
    read = (await api.client.get(f"/v1/schedules/{schedule_id}")).json()
    assert [(one["version"], one["status"], one["entered_by"]) for one in read["entries"]] == [
        (1, "draft", "local-planner"),
        (2, "published", "local-planner"),
    ]
    assert [one["outcome"] for one in read["publications"]] == ["published"]


async def test_the_draft_that_was_published_can_still_be_read(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = await published(api)
    read = (await api.client.get(f"/v1/schedules/{schedule_id}")).json()
    assert [(one["version"], one["status"]) for one in read["entries"]] == [(1, "draft"), (2, "published")]
    assert await shifts_of(api, schedule_id, version=1) == await shifts_of(api, schedule_id) != []
    assert await shifts_of(api, schedule_id, version=3) == []


async def test_who_hangs_up_during_the_search_leaves_a_draft(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = UUID((await drafted(api)).json()["schedule_id"])
    async with api.transactions.begin(actor="local-planner") as tx:
        known = await schedules.lock(tx, schedule_id)
        opened = await open_publication(tx, known, gap=0, time_limit_s=30)
    async with aclosing(publish_schedule(api.transactions, Searches(1), opened)) as told_so_far:
        assert isinstance(await anext(told_so_far), QueueProgress)
    read = (await api.client.get(f"/v1/schedules/{schedule_id}")).json()
    assert (read["status"], [one["outcome"] for one in read["publications"]]) == ("draft", [None])


async def test_a_standing_campaign_is_planned_anew_with_the_published_people(api: Api) -> None:
    await a_team_with_rules(api, 90)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())
    path = f"/v1/plans/{announced().campaign_id}"
    assert (await api.client.get(path)).json()["plan_version"] == 1
    day = {
        "starts_at": f"{LAUNCH:%Y-%m-%d}T00:00:00Z",
        "ends_at": f"{LAUNCH + timedelta(days=1):%Y-%m-%d}T00:00:00Z",
    }
    schedule_id = await published(api, **day)
    assert (await api.client.get(path)).json()["plan_version"] == 2
    rows = (await api.client.get(f"{path}/intervals", params={"queue": "sales", "limit": 500})).json()[
        "items"
    ]
    held = [row["scheduled"] for row in rows if row["started_at"][:10] == f"{LAUNCH:%Y-%m-%d}"]
    assert held == (await scheduled(api, day=f"{LAUNCH:%Y-%m-%d}"))[-len(held) :]
    assert sum(one["paid_s"] for one in await shifts_of(api, schedule_id)) > 0


async def test_a_new_publication_of_the_same_time_replaces_the_one_before(api: Api) -> None:
    await a_team_with_rules(api)
    first = await published(api)
    people = await scheduled(api)
    second = await published(api, **ONE_ALL_DAY)
    assert (await api.client.get(f"/v1/schedules/{first}")).json()["status"] == "replaced"
    after = await scheduled(api)
    assert max(after) == 2 < max(people)
    listed = (await api.client.get("/v1/schedules?status=published")).json()["items"]
    assert [one["schedule_id"] for one in listed] == [second]


async def test_two_teams_on_a_queue_share_its_requirement_and_add_up(api: Api) -> None:
    await a_team_with_rules(api, 3)
    few = await keep_rules(api, rules=rules(a_team(3), cover={"under_cover_cost": 2}), seen=1)
    assert few.status_code == 200
    await keep_rules(api, a_team(), team="temps", rules=rules({"name": "temp", "count": 12}))
    wanted = by_numbers(*[0] * 16, *[4] * 16, *[0] * 16)
    await published(api, **wanted)
    first = await scheduled(api)
    made = (await drafted(api, team="temps", **wanted)).json()
    assert made["queues"][0]["held_hours"] == sum(first) / 2 > 0
    await published(api, team="temps", **wanted)
    both = await scheduled(api)
    assert all(after >= before for after, before in zip(both, first, strict=True))
    assert (min(first[16:32]) < 4, min(both[16:32]) >= 4) == (True, True)


async def test_withdrawing_takes_the_people_back(api: Api) -> None:
    await a_team_with_rules(api)
    unknown = await scheduled(api)
    schedule_id = await published(api)
    path = f"/v1/schedules/{schedule_id}/withdrawal"
    body = {"reason": "Everybody is ill."}
    assert refused(await api.client.post(path, json=body))[:2] == (428, "version-not-stated")
    stale = await api.client.post(path, json=body, headers={"If-Match": '"1"'})
    assert refused(stale)[:2] == (412, "version-stale")
    taken = await api.client.post(path, json=body, headers={"If-Match": '"2"'})
    assert (taken.status_code, taken.json()["status"]) == (201, "withdrawn")
    assert taken.json()["entries"][-1]["reason"] == "Everybody is ill."
    assert await scheduled(api) == unknown
    again = await api.client.post(path, json=body, headers={"If-Match": '"3"'})
    assert refused(again)[:2] == (409, "schedule-not-published")


async def test_what_was_loaded_after_publishing_stays_when_that_is_withdrawn(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = await published(api)
    loaded = {"queue": "sales", "started_at": "2025-03-03T10:00:00Z", "interval_s": 1800, "agents": 77}
    await api.client.post("/v1/schedule", json={"scheduled": [loaded]})
    await api.client.post(
        f"/v1/schedules/{schedule_id}/withdrawal", json={"reason": "x"}, headers={"If-Match": '"2"'}
    )
    assert (await scheduled(api))[20] == 77


async def test_publishing_is_refused_once_the_rules_have_changed(api: Api) -> None:
    await a_team_with_rules(api)
    made = (await drafted(api)).json()
    await keep_rules(api, a_team(13), seen=1)
    assert refused(await publication(api, made["schedule_id"]))[:2] == (409, "rules-stale")


async def test_publishing_needs_the_version_that_was_read_and_a_draft(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = await published(api)
    unstated = await api.client.post(f"/v1/schedules/{schedule_id}/publication", json={})
    assert refused(unstated)[:2] == (428, "version-not-stated")
    assert refused(await publication(api, schedule_id, 1))[:2] == (412, "version-stale")
    assert refused(await publication(api, schedule_id, 2))[:2] == (409, "schedule-not-a-draft")


async def test_a_schedule_of_the_past_is_not_published(api: Api) -> None:
    await a_team_with_rules(api)
    made = (await drafted(api)).json()
    api.clock.advance(timedelta(days=4))
    api.client.headers.update(api.role("planner"))
    assert refused(await publication(api, made["schedule_id"]))[:2] == (409, "schedule-in-the-past")


async def test_a_search_is_cancelled_by_the_id_of_its_schedule_and_the_draft_stays_one(api: Api) -> None:
    await a_forecast_queue(api)
    starts = {"from": "00:00", "until": "23:30", "every": "30m"}
    kinds = [DAY | {"name": f"{hours} h", "length": f"{hours}h", "starts": starts} for hours in (7, 8, 9, 10)]
    await keep_rules(api, rules={"shift": kinds})
    made = (await drafted(api, **by_numbers(*curve(7, 60)))).json()
    path = f"/v1/schedules/{made['schedule_id']}"

    async def cancel() -> httpx.Response:
        for _ in range(600):
            answer = await api.client.delete(f"{path}/publication")
            if answer.status_code == 202:
                break
        return answer

    searched, cancelled = await asyncio.gather(
        publication(api, made["schedule_id"], gap=0, time_limit_s=60), cancel()
    )
    assert (cancelled.status_code, len(cancelled.json()["publications"])) == (202, 1)
    name, refusal = told(searched.text)[-1]
    assert (name, refusal["code"]) == ("refused", "schedule-cancelled")
    read = (await api.client.get(path)).json()
    (kept,) = read["publications"]
    assert (read["status"], read["version"], kept["outcome"]) == ("draft", 1, "schedule-cancelled")
    assert kept["cancelled_by"] == "local-planner"


async def test_cancelling_needs_a_search_that_runs(api: Api) -> None:
    await a_team_with_rules(api)
    schedule_id = await published(api)
    answer = await api.client.delete(f"/v1/schedules/{schedule_id}/publication")
    assert refused(answer)[:2] == (409, "not-publishing")
