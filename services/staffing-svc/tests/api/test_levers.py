"""Levers: the effect on the rest of the day is predicted, and nothing is changed."""

from datetime import timedelta
from typing import Any

import pytest
from staffing_api import Api, refused
from staffing_builders import MONDAY, a_watched_queue
from staffing_svc.store import staff
from staffing_svc.store.staff import ScheduledAgents

TUESDAY = MONDAY + timedelta(days=1)
THE_MORNING: dict[str, Any] = {
    "queue": "sales",
    "since": TUESDAY.replace(hour=9).isoformat(),
    "until": TUESDAY.replace(hour=11).isoformat(),
    "day_ends_at": TUESDAY.replace(hour=18).isoformat(),
}


@pytest.fixture
async def too_few(api: Api) -> Api:
    """A day on which two people in seven are missing."""
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx)
        times = [TUESDAY + timedelta(minutes=30 * index) for index in range(48)]
        await staff.put(tx, [ScheduledAgents("sales", at, 1800, 15) for at in times])
    return api


async def pull(api: Api, what: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = await api.client.post("/v1/levers", json={**THE_MORNING, "what": what, **changes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    "what",
    [
        {"lever": "overtime", "agents": 5},
        {"lever": "cancel_training", "agents": 5},
        {"lever": "overflow", "share": 0.3},
        {"lever": "deflection", "share": 0.3, "resolved": 1.0},
    ],
)
async def test_a_lever_that_relieves_the_queue_answers_more_and_loses_fewer(
    too_few: Api, what: dict[str, Any]
) -> None:
    found = await pull(too_few, what)
    assert found["after"]["service_level"] > found["before"]["service_level"]
    assert found["after"]["contacts_lost"] < found["before"]["contacts_lost"]
    assert found["known_schedule"] is True


async def test_no_agent_more_changes_nothing(too_few: Api) -> None:
    found = await pull(too_few, {"lever": "overtime", "agents": 0})
    assert found["after"] == pytest.approx(found["before"])


async def test_contacts_that_wait_already_make_the_day_worse(too_few: Api) -> None:
    nothing = {"lever": "overtime", "agents": 0}
    empty, full = await pull(too_few, nothing), await pull(too_few, nothing, in_system=60)
    assert full["before"]["service_level"] < empty["before"]["service_level"]


async def test_callbacks_help_where_there_is_time_to_keep_them(too_few: Api) -> None:
    async with too_few.transactions.begin() as tx:
        later = [TUESDAY + timedelta(hours=11, minutes=30 * index) for index in range(14)]
        await staff.put(tx, [ScheduledAgents("sales", at, 1800, 40) for at in later])
    found = await pull(too_few, {"lever": "callback", "share": 0.3, "not_reached": 0.0})
    assert found["after"]["abandonment"] < found["before"]["abandonment"]
    answer = await too_few.client.post(
        "/v1/levers",
        json={
            **THE_MORNING,
            "until": THE_MORNING["day_ends_at"],
            "what": {"lever": "callback", "share": 0.3},
        },
    )
    assert refused(answer)[:2] == (422, "impossible-input")


async def test_a_lever_nobody_has_and_a_stretch_beyond_the_day_are_refused(too_few: Api) -> None:
    unknown = await too_few.client.post("/v1/levers", json={**THE_MORNING, "what": {"lever": "hope"}})
    assert unknown.status_code == 422
    long = {**THE_MORNING, "day_ends_at": (TUESDAY + timedelta(days=3)).isoformat()}
    answer = await too_few.client.post(
        "/v1/levers", json={**long, "what": {"lever": "overtime", "agents": 1}}
    )
    assert refused(answer) == (422, "stretch-beyond-the-day", "/day_ends_at")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": THE_MORNING["since"]}, "/until"),
        ({"until": TUESDAY.replace(hour=8).isoformat()}, "/until"),
        ({"day_ends_at": TUESDAY.replace(hour=10).isoformat()}, "/day_ends_at"),
    ],
)
async def test_a_lever_whose_times_run_backwards_is_refused(
    too_few: Api, changes: dict[str, str], field: str
) -> None:
    what = {"lever": "overtime", "agents": 5}
    answer = await too_few.client.post("/v1/levers", json={**THE_MORNING, **changes, "what": what})
    assert refused(answer) == (422, "lever-never-pulled", field)


async def test_so_many_waiting_that_nobody_can_follow_them_are_refused(too_few: Api) -> None:
    what = {"lever": "overtime", "agents": 5}
    answer = await too_few.client.post("/v1/levers", json={**THE_MORNING, "in_system": 100_000, "what": what})
    assert refused(answer) == (409, "too-large-to-follow", "/in_system")


@pytest.mark.parametrize(
    "what",
    [
        {"lever": "overtime", "agents": -1},
        {"lever": "overflow", "share": 1.2},
        {"lever": "deflection", "share": 0.3},
        {"lever": "callback", "share": 0.3, "not_reached": -0.1},
        {"lever": "cancel_training", "agents": 3, "share": 0.1},
    ],
)
async def test_a_lever_with_impossible_figures_is_refused(too_few: Api, what: dict[str, Any]) -> None:
    answer = await too_few.client.post("/v1/levers", json={**THE_MORNING, "what": what})
    assert answer.status_code == 422


async def test_a_lever_on_an_unknown_or_unforecast_queue_is_refused(too_few: Api) -> None:
    what = {"lever": "overtime", "agents": 5}
    answer = await too_few.client.post("/v1/levers", json={**THE_MORNING, "queue": "nobody's", "what": what})
    assert refused(answer) == (404, "unknown-queue", "/queue")


async def test_a_lever_let_go_within_an_interval_counts_for_all_of_it(too_few: Api) -> None:
    what = {"lever": "overtime", "agents": 5}
    whole = await pull(too_few, what)
    part = await pull(too_few, what, until=TUESDAY.replace(hour=10, minute=45).isoformat())
    assert part["after"] == pytest.approx(whole["after"])
