"""The scorecard over HTTP: drawn up for any period, published by executives in versions."""

import asyncio
from typing import Any

import pytest
from concert_chassis.testing import deliver
from goals_api import MARCH_BODY, MARCH_QUERY, Api
from goals_builders import (
    CAMPAIGN,
    acknowledged,
    announced,
    breached,
    campaign,
    hours,
    insight,
    insight_read,
    launched,
    lost,
    order,
)
from goals_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from goals_svc.reactions.campaign_announced import on_campaign_announced
from goals_svc.reactions.campaign_launched import on_campaign_launched
from goals_svc.reactions.insight_acknowledged import on_insight_acknowledged
from goals_svc.reactions.insight_published import on_insight_published
from goals_svc.reactions.notice_breached import on_notice_breached
from goals_svc.reactions.opportunity_lost import on_opportunity_lost
from goals_svc.reactions.order_placed import on_order_placed

PUBLICATIONS = "/v1/scorecard/publications"


async def test_the_scorecard_shows_every_measure_with_what_it_stands_on(api: Api) -> None:
    await api.put()
    async with api.transactions.begin() as tx:
        for number in range(10):
            launch = launched(campaign(number), given_days=14 if number < 7 else 5)
            await deliver(tx, on_campaign_launched, launch)
        await deliver(tx, on_campaign_announced, announced())
        await deliver(tx, on_announcement_acknowledged, acknowledged())
        await deliver(tx, on_notice_breached, breached())
        await deliver(tx, on_opportunity_lost, lost())
        await deliver(tx, on_insight_published, insight())
        await deliver(tx, on_insight_acknowledged, insight_read())
        await deliver(tx, on_order_placed, order(revenue_minor=8_200_000))
    card = (await api.client.get("/v1/scorecard", params=MARCH_QUERY)).json()
    notice = card["notice_adherence"]
    assert (notice["hits"], notice["of"], notice["share"]) == (7, 10, 0.7)
    assert (notice["low"], notice["high"]) == pytest.approx((0.3968, 0.8922), abs=5e-5)
    assert card["median_notice_days"] == 14.0
    assert card["center_acknowledged_in_time"]["share"] == 1.0
    assert card["center_translated_in_time"]["share"] == 0.0
    assert card["insights_acknowledged_in_time"]["marketing"]["hits"] == 1
    assert card["lost_opportunity"] == [
        {
            "kind": "announced_campaign",
            "department": "marketing",
            "currency": "EUR",
            "low_minor": 82_110,
            "likely_minor": 93_312,
            "high_minor": 106_043,
        }
    ]
    assert card["breaches"] == [
        {
            "campaign_id": str(CAMPAIGN),
            "version": 2,
            "verdict": "LATE_NOTICE",
            "attributed_to": "marketing",
            "shortfall_days": 5,
            "breached_at": hours(1).isoformat().replace("+00:00", "Z"),
        }
    ]
    assert card["revenue_goal"]["progress_share"] == 0.6
    assert card["coverage_share"] == 0.8


async def test_a_publication_is_versioned_and_repeated_only_when_something_moved(api: Api) -> None:
    first = await api.client.post(PUBLICATIONS, json=MARCH_BODY)
    again = await api.client.post(PUBLICATIONS, json=MARCH_BODY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_launched, launched())
    moved = await api.client.post(PUBLICATIONS, json=MARCH_BODY)
    assert (moved.status_code, moved.json()["version"]) == (201, 2)


async def test_two_who_publish_at_once_make_one_version(api: Api) -> None:
    answers = await asyncio.gather(*(api.client.post(PUBLICATIONS, json=MARCH_BODY) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]


async def test_a_repeated_request_with_its_key_is_done_once(api: Api) -> None:
    key = {"Idempotency-Key": "march"}
    first = await api.client.post(PUBLICATIONS, json=MARCH_BODY, headers=key)
    again = await api.client.post(PUBLICATIONS, json=MARCH_BODY, headers=key)
    other = await api.client.post(PUBLICATIONS, json=MARCH_BODY | {"period_end": "2025-03-30"}, headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()


async def test_every_publication_is_on_exactly_one_page(api: Api) -> None:
    starts = ["2025-03-01", "2025-03-08", "2025-03-15"]
    for start in starts:
        await api.client.post(PUBLICATIONS, json={"period_start": start, "period_end": "2025-03-31"})
    seen, cursor = [], None
    for _ in starts:
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await api.client.get(PUBLICATIONS, params=asked)).json()
        seen += [card["period_start"] for card in page["items"]]
        cursor = page["next"]
    assert (seen, cursor) == (starts[::-1], None)


@pytest.mark.parametrize("role", ["planner", "campaign_owner", "sales", "operations"])
async def test_everybody_reads_the_scorecard_and_executives_publish_it(api: Api, role: str) -> None:
    headers = api.role(role)
    assert (await api.client.get("/v1/scorecard", params=MARCH_QUERY, headers=headers)).status_code == 200
    assert (await api.client.post(PUBLICATIONS, json=MARCH_BODY, headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "2025-02-01"}, "period-runs-backward"),
        ({"to": "9999-12-31"}, "period-out-of-reach"),
        ({"from": "0001-01-01"}, "period-out-of-reach"),
        ({"from": "yesterday"}, "invalid-request"),
        ({"from": "2025-02-30"}, "invalid-request"),
        ({"from": None}, "invalid-request"),
    ],
)
async def test_a_period_that_cannot_be_is_refused(api: Api, changes: dict[str, Any], code: str) -> None:
    asked = {name: day for name, day in (MARCH_QUERY | changes).items() if day is not None}
    answer = await api.client.get("/v1/scorecard", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    body = {f"period_{'start' if name == 'from' else 'end'}": day for name, day in asked.items()}
    answer = await api.client.post(PUBLICATIONS, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
