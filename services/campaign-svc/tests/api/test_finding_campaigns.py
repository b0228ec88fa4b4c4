"""Campaigns are listed in pages and found by words, status, queue, department and time."""

from typing import Any

import pytest
from campaign_api import Api


async def test_lists_are_paged_by_launch_and_every_campaign_comes_once(api: Api) -> None:
    for number in range(5):
        await api.announced(name=f"Campaign {number}")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = (
            await api.client.get(
                "/v1/campaigns", params={"limit": 2, **({"cursor": cursor} if cursor else {})}
            )
        ).json()
        seen += [campaign["campaign_id"] for campaign in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert (await api.client.get("/v1/campaigns", params={"cursor": "bogus"})).status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"Spring", "Winter"}),
        ({"q": "sprin"}, {"Spring"}),
        ({"q": "FROST"}, {"Winter"}),
        ({"q": "100%"}, set()),
        ({"queue": "billing"}, {"Winter"}),
        ({"status": "announced"}, {"Spring", "Winter"}),
        ({"status": "cancelled"}, set()),
        ({"department": "sales"}, set()),
        ({"from": "2025-05-01T00:00:00Z"}, {"Winter"}),
        ({"to": "2025-05-01T00:00:00Z"}, {"Spring"}),
    ],
)
async def test_campaigns_are_found_by_words_status_queue_and_time(
    api: Api, query: dict[str, str], expected: set[str]
) -> None:
    await api.announced(name="Spring")
    await api.announced(
        name="Winter",
        codes=["Frost"],
        queues=[{"queue": "billing", "share": 1}],
        launch_at="2025-11-15T08:00:00Z",
        ends_at="2025-12-15T08:00:00Z",
        waves=[{"wave": 1, "channel": "tv", "size": 50_000, "send_at": "2025-11-15T08:00:00Z"}],
    )
    found = (await api.client.get("/v1/campaigns", params=query)).json()["items"]
    assert {campaign["terms"]["name"] for campaign in found} == expected


@pytest.mark.parametrize("query", [{"status": "lost"}, {"from": "yesterday"}, {"limit": 0}, {"queue": ""}])
async def test_a_query_that_makes_no_sense_is_refused(api: Api, query: dict[str, Any]) -> None:
    assert (await api.client.get("/v1/campaigns", params=query)).status_code == 422
