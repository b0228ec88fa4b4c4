"""A planner's day over HTTP: history in, forecast out, a campaign's plan read and acknowledged."""

from datetime import UTC, datetime, timedelta

import pytest
from concert_chassis.testing import deliver
from staffing_api import Api, an_interval, half_hours, refused
from staffing_builders import CAMPAIGN, LAUNCH, announced
from staffing_svc.reactions.campaign_announced import on_campaign_announced

QUEUE = {"timezone": "Europe/Vienna", "handle_s": 300, "value_per_contact_minor": 960}


async def announce(api: Api) -> None:
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())


async def test_a_queue_is_set_up_changed_and_never_overwritten_unseen(api: Api) -> None:
    made = await api.client.put("/v1/queues/sales", json=QUEUE, headers={"If-Match": '"0"'})
    assert (made.status_code, made.headers["etag"], made.json()["version"]) == (200, '"1"', 1)
    assert (await api.client.put("/v1/queues/sales", json=QUEUE)).status_code == 428
    changed = {**QUEUE, "promise": {"service_level_share": 0.9, "within_s": 10}}
    stale = await api.client.put("/v1/queues/sales", json=changed, headers={"If-Match": '"0"'})
    assert stale.status_code == 412
    again = await api.client.put("/v1/queues/sales", json=changed, headers={"If-Match": '"1"'})
    read = await api.client.get("/v1/queues/sales")
    assert again.json() == read.json()
    assert read.json()["promise"] == {
        "service_level_share": 0.9,
        "within_s": 10,
        "variant": "SL4",
        "max_asa_s": None,
        "max_abandonment_share": 0.05,
        "max_occupancy_share": 0.9,
    }
    assert [one["queue"] for one in (await api.client.get("/v1/queues")).json()["items"]] == ["sales"]


async def test_history_becomes_a_forecast_of_which_every_version_is_kept(api: Api) -> None:
    times = half_hours(datetime(2025, 1, 30, tzinfo=UTC), 48 * 30)
    loaded = await api.load(*(an_interval(at, offered=50) for at in times))
    assert loaded.json() == {
        "received": 1440,
        "stored": 1440,
        "queues": ["sales"],
        "new_queues": ["sales"],
        "bad": [],
    }
    for version in (1, 2):
        made = await api.client.post("/v1/forecasts", json={"queue": "sales"})
        assert (made.status_code, made.json()["version"]) == (201, version)
    tomorrow = {"queue": "sales", "since": "2025-03-02T00:00:00Z", "until": "2025-03-03T00:00:00Z"}
    read = (await api.client.get("/v1/forecasts", params={**tomorrow, "version": 1})).json()
    assert (read["version"], len(read["intervals"])) == (1, 48)
    assert [one["mean"] for one in read["intervals"]] == pytest.approx([50] * 48, rel=0.05)
    assert all(one["q10"] <= one["q50"] <= one["q90"] for one in read["intervals"])
    versions = (await api.client.get("/v1/forecasts/versions", params={"queue": "sales"})).json()["items"]
    assert [one["version"] for one in versions] == [2, 1]
    unknown = await api.client.get("/v1/forecasts", params={**tomorrow, "version": 3})
    assert refused(unknown)[:2] == (404, "no-forecast")


async def test_a_plan_is_read_per_queue_and_per_interval(api: Api) -> None:
    await announce(api)
    plan = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()
    (queue,) = plan["queues"]
    assert (plan["plan_version"], plan["campaign_version"], queue["queue"]) == (1, 1, "sales")
    rows, cursor = [], None
    while True:
        params = {"queue": "sales", "limit": 100, **({"cursor": cursor} if cursor else {})}
        page = (await api.client.get(f"/v1/plans/{CAMPAIGN}/intervals", params=params)).json()
        rows += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(rows) == 7 * 48
    assert datetime.fromisoformat(rows[0]["started_at"]) == LAUNCH
    assert sum(row["campaign"] for row in rows) == pytest.approx(queue["campaign_contacts"])
    assert all(row["gap"] == max(row["required_erlang_a"] - row["scheduled"], 0) for row in rows)
    assert all(row["required_erlang_c"] > 0 for row in rows if row["campaign"] > 1)
    elsewhere = await api.client.get(f"/v1/plans/{CAMPAIGN}/intervals", params={"queue": "billing"})
    assert refused(elsewhere) == (404, "queue-not-in-plan", "/queue")


async def test_a_loaded_schedule_is_what_the_plan_is_held_against(api: Api) -> None:
    times = half_hours(LAUNCH, 7 * 48)
    scheduled = [{"queue": "sales", "started_at": at, "interval_s": 1800, "agents": 2} for at in times]
    await api.client.post("/v1/schedule", json={"scheduled": scheduled})
    await announce(api)
    params = {"queue": "sales", "limit": 500}
    rows = (await api.client.get(f"/v1/plans/{CAMPAIGN}/intervals", params=params)).json()["items"]
    assert {row["scheduled"] for row in rows} == {2}
    notes = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"][0]["notes"]
    assert not any("No schedule is loaded" in note for note in notes)


async def test_an_announcement_is_acknowledged_once_by_a_planner(api: Api) -> None:
    path = f"/v1/announcements/{CAMPAIGN}/acknowledgement"
    assert refused(await api.client.post(path))[:2] == (404, "unknown-campaign")
    await announce(api)
    taken = await api.client.post(path)
    assert (taken.status_code, taken.json()["acknowledged_by"]) == (201, "local-planner")
    assert refused(await api.client.post(path))[:2] == (409, "already-acknowledged")
    (listed,) = (await api.client.get("/v1/announcements")).json()["items"]
    assert (listed["acknowledged_version"], listed["on_time"], listed["queues"]) == (1, True, ["sales"])


async def test_marketing_reads_plans_and_writes_none_of_the_centers_data(api: Api) -> None:
    marketing = api.role("campaign_owner")
    await announce(api)
    assert (await api.client.get(f"/v1/plans/{CAMPAIGN}", headers=marketing)).status_code == 200
    schedule = {
        "scheduled": [{"queue": "s", "started_at": "2025-03-01T10:00:00Z", "interval_s": 1800, "agents": 1}]
    }
    for path, body in (
        ("/v1/schedule", schedule),
        ("/v1/history", {"intervals": [an_interval()]}),
        ("/v1/forecasts", {"queue": "sales"}),
        (f"/v1/announcements/{CAMPAIGN}/acknowledgement", {}),
        (f"/v1/ledger/{CAMPAIGN}/correction", {"cause": 0, "department": None, "reason": "x"}),
    ):
        assert refused(await api.client.post(path, json=body, headers=marketing))[0] == 403
    set_up = await api.client.put("/v1/queues/sales", json=QUEUE, headers={**marketing, "If-Match": "*"})
    assert refused(set_up)[0] == 403


async def test_the_same_load_sent_twice_with_its_key_is_loaded_once(api: Api) -> None:
    body = {"intervals": [an_interval()]}
    key = {"Idempotency-Key": "load-1"}
    first = await api.client.post("/v1/history", json=body, headers=key)
    second = await api.client.post("/v1/history", json=body, headers=key)
    assert first.json() == second.json()
    assert second.json()["stored"] == 1


async def test_nobody_reads_without_a_token(api: Api) -> None:
    assert (await api.client.get("/v1/queues", headers={"Authorization": ""})).status_code == 401


async def test_a_later_announcement_lists_first(api: Api) -> None:
    await announce(api)
    other = announced().model_copy(
        update={
            "campaign_id": type(CAMPAIGN)(int=9),
            "terms": announced(launch_at=LAUNCH + timedelta(days=1)).terms,
        }
    )
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, other)
    first = (await api.client.get("/v1/announcements?limit=1")).json()
    second = (await api.client.get(f"/v1/announcements?limit=1&cursor={first['next']}")).json()
    assert [first["items"][0]["campaign_id"], second["items"][0]["campaign_id"]] == [
        str(other.campaign_id),
        str(CAMPAIGN),
    ]
    assert second["next"] is None


async def test_a_standing_plan_is_made_anew_when_its_queue_promises_more(api: Api) -> None:
    await api.client.put("/v1/queues/sales", json=QUEUE, headers={"If-Match": "*"})
    await announce(api)
    before = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()
    dearer = {**QUEUE, "value_per_contact_minor": 2000, "agent_cost_minor": 3000, "redial_share": 0.2}
    await api.client.put("/v1/queues/sales", json=dearer, headers={"If-Match": "*"})
    assert (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json() == before
    strict = {**QUEUE, "promise": {"service_level_share": 0.99, "max_asa_s": 1}}
    await api.client.put("/v1/queues/sales", json=strict, headers={"If-Match": "*"})
    after = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()
    assert after["plan_version"] == before["plan_version"] + 1
    assert after["queues"][0]["peak_required_agents"] > before["queues"][0]["peak_required_agents"]


async def test_a_plan_for_a_queue_that_nobody_knew_is_made_anew_when_it_is_set_up(api: Api) -> None:
    await announce(api)
    before = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"][0]
    assert any("Nobody set this queue up" in note for note in before["notes"])
    await api.client.put("/v1/queues/sales", json=QUEUE, headers={"If-Match": "*"})
    after = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"][0]
    assert not any("Nobody set this queue up" in note for note in after["notes"])
