"""Offers that cannot be made, and answers that come too late or from nobody: each refused by its name."""

from datetime import timedelta
from typing import Any

import pytest
from kept_schedule_cases import (
    drafted,
)
from offer_cases import (
    a_published_day,
    accept,
    decline,
    offered,
    overtime,
)
from staffing_api import Api, refused


async def test_an_offer_is_answered_in_time_or_not_at_all(api: Api) -> None:
    schedule_id = await a_published_day(api)
    made = await offered(api, schedule_id, answer_by="2025-03-02T09:00:00Z")
    one = made.json()["offers"][0]
    api.clock.advance(timedelta(days=1, seconds=1))
    api.client.headers.update(api.role("planner"))
    assert refused(await accept(api, one, "agent 9"))[:2] == (409, "offer-expired")
    assert refused(await decline(api, one, "agent 9"))[:2] == (409, "offer-expired")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"day": "2025-02-28"}, "day-not-of-schedule", "/day"),
        ({"answer_by": "2025-03-01T08:00:00Z"}, "offers-in-the-past", "/answer_by"),
    ],
)
async def test_offers_that_cannot_be_made_are_refused(
    api: Api, body: dict[str, Any], code: str, pointer: str
) -> None:
    schedule_id = await a_published_day(api)
    assert refused(await offered(api, schedule_id, **body)) == (409, code, pointer)


async def test_nothing_is_offered_for_a_day_that_has_passed(api: Api) -> None:
    schedule_id = await a_published_day(api)
    api.clock.advance(timedelta(days=2, hours=15))
    api.client.headers.update(api.role("planner"))
    assert refused(await offered(api, schedule_id))[:2] == (409, "offers-in-the-past")


async def test_nothing_is_offered_on_a_draft_and_nobody_unknown_answers(api: Api) -> None:
    schedule_id = await a_published_day(api)
    one = (await overtime(api, schedule_id))[0]
    assert refused(await accept(api, one, "nobody")) == (404, "unknown-person", "/person")
    draft = (await drafted(api, starts_at="2025-03-04T00:00:00Z", ends_at="2025-03-05T00:00:00Z")).json()
    assert refused(await offered(api, draft["schedule_id"], day="2025-03-04"))[:2] == (
        409,
        "schedule-not-published",
    )
    nothing = {"offer_id": "01954000-0000-7000-8000-000000000000"}
    assert refused(await accept(api, nothing, "agent 1"))[:2] == (404, "unknown-offer")
