"""Whatever is sent, the answer is a problem that says what is wrong; never a 500, never a guess."""

from collections.abc import AsyncIterator

import pytest

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed-json"),
        ("", 422, "invalid-request"),
        ("[]", 422, "invalid-request"),
        ("null", 422, "invalid-request"),
        ('"text"', 422, "invalid-request"),
        ('{"title": NaN}', 400, "malformed-json"),
        ('{"title": "a", "share": Infinity}', 400, "malformed-json"),
        ('{"title": "a", "share": 1e999}', 422, "invalid-request"),
        ('{"title": "\\ud800"}', 400, "malformed-json"),
        ("[" * 20_000, 400, "malformed-json"),
        ('{"title": "a\\u0000b"}', 422, "text-with-nul"),
        ('{"title": "a", "notes": ["fine", "a\\u0000b"]}', 422, "text-with-nul"),
        ('{"title": "a\\u0000b",', 400, "malformed-json"),
        ('{"title": ""}', 422, "invalid-request"),
        ('{"title": 7}', 422, "invalid-request"),
        ('{"title": "a", "size": -1}', 422, "invalid-request"),
        ('{"title": "a", "size": "many"}', 422, "invalid-request"),
        ('{"title": "a", "size": 99999999999}', 422, "invalid-request"),
        ('{"title": "a", "reach": 9223372036854775808}', 422, "value-out-of-range"),
        ('{"title": "a", "reach": 99999999999999999999999999999999}', 422, None),
        ('{"title": "a", "share": 1.5}', 422, "invalid-request"),
        ('{"title": "a", "starts_at": "2025-02-30T09:00:00Z"}', 422, "invalid-request"),
        ('{"title": "a", "starts_at": "2025-03-01T09:00:00"}', 422, "invalid-request"),
        ('{"title": "a", "starts_at": "soon"}', 422, "invalid-request"),
        ('{"title": "a", "unknown": 1}', 422, "invalid-request"),
    ],
)
async def test_a_body_that_is_wrong_is_refused_with_the_reason(
    api, body: str, status: int, code: str | None
) -> None:
    answer = await api.client.post("/v1/briefs", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    problem = answer.json()
    assert code in (problem["code"], None)
    assert problem["type"] == f"urn:concert:problem:{problem['code']}"
    assert problem["status"] == status
    assert problem["instance"].startswith("urn:uuid:")


async def test_the_place_of_each_fault_is_pointed_at(api) -> None:
    body = {"title": "a", "size": -1, "notes": ["fine", 3]}
    problem = (await api.client.post("/v1/briefs", json=body)).json()
    assert {(fault["in"], fault["pointer"]) for fault in problem["errors"]} == {
        ("body", "/size"),
        ("body", "/notes/1"),
    }


async def test_what_was_sent_is_not_repeated_in_the_answer(api) -> None:
    answer = await api.client.post("/v1/briefs", json={"title": "a", "size": "call me on 555 0100"})
    assert "555" not in answer.text


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""]
)
async def test_a_body_of_another_media_type_is_refused(api, media_type: str) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = await api.client.post("/v1/briefs", content=b'{"title": "a"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "media-type-not-supported")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "no-such-address"),
        ("GET", "/v1/briefs/", 404, "no-such-address"),
        ("DELETE", "/v1/briefs", 405, "method-not-allowed"),
        ("BREW", "/v1/briefs", 405, "method-not-allowed"),
        ("PUT", "/v1/briefs/not-a-uuid", 422, "invalid-request"),
        ("GET", "/v1/briefs/by-reach/9223372036854775808", 422, "value-out-of-range"),
        ("GET", "/v1/briefs/by-reach/" + "9" * 5000, 422, "invalid-request"),
        ("GET", "/v1/briefs/by-reach/1?q=%00", 422, "text-with-nul"),
        ("GET", "/v1/briefs/by-reach/%00", 422, "text-with-nul"),
        ("GET", "/v1/briefs/by-reach/1?q=%ED%A0%80", 200, None),
        ("GET", "/v1/briefs?limit=0", 422, "invalid-request"),
        ("GET", "/v1/briefs?limit=501", 422, "invalid-request"),
        ("GET", "/v1/briefs?limit=ten", 422, "invalid-request"),
        ("GET", "/v1/briefs?cursor=%20%21", 422, "cursor-unknown"),
        ("GET", "/v1/briefs?cursor=WzEsMl0", 422, "cursor-unknown"),
        ("GET", "/v1/briefs?cursor=bm90IGpzb24", 422, "cursor-unknown"),
        ("GET", "/v1/briefs?cursor=%C3%A9", 422, "cursor-unknown"),
    ],
)
async def test_a_wrong_address_is_answered_with_a_problem(
    api, method: str, path: str, status: int, code: str | None
) -> None:
    body = {"title": "a"} if method == "PUT" else None
    answer = await api.client.request(method, path, json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code


@pytest.mark.parametrize(
    ("path", "place", "pointer"),
    [
        ("/v1/briefs/by-reach/1?q=%00", "query", "/q"),
        ("/v1/briefs/by-reach/%00", "path", "/reach"),
        ("/v1/briefs/by-reach/1?%00=a", "query", "/"),
    ],
)
async def test_a_nul_in_the_address_is_pointed_at(api, path: str, place: str, pointer: str) -> None:
    (fault,) = (await api.client.get(path)).json()["errors"]
    assert (fault["in"], fault["pointer"], fault["code"]) == (place, pointer, "text-with-nul")


async def test_a_body_that_announces_too_much_is_refused_before_it_is_read(api) -> None:
    read = 0

    async def sixty_megabytes() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(60):
            read += 1
            yield b" " * 1024 * 1024

    headers = {"Content-Type": "application/json", "Content-Length": str(60 * 1024 * 1024)}
    answer = await api.client.post("/v1/briefs", content=sixty_megabytes(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert read <= 1

    unannounced = await api.client.post(
        "/v1/briefs", content=sixty_megabytes(), headers={"Content-Type": "application/json"}
    )
    assert (unannounced.status_code, unannounced.json()["code"]) == (413, "body-too-large")
    assert read <= 3


async def test_an_outage_asks_to_come_back_later(api) -> None:
    answer = await api.client.get("/v1/briefs/fault/outage")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["code"] == "temporarily-unavailable"


async def test_a_bug_is_a_problem_too_and_tells_nothing_of_the_inside(api) -> None:
    answer = await api.client.get("/v1/briefs/fault/bug")
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "ours" not in answer.text.replace("fault of ours", "")


async def test_a_strangers_correlation_id_is_taken_only_if_it_is_a_uuid(api) -> None:
    given = "0192f0c1-0000-7000-8000-000000000001"
    kept = await api.client.get("/livez", headers={"X-Correlation-Id": given})
    assert kept.headers["x-correlation-id"] == given
    replaced = await api.client.get("/livez", headers={"X-Correlation-Id": "'; drop"})
    assert replaced.headers["x-correlation-id"] not in ("'; drop", "")
