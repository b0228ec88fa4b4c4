"""What service costs: from few people to many, the cheapest and the first that is enough are named."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from concert_chassis.testing import deliver
from staffing_api import Api, refused
from staffing_builders import CAMPAIGN, LAUNCH, MONDAY, a_watched_queue, announced
from staffing_svc.domain.queues import Promise
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import staff
from staffing_svc.store.staff import ScheduledAgents

TUESDAY = MONDAY + timedelta(days=1)
A_DAY: dict[str, Any] = {
    "queue": "sales",
    "since": TUESDAY.isoformat(),
    "until": (TUESDAY + timedelta(days=1)).isoformat(),
}
LAUNCH_DAY = {
    "queue": "sales",
    "since": LAUNCH.replace(hour=0).isoformat(),
    "until": (LAUNCH.replace(hour=0) + timedelta(days=2)).isoformat(),
}


async def frontier(api: Api, **asked: Any) -> dict[str, Any]:
    answer = await api.client.get("/v1/frontier", params={**A_DAY, **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def what_if(api: Api, **supposed: Any) -> dict[str, Any]:
    answer = await api.client.post("/v1/what-if", json={**A_DAY, **supposed})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_priced_queue(api: Api, *, people: float | None = None, **changes: Any) -> None:
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx, **{"agent_cost_minor": 3000, **changes})
        if people is not None:
            times = [TUESDAY + timedelta(minutes=30 * index) for index in range(48)]
            await staff.put(tx, [ScheduledAgents("sales", at, 1800, people) for at in times])


async def test_more_people_never_serve_worse_and_never_cost_less(api: Api) -> None:
    await a_priced_queue(api)
    points = (await frontier(api))["points"]
    assert [point["staff_factor"] for point in points] == pytest.approx(
        [0.5 + 0.05 * step for step in range(21)]
    )
    for few, many in itertools.pairwise(points):
        assert few["outcome"]["service_level"] <= many["outcome"]["service_level"] + 1e-9
        assert few["outcome"]["lost"] >= many["outcome"]["lost"] - 1e-9
        assert few["outcome"]["staff_cost_minor"] < many["outcome"]["staff_cost_minor"]


async def test_the_cheapest_point_and_the_first_that_is_enough_are_named(api: Api) -> None:
    await a_priced_queue(api, promise=Promise(max_occupancy_share=1.0))
    found = await frontier(api)
    totals = {point["staff_factor"]: point["outcome"]["total_minor"] for point in found["points"]}
    assert found["cheapest"] == min(totals, key=lambda factor: totals[factor])
    enough = [
        point["staff_factor"]
        for point in found["points"]
        if point["outcome"]["service_level"] >= 0.8 and point["outcome"]["abandonment"] <= 0.05
    ]
    assert found["enough"] == enough[0] <= 1.0
    # Contacts of 9.60 against hours of 30.00: answering is worth it, so the cheapest is not far below.
    assert 0.7 < found["cheapest"] < 1.3
    dear = await frontier(api, agent_cost_minor=300_000)
    assert dear["cheapest"] == 0.5


async def test_without_a_price_nothing_is_called_cheapest(api: Api) -> None:
    await a_priced_queue(api, agent_cost_minor=0)
    assert (await frontier(api))["cheapest"] is None
    assert (await frontier(api, agent_cost_minor=3000))["cheapest"] is not None


async def test_the_factors_asked_for_are_answered_in_rising_order(api: Api) -> None:
    await a_priced_queue(api, people=0)
    found = await frontier(api, factor=[0.6, 0.3, 0.6])
    assert [point["staff_factor"] for point in found["points"]] == [0.3, 0.6]
    assert found["enough"] is None
    assert (found["known_schedule"], found["planned"]["service_level"]) == (True, 0)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"queue": "nobody"}, 404, "unknown-queue"),
        ({"factor": -1}, 422, "invalid-request"),
        ({"factor": [0.01 * step for step in range(51)]}, 422, "invalid-request"),
        ({"until": A_DAY["since"]}, 422, "stretch-too-long"),
        ({"since": "2027-03-01T00:00:00Z", "until": "2027-03-02T00:00:00Z"}, 409, "not-forecast"),
    ],
)
async def test_a_frontier_that_cannot_be_is_refused(
    api: Api, asked: dict[str, Any], status: int, code: str
) -> None:
    await a_priced_queue(api)
    answer = await api.client.get("/v1/frontier", params={**A_DAY, **asked})
    assert refused(answer)[:2] == (status, code)


async def test_a_budget_cuts_everybody_alike_and_never_buys_anybody(api: Api) -> None:
    await a_priced_queue(api, people=20)
    # 20 people x 24 hours x 30.00
    cut = await what_if(api, budget_minor=20 * 24 * 3000 * 3 // 4)
    assert cut["planned"]["staff_cost_minor"] == 20 * 24 * 3000
    assert cut["supposed"]["staff_cost_minor"] == 20 * 24 * 3000 * 3 // 4
    assert cut["supposed"] == pytest.approx((await what_if(api, staff_factor=0.75))["supposed"])
    assert cut["supposed"]["lost"] > cut["planned"]["lost"]
    ample = await what_if(api, budget_minor=10**12)
    assert ample["supposed"] == ample["planned"]
    nothing = await what_if(api, budget_minor=0)
    assert (nothing["supposed"]["agent_hours"], nothing["supposed"]["service_level"]) == (0, 0)


async def test_a_budget_without_a_price_of_an_hour_is_refused(api: Api) -> None:
    await a_priced_queue(api, agent_cost_minor=0)
    answer = await api.client.post("/v1/what-if", json={**A_DAY, "budget_minor": 1000})
    assert refused(answer) == (422, "budget-without-cost", "/agent_cost_minor")
    priced = await api.client.post(
        "/v1/what-if", json={**A_DAY, "budget_minor": 1000, "agent_cost_minor": 3000}
    )
    assert priced.json()["supposed"]["staff_cost_minor"] == 1000


async def announced_at_launch(api: Api) -> None:
    await a_priced_queue(api)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())


async def test_an_announced_campaign_moved_away_takes_its_contacts_with_it(api: Api) -> None:
    await announced_at_launch(api)
    later = LAUNCH + timedelta(days=3)
    found = await what_if(
        api, **LAUNCH_DAY, moved={"campaign_id": str(CAMPAIGN), "launch_at": later.isoformat()}
    )
    assert found["planned"]["offered"] > 4800 + 300
    assert found["supposed"]["offered"] == pytest.approx(4800)
    whole_week = {**LAUNCH_DAY, "until": (LAUNCH.replace(hour=0) + timedelta(days=7)).isoformat()}
    stayed = await what_if(
        api, **whole_week, moved={"campaign_id": str(CAMPAIGN), "launch_at": LAUNCH.isoformat()}
    )
    assert stayed["supposed"]["offered"] == pytest.approx(stayed["planned"]["offered"])
    assert stayed["supposed"]["lost"] == pytest.approx(stayed["planned"]["lost"])
    plan = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()
    assert plan["plan_version"] == 1


@pytest.mark.parametrize(
    ("moved", "status", "code"),
    [
        ({"campaign_id": "01954000-0000-7000-8000-000000000000"}, 404, "unknown-campaign"),
        ({"launch_at": "9999-12-31T00:00:00Z"}, 422, "moved-too-far"),
        ({"launch_at": "2025-03-25T21:00:00Z"}, 409, "campaign-over-closed-hours"),
    ],
)
async def test_a_move_that_cannot_be_is_refused(
    api: Api, moved: dict[str, Any], status: int, code: str
) -> None:
    await announced_at_launch(api)
    given = {"campaign_id": str(CAMPAIGN), "launch_at": LAUNCH.isoformat(), **moved}
    answer = await api.client.post("/v1/what-if", json={**A_DAY, **LAUNCH_DAY, "moved": given})
    assert refused(answer)[:2] == (status, code)


async def test_a_campaign_of_another_queue_cannot_be_moved_here(api: Api) -> None:
    await announced_at_launch(api)
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx, "billing")
    given = {"campaign_id": str(CAMPAIGN), "launch_at": LAUNCH.isoformat()}
    body = {**A_DAY, **LAUNCH_DAY, "queue": "billing", "moved": given}
    answer = await api.client.post("/v1/what-if", json=body)
    assert refused(answer) == (409, "campaign-not-on-queue", "/moved/campaign_id")
