"""A new queue is forecast, refreshed and planned like a similar one until it has four weeks of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from concert_chassis.testing import deliver
from staffing_api import Api, refused
from staffing_builders import CAMPAIGN, announced, history
from staffing_svc.commands.load_history import load_history
from staffing_svc.commands.refresh_due_queues import refresh_due_queues
from staffing_svc.domain.forecast.baseline import METHOD
from staffing_svc.domain.intervals import Interval
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import forecasts, queues

LIKE_SALES = {"like": {"queue": "sales", "scale": 0.25}}


async def sales_with_a_history(api: Api) -> None:
    async with api.transactions.begin() as tx:
        await load_history(tx, history(until=tx.now), timezone="UTC")


async def put(api: Api, name: str, figures: dict[str, Any]) -> Any:
    answer = await api.client.put(f"/v1/queues/{name}", json=figures, headers={"If-Match": "*"})
    return answer if answer.status_code != 200 else answer.json()


async def means(api: Api, queue: str) -> np.ndarray:
    async with api.transactions.begin() as tx:
        made = await forecasts.find_newest(tx, queue)
    assert made is not None
    return made.mean


async def forecast_now(api: Api, queue: str) -> dict[str, Any]:
    answer = await api.client.post("/v1/forecasts", json={"queue": queue})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_without_a_history_of_its_own_it_is_forecast_like_another_at_a_scale(api: Api) -> None:
    await sales_with_a_history(api)
    assert (await put(api, "fibre", LIKE_SALES))["like"] == {"queue": "sales", "scale": 0.25}
    made = await forecast_now(api, "fibre")
    assert made["method"] == "like-another-queue-1: sales x 0.25"
    await forecast_now(api, "sales")
    assert await means(api, "fibre") == pytest.approx(0.25 * await means(api, "sales"))


async def test_it_is_refreshed_by_itself_as_every_queue_is(api: Api) -> None:
    await sales_with_a_history(api)
    await put(api, "fibre", LIKE_SALES)
    async with api.transactions.begin() as tx:
        await refresh_due_queues(tx)
        made = await forecasts.find_newest(tx, "fibre")
    assert made is not None
    assert made.method.startswith("like-another-queue-1: sales")


async def test_a_campaign_on_it_is_planned_on_the_borrowed_forecast_and_says_so(api: Api) -> None:
    await sales_with_a_history(api)
    await put(api, "fibre", LIKE_SALES)
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced(queues=({"queue": "fibre", "share": 1.0},)))
    (planned,) = (await api.client.get(f"/v1/plans/{CAMPAIGN}")).json()["queues"]
    assert planned["forecast_version"] == 1
    assert planned["baseline_contacts"] > 1000
    assert any("like-another-queue-1: sales x 0.25" in note for note in planned["notes"])


async def own_days(api: Api, days: int) -> None:
    async with api.transactions.begin() as tx:
        own = history("fibre", until=tx.now, mean=30.0, seed=3)
        recent = [one for one in own if one.started_at >= tx.now - timedelta(days=days)]
        await load_history(tx, recent, timezone="UTC")


async def test_a_week_of_its_own_corrects_the_scale_and_four_weeks_replace_it(api: Api) -> None:
    """The queue has half of the similar one's contacts, not the quarter that was said."""
    await sales_with_a_history(api)
    await put(api, "fibre", LIKE_SALES)
    await forecast_now(api, "sales")
    like = (await means(api, "sales")).sum()
    await own_days(api, 7)
    await forecast_now(api, "fibre")
    assert 0.27 < (await means(api, "fibre")).sum() / like < 0.45
    await own_days(api, 29)
    made = await forecast_now(api, "fibre")
    assert made["method"] == METHOD
    assert (await means(api, "fibre")).sum() / like == pytest.approx(0.5, rel=0.05)


async def test_a_queue_with_neither_keeps_its_answer(api: Api) -> None:
    await put(api, "fibre", {})
    answer = await api.client.post("/v1/forecasts", json={"queue": "fibre"})
    assert refused(answer) == (404, "no-forecast", "/queue")
    await put(api, "sales", {})
    await put(api, "fibre", LIKE_SALES)
    answer = await api.client.post("/v1/forecasts", json={"queue": "fibre"})
    assert refused(answer) == (404, "no-forecast", "/queue")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"like": {"queue": "nobody"}}, (409, "unknown-similar-queue", "/like/queue")),
        ({"like": {"queue": "fibre"}}, (422, "like-itself", "/like/queue")),
        ({**LIKE_SALES, "interval_s": 900}, (422, "queues-not-comparable", "/like/queue")),
        ({**LIKE_SALES, "timezone": "Europe/Vienna"}, (422, "queues-not-comparable", "/like/queue")),
        ({"like": {"queue": "sales", "scale": 0}}, (422, "invalid-request", "/like/scale")),
        ({"like": {"queue": "sales", "scale": 1e9}}, (422, "invalid-request", "/like/scale")),
    ],
)
async def test_a_likeness_that_cannot_be_is_refused(
    api: Api, figures: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    await put(api, "sales", {})
    assert refused(await put(api, "fibre", figures)) == expected
    assert refused(await api.client.get("/v1/queues/fibre"))[1] == "unknown-queue"


async def test_queues_cannot_be_like_each_other_in_a_circle(api: Api) -> None:
    for name, other in (("aaa", None), ("bbb", "aaa"), ("ccc", "bbb")):
        await put(api, name, {"like": other and {"queue": other}})
    refusal = await put(api, "aaa", {"like": {"queue": "ccc"}})
    assert refused(refusal) == (409, "like-in-a-circle", "/like/queue")
    shorter = await put(api, "aaa", {"like": {"queue": "bbb"}})
    assert refused(shorter) == (409, "like-in-a-circle", "/like/queue")


async def test_when_the_similar_queue_changes_its_interval_it_lends_nothing_more_and_stops_nobody(
    api: Api,
) -> None:
    await sales_with_a_history(api)
    await put(api, "fibre", LIKE_SALES)
    await put(api, "sales", {"interval_s": 900})
    answer = await api.client.post("/v1/forecasts", json={"queue": "fibre"})
    assert refused(answer) == (404, "no-forecast", "/queue")
    async with api.transactions.begin() as tx:
        await refresh_due_queues(tx)
        assert await queues.lock_due(tx, limit=10) == []


async def test_what_campaigns_brought_to_the_similar_queue_is_not_borrowed(api: Api) -> None:
    """A launch on the similar queue a week ago, with 2,000 contacts a day that its layer explains."""
    async with api.transactions.begin() as tx:
        calm = history(until=tx.now)
        await load_history(tx, calm, timezone="UTC")
    await put(api, "fibre", {"like": {"queue": "sales", "scale": 1.0}})
    await forecast_now(api, "fibre")
    before = (await means(api, "fibre")).sum()
    launch = datetime(2025, 2, 24, 9, tzinfo=UTC)
    wave = {"wave": 1, "channel": "email", "size": 400_000, "send_at": launch}
    async with api.transactions.begin() as tx:
        await deliver(
            tx,
            on_campaign_announced,
            announced(
                launch_at=launch,
                ends_at=launch + timedelta(days=7),
                waves=(wave,),
                audience_size=400_000,
                expected_contacts=8000,
            ),
        )
    rows = (
        await api.client.get(f"/v1/plans/{CAMPAIGN}/intervals", params={"queue": "sales", "limit": 500})
    ).json()["items"]
    brought = {datetime.fromisoformat(row["started_at"]): row["campaign"] for row in rows}
    async with api.transactions.begin() as tx:
        surged = [
            Interval("sales", one.started_at, 1800, one.offered + round(brought.get(one.started_at, 0.0)))
            for one in calm
        ]
        await load_history(tx, surged, timezone="UTC")
    await forecast_now(api, "fibre")
    assert (await means(api, "fibre")).sum() == pytest.approx(before, rel=0.02)
