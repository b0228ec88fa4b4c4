"""A POST repeated with its Idempotency-Key is done once; versions keep people from undoing each other."""

import asyncio
from uuid import uuid4


async def titled(api, title: str) -> list[str]:
    answer = await api.client.get("/v1/briefs", params={"limit": 500})
    return [item["brief_id"] for item in answer.json()["items"] if item["title"] == title]


async def test_the_same_request_twice_is_done_once_and_answered_the_same(api) -> None:
    title, headers = f"twice {uuid4()}", {"Idempotency-Key": str(uuid4())}
    first = await api.client.post("/v1/briefs", json={"title": title}, headers=headers)
    again = await api.client.post("/v1/briefs", json={"title": title}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["etag"] == first.headers["etag"] == '"1"'
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(await titled(api, title)) == 1


async def test_a_key_used_for_another_body_is_refused(api) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    await api.client.post("/v1/briefs", json={"title": "one"}, headers=headers)
    other = await api.client.post("/v1/briefs", json={"title": "two"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_same_key_of_another_caller_is_another_key(api) -> None:
    title, key = f"mine {uuid4()}", str(uuid4())
    other = api.token(subject="someone-else")
    for headers in ({}, other):
        sent = {**headers, "Idempotency-Key": key}
        assert (await api.client.post("/v1/briefs", json={"title": title}, headers=sent)).status_code == 201
    assert len(await titled(api, title)) == 2


async def test_of_two_at_the_same_moment_one_is_told_to_wait(api) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    answers = await asyncio.gather(
        *(api.client.post("/v1/briefs", json={"title": "slow"}, headers=headers) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    waiting = next(answer for answer in answers if answer.status_code == 409)
    assert waiting.json()["code"] == "request-in-progress"
    assert waiting.headers["retry-after"] == "1"
    later = await api.client.post("/v1/briefs", json={"title": "slow"}, headers=headers)
    assert later.headers["idempotency-replayed"] == "true"


async def test_what_was_refused_left_nothing_and_may_be_tried_again_with_the_key(api) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        refused = await api.client.post("/v1/briefs", json={"title": "refused"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "no-such-brief")
        assert "idempotency-replayed" not in refused.headers
    assert await titled(api, "refused") == []


async def test_a_key_that_is_none_is_refused(api) -> None:
    for key in ("", "x" * 201, "caf\xe9"):
        headers = {"Idempotency-Key": key.encode("latin-1")}
        answer = await api.client.post("/v1/briefs", json={"title": "a"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-malformed")


async def test_a_change_must_name_the_version_it_changes(api) -> None:
    made = await api.client.post("/v1/briefs", json={"title": "first"})
    address = f"/v1/briefs/{made.json()['brief_id']}"
    unnamed = await api.client.put(address, json={"title": "second"})
    assert (unnamed.status_code, unnamed.json()["code"]) == (428, "version-not-stated")
    changed = await api.client.put(
        address, json={"title": "second"}, headers={"If-Match": made.headers["etag"]}
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    for stale in (made.headers["etag"], '"nonsense"', '"' + "9" * 40 + '"', "W/"):
        refused = await api.client.put(address, json={"title": "third"}, headers={"If-Match": stale})
        assert (refused.status_code, refused.json()["code"]) == (412, "version-stale")
    assert (await api.client.put(address, json={"title": "3"}, headers={"If-Match": "*"})).status_code == 200


async def test_a_list_is_read_page_by_page_without_gap_or_repetition(api) -> None:
    mark = str(uuid4())
    for number in range(7):
        await api.client.post("/v1/briefs", json={"title": f"page {mark} {number}"})
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = (
            await api.client.get("/v1/briefs", params={"limit": 3, **({"cursor": cursor} if cursor else {})})
        ).json()
        assert len(page["items"]) <= 3
        seen += [item["title"] for item in page["items"] if mark in item["title"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"page {mark} {number}" for number in range(7)]
