"""Queues that are staffed together: kept, versioned, and asked how many people that needs and saves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from concert_chassis.testing import deliver
from staffing_api import Api, refused
from staffing_builders import LAUNCH, MONDAY, a_baseline, a_queue, announced
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.erlang import StaffingGoal, required_agents
from staffing_svc.domain.queues import Deferred, Promise
from staffing_svc.domain.simulation import DayPlan, Exponential, Group, SkillLoad, simulate
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import forecasts

SKILLS = ["billing", "moving", "repair", "sales", "tariffs"]
LEVEL_ONLY = Promise(max_abandonment_share=1.0, max_occupancy_share=1.0)
TUESDAY = MONDAY + timedelta(days=1)
MORNING = {
    "since": (TUESDAY + timedelta(hours=7)).isoformat(),
    "until": (TUESDAY + timedelta(hours=10)).isoformat(),
}


async def five_queues(api: Api, *, mean: float = 120.0, **changes: Any) -> None:
    """120 contacts of 300 s in half an hour are 20 erlangs each; callers wait 180 s."""
    figures = {
        "handle_s": 300.0,
        "patience_s": 180.0,
        "shrinkage_share": 0.0,
        "promise": LEVEL_ONLY,
        **changes,
    }
    async with api.transactions.begin() as tx:
        for name in SKILLS:
            await set_up_queue(tx, a_queue(name, **figures), seen_version=0)
            await forecasts.add(tx, a_baseline(name, mean=mean))


async def pool(api: Api, *queues: str, seen: str = "*") -> Any:
    return await api.client.put(
        "/v1/pools/service", json={"queues": list(queues)}, headers={"If-Match": seen}
    )


async def required(api: Api, **asked: Any) -> list[dict[str, Any]]:
    answer = await api.client.get("/v1/pools/service/required", params={**MORNING, **asked})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


def lived(groups: list[dict[str, Any]], *, intervals: int = 40) -> float:
    loads = [
        SkillLoad(skill, np.full(intervals, 120.0), Exponential(300), Exponential(180)) for skill in SKILLS
    ]
    staff = [Group(tuple(group["skills"]), np.full(intervals, group["agents"])) for group in groups]
    return simulate(DayPlan(1800, loads, staff), np.random.default_rng(3)).service_level_overall()


async def test_a_pool_is_set_up_changed_and_dissolved_and_never_overwritten_unseen(api: Api) -> None:
    await five_queues(api)
    made = await pool(api, "billing", "sales", seen='"0"')
    assert (made.status_code, made.headers["etag"], made.json()) == (
        200,
        '"1"',
        {"pool": "service", "version": 1, "queues": ["billing", "sales"]},
    )
    assert (await pool(api, "sales", seen='"0"')).status_code == 412
    changed = await pool(api, "sales", "billing", "moving", seen='"1"')
    read = await api.client.get("/v1/pools/service")
    assert (read.json(), read.headers["etag"]) == (changed.json(), '"2"')
    assert (await api.client.get("/v1/pools")).json()["items"] == [read.json()]
    gone = await api.client.delete("/v1/pools/service", headers={"If-Match": '"1"'})
    assert gone.status_code == 412
    assert (await api.client.delete("/v1/pools/service")).status_code == 428
    assert (await api.client.delete("/v1/pools/service", headers={"If-Match": '"2"'})).status_code == 204
    assert refused(await api.client.get("/v1/pools/service"))[:2] == (404, "unknown-pool")
    assert (await api.client.get("/v1/pools")).json()["items"] == []


async def test_five_skills_of_twenty_erlangs_need_three_in_a_hundred_more_than_one_queue(api: Api) -> None:
    await five_queues(api)
    await pool(api, *SKILLS)
    rows = await required(api)
    # One queue of 100 erlangs keeps 100 agents by its cap on occupancy, and the chain 3 % more.
    assert [row["agents"] for row in rows] == [0, 0, 103, 103, 103, 103]
    alone = int(required_agents(120, 300, 1800, StaffingGoal(0.8, 20), patience_s=180))
    assert [row["agents_apart"] for row in rows][2:] == [5 * alone] * 4
    nine = rows[4]
    assert [group["skills"] for group in nine["groups"]] == [
        ["billing", "moving"],
        ["moving", "repair"],
        ["repair", "sales"],
        ["sales", "tariffs"],
        ["tariffs", "billing"],
    ]
    assert sum(group["agents"] for group in nine["groups"]) == 103
    assert lived(nine["groups"]) >= 0.79
    own_only = [{"skills": group["skills"][:1], "agents": group["agents"]} for group in nine["groups"]]
    assert lived(own_only) < 0.75
    assert [queue["load_erlangs"] for queue in nine["queues"]] == pytest.approx([20] * 5)
    assert {queue["forecast_version"] for queue in nine["queues"]} == {1}


async def test_the_callers_of_a_campaign_are_in_the_pool(api: Api) -> None:
    await five_queues(api)
    await pool(api, *SKILLS)
    launch = {"since": LAUNCH.isoformat(), "until": (LAUNCH + timedelta(hours=3)).isoformat()}
    before = await required(api, **launch)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())
    after = await required(api, **launch)
    grown = [queue["contacts"] for row in after for queue in row["queues"] if queue["queue"] == "sales"]
    assert max(grown) > 130
    assert sum(row["agents"] for row in after) > sum(row["agents"] for row in before)


async def test_people_are_agents_with_shrinkage(api: Api) -> None:
    await five_queues(api, shrinkage_share=0.4)
    await pool(api, *SKILLS)
    nine = (await required(api))[4]
    assert nine["agents"] == 103
    assert nine["people"] == 172
    alone = int(required_agents(120, 300, 1800, StaffingGoal(0.8, 20), patience_s=180))
    assert nine["people_apart"] == 5 * -(-alone * 10 // 6)


async def test_the_strictest_goal_of_its_queues_decides(api: Api) -> None:
    await five_queues(api)
    await pool(api, *SKILLS)
    usual = (await required(api))[4]["agents"]
    async with api.transactions.begin() as tx:
        strict = replace(LEVEL_ONLY, service_level_share=0.95)
        await set_up_queue(
            tx,
            a_queue("sales", handle_s=300.0, patience_s=180.0, shrinkage_share=0.0, promise=strict),
            seen_version=1,
        )
    found = (await required(api))[4]["agents"]
    everything = int(required_agents(600, 300, 1800, StaffingGoal(0.95, 20), patience_s=180))
    assert usual < everything <= found <= everything * 1.04


async def test_handle_times_and_volumes_may_differ_and_small_pools_cost_no_more_than_apart(api: Api) -> None:
    async with api.transactions.begin() as tx:
        for place, name in enumerate(SKILLS):
            queue = a_queue(name, handle_s=60.0 * (place + 1), shrinkage_share=0.1 * place)
            await set_up_queue(tx, queue, seen_version=0)
            await forecasts.add(tx, a_baseline(name, mean=0.02 * 30.0**place if place < 4 else 0.0))
    await pool(api, *SKILLS)
    for row in await required(api):
        assert row["agents"] <= row["agents_apart"]
        assert sum(group["agents"] for group in row["groups"]) == row["agents"]
        assert not any("tariffs" in group["skills"] for group in row["groups"])


async def test_one_queue_is_a_pool_like_its_own(api: Api) -> None:
    await five_queues(api)
    await pool(api, "sales")
    nine = (await required(api))[4]
    assert nine["agents"] == nine["agents_apart"]
    assert nine["groups"] == [{"skills": ["sales"], "agents": nine["agents"]}]


async def test_a_page_at_a_time(api: Api) -> None:
    await five_queues(api)
    await pool(api, *SKILLS)
    path = "/v1/pools/service/required"
    page = (await api.client.get(path, params={**MORNING, "limit": 4})).json()
    rest = (await api.client.get(path, params={**MORNING, "limit": 4, "cursor": page["next"]})).json()
    assert [row["agents"] for row in page["items"] + rest["items"]] == [0, 0, 103, 103, 103, 103]
    assert rest["next"] is None


async def test_queues_that_cannot_be_staffed_together_are_refused(api: Api) -> None:
    await five_queues(api)
    assert refused(await pool(api, "sales", "nobody")) == (404, "unknown-queue", "/queues/1")
    assert refused(await pool(api, "sales", "billing", "sales")) == (422, "queue-twice-in-pool", "/queues/2")
    assert refused(await pool(api)) == (422, "invalid-request", "/queues")
    async with api.transactions.begin() as tx:
        await set_up_queue(tx, a_queue("mail", deferred=Deferred(7200.0)), seen_version=0)
        await set_up_queue(tx, a_queue("quick", interval_s=900), seen_version=0)
    assert refused(await pool(api, "sales", "mail")) == (409, "queues-cannot-pool", "/queues/1")
    assert refused(await pool(api, "sales", "quick")) == (409, "queues-cannot-pool", "/queues/1")


async def test_a_pool_whose_queues_changed_or_have_no_forecast_says_so(api: Api) -> None:
    await five_queues(api)
    await pool(api, "sales", "billing")
    path = "/v1/pools/service/required"
    far = {"since": "2027-03-01T00:00:00Z", "until": "2027-03-02T00:00:00Z"}
    assert refused(await api.client.get(path, params=far))[:2] == (409, "not-forecast")
    long = {**MORNING, "until": "2025-09-01T00:00:00Z"}
    assert refused(await api.client.get(path, params=long))[:2] == (422, "stretch-too-long")
    async with api.transactions.begin() as tx:
        await set_up_queue(tx, a_queue("billing", interval_s=900), seen_version=1)
    assert refused(await api.client.get(path, params=MORNING))[:2] == (409, "queues-cannot-pool")


async def test_only_the_center_pools_its_queues(api: Api) -> None:
    await five_queues(api)
    marketing = {**api.role("campaign_owner"), "If-Match": "*"}
    body = {"queues": ["sales"]}
    assert (await api.client.put("/v1/pools/service", json=body, headers=marketing)).status_code == 403
    await pool(api, "sales")
    assert (await api.client.delete("/v1/pools/service", headers=marketing)).status_code == 403
    assert (await api.client.get("/v1/pools/service", headers=marketing)).status_code == 200
