"""What is counted as waiting is carried into what a deferred queue requires."""

from datetime import timedelta
from typing import Any

import pytest
from deferred_cases import TUESDAY, a_mail_queue, required
from staffing_api import Api, refused


async def test_a_counted_backlog_is_carried_in_and_worked_off_in_time(api: Api) -> None:
    await a_mail_queue(api)
    noon = TUESDAY + timedelta(hours=12)
    usual = await required(api)
    api.clock.set(noon + timedelta(minutes=10))
    api.client.headers.update(api.role("planner"))
    told = {"queue": "sales", "contacts": 1200, "counted_at": noon.isoformat()}
    answer = await api.client.post("/v1/backlogs", json=told)
    assert (answer.status_code, answer.json()["contacts"]) == (201, 1200)
    more = await required(api)
    # 1,200 x 240 s are 160 half-hours of work, due by 16 o'clock; what comes meanwhile may wait longer than that.
    assert more[:24] == [0] * 24
    assert sum(more[24:32]) >= 160
    assert sum(more[24:]) > sum(usual[24:])
    older = await api.client.post(
        "/v1/backlogs", json={**told, "contacts": 5, "counted_at": (noon - timedelta(hours=1)).isoformat()}
    )
    assert older.json()["contacts"] == 1200
    assert await required(api) == more
    listed = (await api.client.get("/v1/backlogs", params={"queue": "sales", "limit": 1})).json()
    assert [one["contacts"] for one in listed["items"]] == [1200]
    rest = await api.client.get("/v1/backlogs", params={"queue": "sales", "cursor": listed["next"]})
    assert [one["contacts"] for one in rest.json()["items"]] == [5]


async def test_a_count_older_than_the_deadline_is_over(api: Api) -> None:
    await a_mail_queue(api)
    usual = await required(api)
    long_ago = {"queue": "sales", "contacts": 5000, "counted_at": "2025-02-20T09:00:00Z"}
    assert (await api.client.post("/v1/backlogs", json=long_ago)).status_code == 201
    assert await required(api) == usual


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"queue": "nobody"}, (404, "unknown-queue", "/queue")),
        ({"queue": "voice"}, (409, "queue-not-deferred", "/queue")),
        ({"counted_at": "2099-01-01T00:00:00Z"}, (422, "counted-in-the-future", "/counted_at")),
        ({"contacts": -1}, (422, "invalid-request", "/contacts")),
        ({"contacts": 1e30}, (422, "invalid-request", "/contacts")),
    ],
)
async def test_a_count_that_cannot_be_is_refused(
    api: Api, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    await a_mail_queue(api)
    await api.client.put("/v1/queues/voice", json={}, headers={"If-Match": '"0"'})
    answer = await api.client.post("/v1/backlogs", json={"queue": "sales", "contacts": 3, **changes})
    assert refused(answer) == expected


async def test_only_the_center_counts_its_backlog(api: Api) -> None:
    await a_mail_queue(api)
    body = {"queue": "sales", "contacts": 3}
    answer = await api.client.post("/v1/backlogs", json=body, headers=api.role("campaign_owner"))
    assert answer.status_code == 403
