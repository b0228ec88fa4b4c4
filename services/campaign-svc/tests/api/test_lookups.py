"""Conflicts between campaigns, and the brief behind a number or a code."""

from campaign_api import Api


async def test_campaigns_on_one_queue_at_the_same_time_conflict(api: Api) -> None:
    first = (await api.announced(name="First")).json()["campaign_id"]
    second = (await api.announced(name="Second", launch_at="2025-03-14T08:00:00Z")).json()["campaign_id"]
    await api.announced(name="Elsewhere", queues=[{"queue": "billing", "share": 1}])
    page = (await api.client.get("/v1/conflicts", params={"queue": "sales"})).json()
    (conflict,) = page["items"]
    assert (conflict["first"]["campaign_id"], conflict["second"]["campaign_id"]) == (second, first)
    assert (conflict["overlaps_from"], conflict["overlaps_until"]) == (
        "2025-03-15T08:00:00Z",
        "2025-04-15T08:00:00Z",
    )
    assert conflict["first"]["expected_contacts"] == 800
    later = {"from": "2025-05-01T00:00:00Z", "to": "2025-06-01T00:00:00Z"}
    assert (await api.client.get("/v1/conflicts", params=later)).json()["items"] == []


async def test_conflicts_are_paged(api: Api) -> None:
    for number in range(4):
        await api.announced(name=f"Campaign {number}")
    seen = []
    cursor: dict[str, str] = {}
    while True:
        page = (await api.client.get("/v1/conflicts", params={"limit": 4, **cursor})).json()
        seen += [(it["first"]["campaign_id"], it["second"]["campaign_id"]) for it in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) == 6


async def test_a_cancelled_campaign_conflicts_with_nothing(api: Api) -> None:
    address = (await api.announced()).headers["location"]
    await api.announced(name="Second")
    await api.client.post(f"{address}/cancellation", json={"reason": "no budget"})
    assert (await api.client.get("/v1/conflicts")).json()["items"] == []


async def test_an_agent_finds_the_brief_by_number_and_by_code(api: Api) -> None:
    brief = {"summary": "Fibre", "answers": [{"topic": "price", "text": "25 a month"}]}
    campaign_id = (await api.announced(brief=brief)).json()["campaign_id"]
    agent = api.role("agent")
    for query in ({"number": "+49 (800) 1234"}, {"code": "spring"}, {"code": "fibre25"}):
        (found,) = (await api.client.get("/v1/briefs/lookup", params=query, headers=agent)).json()["found"]
        assert (found["campaign_id"], found["brief"]) == (campaign_id, brief)
    unknown = await api.client.get("/v1/briefs/lookup", params={"code": "nothing"}, headers=agent)
    assert (unknown.status_code, unknown.json()) == (200, {"found": []})


async def test_a_lookup_needs_exactly_one_key(api: Api) -> None:
    for query in ({}, {"number": "1", "code": "2"}, {"code": ""}):
        assert (await api.client.get("/v1/briefs/lookup", params=query)).status_code == 422
