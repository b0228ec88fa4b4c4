"""Reasons, departments and counts over HTTP."""

from typing import Any

from concert_chassis.testing import deliver
from insight_api import Api
from insight_builders import contact
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.reactions.contact_ended import on_contact_ended

ROUTER: dict[str, Any] = {
    "name": "Keeping the old router",
    "description": "Whether the old router works on fibre",
    "owner_department": "marketing",
    "demand_type": "failure",
    "failure_kind": "unclear",
    "topics": ["router"],
}
ORDER: dict[str, Any] = {
    "name": "Ordering fibre",
    "description": "Orders the contract, delivery and installation",
    "owner_department": "sales",
    "demand_type": "value",
}


async def described(api: Api, code: str, body: dict[str, Any], role: str = "planner") -> Any:
    return await api.client.put(f"/v1/reasons/{code}", json=body, headers=api.role(role))


async def test_a_reason_is_described_in_versions_with_who_decided(api: Api) -> None:
    first = (await described(api, "router-question", ROUTER)).json()
    again = (await described(api, "router-question", ROUTER)).json()
    value = (await described(api, "router-question", {**ROUTER, "topics": ["router", "modem"]})).json()
    assert (first["version"], first["decided_by"], first["effective_from"]) == (
        1,
        "local-planner",
        "1970-01-01",
    )
    assert again == first
    assert value["version"] == 2
    versions = (await api.client.get("/v1/reasons/router-question/versions")).json()["items"]
    assert [version["topics"] for version in versions] == [["router"], ["router", "modem"]]
    assert [reason["version"] for reason in (await api.client.get("/v1/reasons")).json()["items"]] == [2]


REFUSED: list[tuple[str, Any, int, str]] = [
    ("r", {**ROUTER, "failure_kind": None}, 422, "reason-contradicts-itself"),
    ("r", {**ORDER, "failure_kind": "repeat"}, 422, "reason-contradicts-itself"),
    ("r", {**ROUTER, "demand_type": "joy"}, 422, "invalid-request"),
    ("r", {**ROUTER, "name": ""}, 422, "invalid-request"),
    (
        "r",
        {**ROUTER, "effective_from": "2025-03-02", "effective_to": "2025-03-02"},
        422,
        "reason-contradicts-itself",
    ),
    ("r", {**ROUTER, "effective_from": "2025-02-30"}, 422, "invalid-request"),
    ("r", {**ROUTER, "colour": "red"}, 422, "invalid-request"),
    ("r", {**ROUTER, "topics": ["a\x00b"]}, 422, "text-with-nul"),
    ("unclear", ROUTER, 422, "reason-contradicts-itself"),
    ("x" * 300, ROUTER, 422, "invalid-request"),
    ("r", [], 422, "invalid-request"),
]


async def test_a_reason_that_cannot_be_is_refused(api: Api) -> None:
    for code, body, status, problem in REFUSED:
        answer = await described(api, code, body)
        assert (body, answer.status_code, answer.json()["code"]) == (body, status, problem)
    assert (await described(api, "r", ROUTER, role="campaign_owner")).status_code == 403
    assert (await api.client.get("/v1/reasons/nobody-knows")).status_code == 404
    assert (await api.client.get("/v1/reasons")).json()["items"] == []


async def heard(api: Api) -> None:
    await described(api, "router-question", ROUTER)
    await described(api, "order", ORDER)
    async with api.transactions.begin() as tx:
        contacts = [contact(n, reason_code="router-question") for n in range(3)]
        contacts += [contact(n, reason_code="order", queue="service") for n in range(3, 5)]
        contacts += [contact(5, note_text="0660 1234567"), contact(6, reason_code="nobody-described-it")]
        contacts += [contact(7, note_text="Will the old router work with it? tel 0660 1234567")]
        await deliver(tx, on_contact_ended, *contacts)
    async with api.transactions.begin() as tx:
        await examine_contacts(tx)


async def test_contacts_are_counted_by_reason_with_their_failure_demand(api: Api) -> None:
    await heard(api)
    page = (await api.client.get("/v1/contacts/reasons", params={"by": "reason"})).json()
    assert [
        (it["reason"], it["contacts"], it["failure"], it["value"], it["unknown"]) for it in page["items"]
    ] == [
        ("nobody-described-it", 1, 0, 0, 1),
        ("order", 2, 0, 2, 0),
        ("router-question", 4, 4, 0, 0),
        ("unclear", 1, 0, 0, 1),
    ]
    (whole,) = (await api.client.get("/v1/contacts/reasons", params={"by": "all"})).json()["items"]
    assert whole["contacts"] == 8
    assert round(whole["failure_demand_ratio"], 6) == round(4 / 6, 6)
    assert (whole["lower_bound"], whole["upper_bound"], whole["coverage"]) == (0.5, 0.75, 0.75)


async def test_counts_by_everything_are_paged_without_loss(api: Api) -> None:
    await heard(api)
    found, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await api.client.get("/v1/contacts/reasons", params=params)).json()
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [(it["reason"], it["queue"], it["day"]) for it in found] == [
        ("nobody-described-it", "sales", "2025-03-03"),
        ("order", "service", "2025-03-03"),
        ("router-question", "sales", "2025-03-03"),
        ("unclear", "sales", "2025-03-03"),
    ]
    assert sum(it["contacts"] for it in found) == 8


async def test_a_predicted_reason_is_explained_word_by_word(api: Api) -> None:
    await heard(api)
    answer = await api.client.get("/v1/contacts/acd-7/reason", headers=api.role("planner"))
    told = answer.json()
    assert (told["said"], told["reason"]) == (None, "router-question")
    assert told["note"].startswith("Will the old router work with it? tel [PHONE:")
    assert abs(sum(word["share"] for word in told["predicted"]["explanation"]) - 1) < 1e-9
    assert {word["word"] for word in told["predicted"]["explanation"]} >= {"router", "old"}
    assert (await api.client.get("/v1/contacts/acd-7/reason")).status_code == 403
    assert (await api.client.get("/v1/contacts/no/reason", headers=api.role("planner"))).status_code == 404


async def test_a_note_can_be_tried_and_comes_back_redacted(api: Api) -> None:
    await heard(api)
    answer = await api.client.post(
        "/v1/reasons/predictions", json={"note": "router? ada@example.org"}, headers=api.role("planner")
    )
    assert answer.json()["note"].startswith("router? [EMAIL:")
    assert answer.json()["predicted"]["best_reason"] == "router-question"
    for body in ({"note": ""}, {"note": "x" * 20_001}, {"note": 1}, {}):
        refused = await api.client.post("/v1/reasons/predictions", json=body, headers=api.role("planner"))
        assert refused.status_code == 422


STRANGE: list[tuple[str, int]] = [
    ("from=2025-03-04&to=2025-03-03", 422),
    ("from=1900-01-01", 422),
    ("to=9999-12-31", 422),
    ("from=0001-01-01&to=0001-01-01", 200),
    ("to=0001-01-01", 422),
    ("by=mood", 422),
    ("campaign_id=7", 422),
    ("cursor=WyJhIl0", 422),
    ("queue=" + "x" * 200, 422),
    ("queue=%27%3B%20DROP%20TABLE%20contact", 200),
]


async def test_strange_questions_for_counts_are_answered_politely(api: Api) -> None:
    for query, status in STRANGE:
        answer = await api.client.get(f"/v1/contacts/reasons?{query}")
        assert (query, answer.status_code) == (query, status)


async def test_departments_are_data(api: Api) -> None:
    listed = (await api.client.get("/v1/departments")).json()["items"]
    assert [it["department"] for it in listed] == ["contact_center", "marketing", "sales"]
    hours = {"timezone": "Europe/Vienna", "opens_minute": 480, "closes_minute": 960}
    boss = api.role("executive") | {"If-Match": '"0"'}
    made = await api.client.put("/v1/departments/logistics", json=hours, headers=boss)
    assert (made.status_code, made.json()["version"], made.headers["etag"]) == (200, 1, '"1"')
    assert (await api.client.put("/v1/departments/logistics", json=hours, headers=boss)).status_code == 412
    assert (await api.client.get("/v1/departments/unheard-of")).json()["version"] == 0


async def test_hours_that_cannot_be_worked_are_refused(api: Api) -> None:
    boss = api.role("executive") | {"If-Match": "*"}
    bodies: list[Any] = [
        {"timezone": "Europe/Atlantis"},
        {"weekdays": []},
        {"weekdays": [8]},
        {"opens_minute": 600, "closes_minute": 600},
        {"acknowledge_within_hours": 0},
        {"act_within_hours": 1e9},
        {"weekdays": [1], "opens_minute": 0, "closes_minute": 1, "act_within_hours": 999},
        {"colour": "red"},
    ]
    for body in bodies:
        answer = await api.client.put("/v1/departments/sales", json=body, headers=boss)
        assert (body, answer.status_code) == (body, 422)
    mine = {"If-Match": "*"}
    assert (await api.client.put("/v1/departments/marketing", json={}, headers=mine)).status_code == 403
