"""E-mail and back office: a queue that says its contacts may wait is planned, tried and staffed by its deadline."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from concert_chassis.testing import deliver
from concert_contracts.staffing import OpportunityLost, StaffingPlanRaised
from deferred_cases import A_DAY, TUESDAY, a_mail_queue, required
from staffing_api import Api, refused
from staffing_builders import (
    CAMPAIGN,
    LAUNCH,
    MONDAY,
    a_day,
    announced,
    counted,
    from_ten_to_two,
    report,
    said,
)
from staffing_svc.commands.foresee_queue import foresee_queue
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import queues, staff
from staffing_svc.store.staff import ScheduledAgents

FIGURES = {"deferred": {"deadline_s": 14_400}, "interval_s": 1800}


async def test_a_queue_says_that_its_contacts_may_wait_and_no_longer(api: Api) -> None:
    made = await api.client.put("/v1/queues/mail", json=FIGURES, headers={"If-Match": '"0"'})
    assert made.json()["deferred"] == {"deadline_s": 14_400}
    read = await api.client.get("/v1/queues/mail")
    assert read.json() == made.json()
    again = await api.client.put("/v1/queues/mail", json={}, headers={"If-Match": '"1"'})
    assert again.json()["deferred"] is None


@pytest.mark.parametrize(
    ("deferred", "code"),
    [
        ({"deadline_s": 1799}, "impossible-deadline"),
        ({"deadline_s": 0}, "invalid-request"),
        ({"deadline_s": 10**8}, "invalid-request"),
        ({}, "invalid-request"),
    ],
)
async def test_a_deadline_that_cannot_be_is_refused(api: Api, deferred: dict[str, Any], code: str) -> None:
    answer = await api.client.put("/v1/queues/mail", json={"deferred": deferred}, headers={"If-Match": '"0"'})
    assert refused(answer) == (422, code, "/deferred/deadline_s")


async def test_a_campaign_on_it_is_planned_by_its_deadline_and_not_by_erlang(api: Api) -> None:
    await a_mail_queue(api)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced(handle_time_uplift_share=0.5))
        (raised,) = said(tx, StaffingPlanRaised)
    assert raised.model == "deferred"
    rows = (
        await api.client.get(f"/v1/plans/{CAMPAIGN}/intervals", params={"queue": "sales", "limit": 500})
    ).json()["items"]
    plan = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"][0]
    assert any("may wait 4 working hours" in note for note in plan["notes"])
    assert all(row["required_erlang_a"] == row["required_erlang_c"] for row in rows)
    shut = [row for row in rows if not 8 <= int(row["started_at"][11:13]) < 20]
    assert {row["required_erlang_a"] for row in shut} == {0}
    # Mail of a campaign comes at night as well: nothing is moved to the opening.
    assert sum(row["campaign"] for row in shut) > 0
    # The work of the week: 240 s a contact, half as much again for the campaign's; as people, half-hours of 1800 s.
    work_s = sum(row["baseline"] * 240 + row["campaign"] * 360 for row in rows)
    people = sum(row["required_erlang_a"] for row in rows)
    assert work_s / 1800 <= people + 8 * 14
    assert people <= work_s / 1800 + 60


async def test_what_must_be_done_is_spread_over_the_deadline(api: Api) -> None:
    await a_mail_queue(api)
    found = np.array(await required(api))
    # 100 x 240 s an interval are 13.3 agents; the evening's mail is left for the morning, so evenly 14 or 13.
    assert found[:16].sum() == found[40:].sum() == 0
    assert set(found[16:40].tolist()) <= {13, 14}


async def test_any_stretch_that_is_asked_for_gives_the_same_people(api: Api) -> None:
    await a_mail_queue(api)
    half_day = {"since": (TUESDAY + timedelta(hours=12)).isoformat()}
    assert await required(api, **half_day) == (await required(api))[24:]


async def test_what_came_last_night_is_this_mornings_work(api: Api) -> None:
    await a_mail_queue(api)
    usual = await required(api)
    async with api.transactions.begin() as tx:
        tx.now = TUESDAY
        await report(tx, counted(960, at=MONDAY + timedelta(hours=22)))
    found = await required(api)
    # 960 x 240 s are 128 half-hours of work, due after four working hours: by noon.
    assert sum(found[16:24]) >= 128 > sum(usual[16:24])


async def test_too_few_people_make_contacts_late_and_lose_none(api: Api) -> None:
    await a_mail_queue(api, people=8)
    answer = await api.client.post(
        "/v1/what-if", json={**A_DAY, "staff_factor": 0.5, "staff_factors": [0.5, 2.0, 4.0]}
    )
    found = answer.json()
    assert (found["planned"]["lost"], found["planned"]["abandonment"]) == (0, 0)
    # 8 agents do 60 of every 100 that come: from noon on what is left takes them longer than four hours.
    assert found["supposed"]["late"] > found["planned"]["late"] > 0
    assert found["supposed"]["service_level"] < found["planned"]["service_level"] < 1
    late = [one["late"] for one in found["frontier"]]
    assert late == sorted(late, reverse=True)
    assert late[-1] == 0


async def test_with_notice_there_are_people_enough_for_everything(api: Api) -> None:
    await a_mail_queue(api, people=5)
    told = {**A_DAY, "volume_factor": 2, "notice_days": 14}
    found = (await api.client.post("/v1/what-if", json=told)).json()
    assert (found["supposed"]["late"], found["supposed"]["service_level"]) == (0, 1)


async def test_its_frontier_names_the_point_from_which_nothing_is_late(api: Api) -> None:
    await a_mail_queue(api, agent_cost_minor=3000)
    found = (await api.client.get("/v1/frontier", params=A_DAY)).json()
    late = {point["staff_factor"]: point["outcome"]["late"] for point in found["points"]}
    assert found["enough"] == min(factor for factor, count in late.items() if count < 0.5)
    assert found["cheapest"] is None


async def test_a_plan_says_how_many_are_late_with_the_people_scheduled(api: Api) -> None:
    await a_mail_queue(api)
    async with api.transactions.begin() as tx:
        times = [LAUNCH.replace(hour=0) + timedelta(minutes=30 * index) for index in range(8 * 48)]
        await staff.put(tx, [ScheduledAgents("sales", at, 1800, 13.0) for at in times])
        await deliver(tx, on_campaign_announced, announced())
    notes = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"][0]["notes"]
    assert any("contacts are late" in note for note in notes)


async def test_levers_and_losses_are_for_callers_who_wait_now(api: Api) -> None:
    await a_mail_queue(api)
    pull = {
        "queue": "sales",
        "since": A_DAY["since"],
        "until": A_DAY["until"],
        "day_ends_at": A_DAY["until"],
        "what": {"lever": "overtime", "agents": 3},
    }
    answer = await api.client.post("/v1/levers", json=pull)
    assert refused(answer) == (409, "queue-is-deferred", "/queue")
    async with api.transactions.begin() as tx:
        tx.now = MONDAY
        await report(tx, *a_day(from_ten_to_two(), abandoned=lambda at: 30 if 10 <= at.hour < 14 else 0))
        assert said(tx, OpportunityLost) == []


async def test_work_that_nobody_does_is_said_to_be_left_over(api: Api) -> None:
    await a_mail_queue(api, opening=((),) * 7)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())
        foreseen = await foresee_queue(
            tx, await queues.get(tx, "sales"), TUESDAY, TUESDAY + timedelta(days=1)
        )
    notes = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"][0]["notes"]
    assert any("Nobody works on this queue" in note for note in notes)
    assert foreseen.required.sum() == 0
    assert foreseen.baseline.sum() == pytest.approx(2400)
