"""Insights over HTTP: found by everybody, answered by their owner with the version that was read."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from concert_chassis.testing import deliver
from insight_api import Api
from insight_builders import announced, confused, usual
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.reactions.campaign_announced import on_campaign_announced
from insight_svc.reactions.contact_ended import on_contact_ended


async def test_an_insight_opens_with_its_numbers_and_its_clock(api: Api) -> None:
    address = await api.asked()
    answer = await api.client.get(address, headers=api.role("planner"))
    insight = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (insight["status"], insight["owner_department"]) == ("published", "marketing")
    assert (insight["evidence_contacts"], insight["expected_contacts"]) == (289, 171.4)
    assert (insight["due_at"], insight["overdue"]) == ("2025-03-03T17:00:00Z", False)
    assert insight["links"]["surge"] == "/v1/surges/01960f0e-51d8-7a13-8e60-2b7f4c8d9a01"


async def test_a_life_over_http(api: Api) -> None:
    address = await api.asked()
    read = await api.step(address, "acknowledgement")
    acted = await api.step(address, "action", {"action": "Announced it."})
    closed = await api.step(address, "closure", {"explanation": "Planned for now."})
    assert [answer.status_code for answer in (read, acted, closed)] == [201, 201, 201]
    assert [answer.headers["etag"] for answer in (read, acted, closed)] == ['"2"', '"3"', '"4"']
    assert (closed.json()["status"], closed.json()["outcome"]) == ("closed", "inconclusive")
    effect = (await api.client.get(f"{address}/effect")).json()
    assert (effect["verdict"], effect["why"]) == ("inconclusive", "not enough days on both sides")
    steps = (await api.client.get(f"{address}/steps")).json()["items"]
    assert [step["step"] for step in steps] == ["published", "acknowledged", "acted", "closed"]


async def test_its_numbers_open_to_the_center(api: Api) -> None:
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())
        await deliver(tx, on_contact_ended, *usual(200), *confused(12))
    async with api.transactions.begin() as tx:
        await examine_contacts(tx)
    (insight,) = (await api.client.get("/v1/insights")).json()["items"]
    address = insight["links"]["contacts"]
    found, cursor = [], None
    while cursor is not None or not found:
        params = {"limit": 5} | ({"cursor": cursor} if cursor else {})
        page = (await api.client.get(address, params=params, headers=api.role("planner"))).json()
        found, cursor = found + page["items"], page["next"]
    assert [it["contact_id"] for it in found] == [f"acd-{number}" for number in range(1, 13)]
    assert {it["note"] for it in found} == {"Asks if the old router works on fibre, call back [PHONE]."}
    assert (await api.client.get(address)).status_code == 403


async def test_lists_are_narrowed_and_paged(api: Api) -> None:
    await api.asked()
    wanted: list[tuple[dict[str, Any], int]] = [
        ({"owner": "marketing"}, 1),
        ({"owner": "sales"}, 0),
        ({"type": "known_surge"}, 1),
        ({"type": "campaign_confusion"}, 0),
        ({"status": "published"}, 1),
        ({"status": "closed"}, 0),
        ({"campaign_id": str(uuid4())}, 0),
        ({"overdue": True}, 0),
        ({"limit": 1}, 1),
    ]
    for params, count in wanted:
        page = (await api.client.get("/v1/insights", params=params)).json()
        assert (params, len(page["items"]), page["next"]) == (params, count, None)


async def test_what_nobody_read_in_time_is_overdue(api: Api) -> None:
    address = await api.asked()
    api.clock.advance(timedelta(hours=9))
    late = await api.client.get("/v1/insights", params={"overdue": True})
    assert [insight["overdue"] for insight in late.json()["items"]] == [True]
    await api.step(address, "acknowledgement")
    assert (await api.client.get("/v1/insights", params={"overdue": True})).json()["items"] == []


ROLES = ["planner", "supervisor", "agent", "sales", "executive", "operations"]
STEPS: list[tuple[str, Any]] = [
    ("acknowledgement", None),
    ("dispute", {"new_owner": "sales", "reason": "x"}),
    ("action", {"action": "x"}),
    ("closure", {"explanation": "x"}),
]


async def test_nobody_answers_for_another_department(api: Api) -> None:
    address = await api.asked()
    for role in ROLES:
        for step, body in STEPS:
            refused = await api.step(address, step, body, **api.role(role))
            assert (role, step, refused.status_code, refused.json()["code"]) == (
                role,
                step,
                403,
                "not-your-department",
            )
            assert refused.headers["content-type"] == "application/problem+json"
    assert (await api.client.get(address)).json()["revision"] == 1


async def test_a_step_needs_the_version_that_was_read(api: Api) -> None:
    address = await api.asked()
    unsaid = await api.client.post(f"{address}/acknowledgement")
    stale = await api.client.post(f"{address}/acknowledgement", headers={"If-Match": '"9"'})
    assert (unsaid.status_code, stale.status_code) == (428, 412)


async def test_a_repeated_step_with_its_key_is_taken_once(api: Api) -> None:
    address = await api.asked()
    headers = {"If-Match": '"1"', "Idempotency-Key": "read-1"}
    first = await api.client.post(f"{address}/acknowledgement", headers=headers)
    again = await api.client.post(f"{address}/acknowledgement", headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    unkeyed = await api.step(address, "acknowledgement")
    assert (unkeyed.status_code, unkeyed.json()["code"]) == (409, "step-out-of-order")


REFUSED: list[tuple[str, Any, int, str]] = [
    ("action", {}, 422, "invalid-request"),
    ("action", {"action": ""}, 422, "invalid-request"),
    ("action", {"action": "x" * 5000}, 422, "invalid-request"),
    ("action", {"action": "a\x00b"}, 422, "text-with-nul"),
    ("action", {"action": 7}, 422, "invalid-request"),
    ("action", {"action": "x", "colour": "red"}, 422, "invalid-request"),
    ("action", {"action": "x"}, 409, "step-out-of-order"),
    ("dispute", {"new_owner": "marketing", "reason": "x"}, 422, "dispute-with-yourself"),
    ("dispute", {"new_owner": "nobody", "reason": "x"}, 422, "unknown-department"),
    ("dispute", {"new_owner": "", "reason": "x"}, 422, "invalid-request"),
    ("closure", {"outcome": "wonderful", "explanation": "x"}, 422, "invalid-request"),
    ("closure", {"outcome": "effective", "explanation": "x"}, 409, "effect-not-proven"),
    ("closure", {"explanation": None}, 422, "invalid-request"),
]


async def test_what_cannot_be_is_refused(api: Api) -> None:
    address = await api.asked()
    for step, body, status, code in REFUSED:
        answer = await api.step(address, step, body)
        assert (step, body, answer.status_code, answer.json()["code"]) == (step, body, status, code)
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await api.client.get(address)).json()["revision"] == 1


STRANGE: list[tuple[str, int]] = [
    (f"/v1/insights/{uuid4()}", 404),
    (f"/v1/insights/{uuid4()}/steps", 404),
    (f"/v1/insights/{uuid4()}/effect", 404),
    ("/v1/insights/1", 422),
    ("/v1/insights?limit=0", 422),
    ("/v1/insights?cursor=%21%21", 422),
    ("/v1/insights?cursor=WzEsMl0", 422),
    ("/v1/insights?type=gossip", 422),
    ("/v1/insights?overdue=perhaps", 422),
    ("/v1/insights?owner=%00", 422),
]


async def test_strange_addresses_are_refused_politely(api: Api) -> None:
    for path, status in STRANGE:
        answer = await api.client.get(path)
        assert (path, answer.status_code) == (path, status)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_nobody_reads_without_a_token(api: Api) -> None:
    assert (await api.client.get("/v1/insights", headers={"Authorization": ""})).status_code == 401


async def test_an_effect_is_measured_only_after_somebody_acted(api: Api) -> None:
    effect = (await api.client.get(f"{await api.asked()}/effect")).json()
    assert (effect["verdict"], effect["why"], effect["low"]) == (
        "inconclusive",
        "nobody has acted on it yet",
        None,
    )
