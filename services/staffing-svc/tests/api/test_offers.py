"""Overtime and time off over HTTP: offers for a published day, answered once by people, counted in every plan."""

import asyncio

from kept_schedule_cases import (
    a_forecast_queue,
    a_team,
    by_numbers,
    keep_rules,
    published,
    scheduled,
    shifts_of,
)
from offer_cases import (
    DAY,
    FOUR,
    a_published_day,
    accept,
    decline,
    net,
    offered,
    out,
    overtime,
    slots,
)
from staffing_api import Api, refused


async def test_if_every_place_is_taken_net_staffing_is_zero(api: Api) -> None:
    schedule_id = await a_published_day(api)
    made = (await offered(api, schedule_id)).json()["offers"]
    left = await net(api)
    for one in made:
        for slot in slots(one):
            left[slot] += one["open_places"] * (1 if one["kind"] == "overtime" else -1)
    assert left == [0] * 48
    assert {one["kind"] for one in made} == {"overtime", "time_off"}
    assert {one["answer_by"] == one["starts_at"] for one in made} == {True}


async def test_who_accepts_overtime_is_scheduled_and_the_other_offers_shrink(api: Api) -> None:
    schedule_id = await a_published_day(api)
    one = (await overtime(api, schedule_id))[0]
    before = await net(api)
    taken = await accept(api, one, "agent 9")
    assert taken.status_code == 200, taken.text
    after = await net(api)
    assert [after[slot] - before[slot] for slot in range(48)] == [slot in slots(one) for slot in range(48)]
    left = list(after)
    for other in await out(api, schedule_id):
        for slot in slots(other):
            left[slot] += other["open_places"] * (1 if other["kind"] == "overtime" else -1)
    assert left == [0] * 48


async def test_who_takes_time_off_leaves_the_schedule(api: Api) -> None:
    await a_forecast_queue(api, mean=0.2)
    await keep_rules(api, a_team())
    schedule_id = await published(api, **by_numbers(*[0] * 16, *[6] * 12, *[0] * 20))
    off = [one for one in (await offered(api, schedule_id)).json()["offers"] if one["kind"] == "time_off"]
    shifts = {one["person"]: one for one in await shifts_of(api, schedule_id)}
    one, who = next(
        (one, person)
        for one in off
        for person, shift in shifts.items()
        if shift["starts_at"] <= one["starts_at"] and one["ends_at"] <= shift["ends_at"]
    )
    before = await scheduled(api)
    assert (await accept(api, one, who)).status_code == 200
    lost = [was - now for was, now in zip(before, await scheduled(api), strict=True)]
    assert set(lost) == {0, 1}
    assert all(slot in slots(one) for slot in range(48) if lost[slot])


async def test_an_answer_given_twice_counts_once_and_is_kept_with_who_and_when(api: Api) -> None:
    schedule_id = await a_published_day(api)
    one = (await overtime(api, schedule_id))[0]
    first = await accept(api, one, "agent 9")
    people = await scheduled(api)
    again = await accept(api, one, "agent 9")
    assert (again.status_code, again.json()["answers"]) == (200, first.json()["answers"])
    assert await scheduled(api) == people
    (answer,) = first.json()["answers"]
    assert answer == {
        "person": "agent 9",
        "answer": "accepted",
        "answered_at": "2025-03-01T09:00:00Z",
        "answered_by": "local-planner",
    }
    assert refused(await decline(api, one, "agent 9"))[:2] == (409, "answered-otherwise")


async def test_declining_leaves_the_place_to_others(api: Api) -> None:
    schedule_id = await a_published_day(api)
    one = (await overtime(api, schedule_id))[0]
    people = await scheduled(api)
    let_go = await decline(api, one, "agent 8")
    assert (let_go.json()["open_places"], await scheduled(api)) == (one["open_places"], people)
    assert (await decline(api, one, "agent 8")).json() == let_go.json()
    assert refused(await accept(api, one, "agent 8"))[:2] == (409, "answered-otherwise")
    assert (await accept(api, one, "agent 9")).status_code == 200


async def test_an_offer_is_taken_by_as_many_as_it_has_places(api: Api) -> None:
    schedule_id = await a_published_day(api)
    made = await overtime(api, schedule_id)
    one = min(made, key=lambda offer: offer["places"])
    names = [f"agent {number}" for number in range(12, 12 - one["places"] - 1, -1)]
    answers = [await accept(api, one, name) for name in names]
    assert [answer.status_code for answer in answers[:-1]] == [200] * one["places"]
    assert refused(answers[-1]) == (409, "offer-taken", "/offer_id")


async def test_of_two_who_want_the_last_place_at_once_one_has_it(api: Api) -> None:
    schedule_id = await a_published_day(api)
    one = min(await overtime(api, schedule_id), key=lambda offer: offer["places"])
    for number in range(one["places"] - 1):
        assert (await accept(api, one, f"agent {12 - number}")).status_code == 200
    both = await asyncio.gather(accept(api, one, "agent 5"), accept(api, one, "agent 6"))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    read = (await api.client.get(f"/v1/offers/{one['offer_id']}")).json()
    assert len(read["answers"]) == one["places"]


async def test_offers_made_again_keep_their_ids_and_answers(api: Api) -> None:
    schedule_id = await a_published_day(api)
    made = (await offered(api, schedule_id)).json()["offers"]
    assert (await offered(api, schedule_id)).json()["offers"] == made
    await decline(api, made[0], "agent 8")
    again = (await offered(api, schedule_id)).json()["offers"]
    assert [one["offer_id"] for one in again] == [one["offer_id"] for one in made]
    assert [len(one["answers"]) for one in again] == [1] + [0] * (len(made) - 1)


async def test_what_no_longer_mends_anything_is_closed(api: Api) -> None:
    schedule_id = await a_published_day(api)
    made = await overtime(api, schedule_id)
    enough = [
        {
            "queue": "sales",
            "started_at": f"{DAY}T{slot // 2:02}:{slot % 2 * 30:02}:00Z",
            "interval_s": 1800,
            "agents": 50,
        }
        for slot in range(16, 40)
    ]
    await api.client.post("/v1/schedule", json={"scheduled": enough})
    again = (await offered(api, schedule_id)).json()["offers"]
    assert {one["kind"] for one in again} == {"time_off"}
    assert refused(await accept(api, made[0], "agent 9"))[:2] == (409, "offer-closed")


async def test_withdrawing_a_schedule_undoes_what_was_accepted_on_it(api: Api) -> None:
    schedule_id = await a_published_day(api)
    one = (await overtime(api, schedule_id))[0]
    await accept(api, one, "agent 9")
    await api.client.post(
        f"/v1/schedules/{schedule_id}/withdrawal", json={"reason": "x"}, headers={"If-Match": '"2"'}
    )
    assert await net(api) == [0] * 48
    assert await out(api, schedule_id) == []
    other = (await api.client.get(f"/v1/offers/{one['offer_id']}")).json()
    assert [answer["answer"] for answer in other["answers"]] == ["accepted"]


async def test_agents_answer_for_themselves_and_supervisors_for_anybody(api: Api) -> None:
    schedule_id = await a_published_day(api, *({"name": name} for name in FOUR))
    one = (await overtime(api, schedule_id))[0]
    worked = {shift["person"] for shift in await shifts_of(api, schedule_id)}
    ana, ben = sorted(FOUR - worked)[:2]
    agent = api.role("agent", subject=ana)
    assert refused(await accept(api, one, ben, headers=agent))[:2] == (403, "not-your-offer")
    assert (await accept(api, one, ana, headers=agent)).status_code == 200
    await decline(api, one, ben)
    seen = (await api.client.get(f"/v1/offers/{one['offer_id']}", headers=agent)).json()
    assert [answer["person"] for answer in seen["answers"]] == [ana]
    marketing = api.role("campaign_owner")
    assert (await accept(api, one, ben, headers=marketing)).status_code == 403
