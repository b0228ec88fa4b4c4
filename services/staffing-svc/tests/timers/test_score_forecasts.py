"""Forecasts are held against what came when their lead time is over, with the campaigns that were known."""

from datetime import timedelta
from math import pi, sqrt

import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from staffing_builders import CAMPAIGN, MONDAY, a_baseline, a_queue, announced, is_open
from staffing_svc.commands.refresh_due_queues import refresh_due_queues
from staffing_svc.commands.score_forecasts import score_forecasts
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.forecast_scores import ForecastScore
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.queues import Queue
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import forecast_scores, forecasts, intervals, layers

MADE = MONDAY - timedelta(weeks=1)


async def reported(tx: Transaction, days: int, offered: int) -> Queue:
    """A forecast of 100 in every open half-hour, and so many that came in each."""
    queue = await set_up_queue(tx, a_queue(), seen_version=0)
    await forecasts.add(tx, a_baseline())
    times = [MADE + timedelta(minutes=30 * index) for index in range(48 * days)]
    await intervals.put(tx, [Interval("sales", at, 1800, offered if is_open(at) else 0) for at in times])
    tx.now = MADE + timedelta(days=days, hours=1)
    return queue


async def scores(tx: Transaction) -> dict[str, ForecastScore]:
    found = await forecast_scores.list_before(tx, queue="sales", lead=None, before=None, limit=50)
    return {one.lead: one for one in found}


async def test_each_lead_time_is_scored_when_it_is_over(tx: Transaction) -> None:
    await reported(tx, 8, 110)
    await refresh_due_queues(tx)
    found = await scores(tx)
    assert set(found) == {"1 day", "1 week"}
    day, week = found["1 day"].accuracy, found["1 week"].accuracy
    assert (day.intervals, week.intervals) == (24, 4 * 24)
    for accuracy in (day, week):
        assert accuracy.wape == pytest.approx(10 / 110)
        assert accuracy.bias == pytest.approx(-10 / 110)
        assert accuracy.poisson_floor == pytest.approx(sqrt(2 / (pi * 100)))
        assert (accuracy.coverage_80, accuracy.coverage_95) == (1, 1)


async def test_nothing_is_scored_before_a_lead_time_is_over_or_where_nothing_was_reported(
    tx: Transaction,
) -> None:
    queue = await reported(tx, 0, 0)
    await score_forecasts(tx, queue)
    tx.now = MADE + timedelta(days=2)
    await score_forecasts(tx, queue)
    assert await scores(tx) == {}


async def test_a_lead_time_is_scored_once(tx: Transaction) -> None:
    queue = await reported(tx, 2, 110)
    await score_forecasts(tx, queue)
    first = await scores(tx)
    tx.now += timedelta(days=1)
    await score_forecasts(tx, queue)
    assert await scores(tx) == first


async def test_a_campaign_known_when_the_forecast_was_made_is_part_of_it_and_a_later_one_is_not(
    tx: Transaction,
) -> None:
    queue = await reported(tx, 2, 110)
    now = tx.now
    for made_at, wape in ((MADE, 0.0), (MADE + timedelta(hours=1), 10 / 110)):
        tx.now = made_at
        nine = MADE + timedelta(hours=9)
        wave = {"wave": 1, "channel": "email", "size": 40_000, "send_at": nine}
        told = announced(launch_at=nine, ends_at=nine + timedelta(days=2), waves=(wave,))
        await deliver(tx, on_campaign_announced, told)
        layer = (await layers.list_of(tx, CAMPAIGN))[0]
        tx.now = now
        raw = await tx.raw()
        await raw.execute("UPDATE campaign_layer SET made_at = $1", made_at)
        await raw.execute(
            "UPDATE interval SET offered = 100 + coalesce(($1::float8[])[1 + (extract(epoch FROM started_at - $2)"
            "/ 1800)::int], 0) WHERE offered > 0",
            layer.mean.tolist() if wape == 0.0 else [10.0] * 96,
            layer.grid.start if wape == 0.0 else MADE,
        )
        await raw.execute("DELETE FROM forecast_score")
        await score_forecasts(tx, queue)
        found = (await scores(tx))["1 day"].accuracy
        assert found.wape == pytest.approx(wape, abs=0.005)
