"""The rest of the day follows what has come so far, for every queue, as far as past days say that it does."""

from datetime import timedelta

import numpy as np
import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from staffing_builders import CAMPAIGN, MONDAY, a_watched_queue, announced, history
from staffing_svc.commands.load_history import load_history
from staffing_svc.commands.reforecast_today import reforecast_today
from staffing_svc.commands.refresh_queue import refresh_queue
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.rest_of_day import local_day
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import intervals, layers, queues, rests_of_day

SLOTS = 48


async def until_noon(tx: Transaction, queue: str, offered: float) -> None:
    tx.now = MONDAY.replace(hour=12)
    times = [MONDAY + timedelta(minutes=30 * index) for index in range(16, 24)]
    await intervals.put(tx, [Interval(queue, at, 1800, int(offered)) for at in times])


async def test_a_busy_morning_raises_the_afternoon_by_what_carries_over(tx: Transaction) -> None:
    for queue, share in (("sales", 1.0), ("service", 0.0)):
        await a_watched_queue(tx, queue)
        await rests_of_day.put_carryover(tx, queue, 1800, np.full(SLOTS, share))
        await until_noon(tx, queue, 120)
    await a_watched_queue(tx, "unlearnt")
    await until_noon(tx, "unlearnt", 120)
    await reforecast_today(tx)
    sales, service = await rests_of_day.find(tx, "sales"), await rests_of_day.find(tx, "service")
    assert sales is not None
    assert service is not None
    assert (sales.made_at, sales.forecast_version, sales.grid.start) == (tx.now, 1, MONDAY)
    assert sales.contacts[24:40] == pytest.approx([100 * 960.5 / 800.5] * 16)
    assert sales.contacts[16:24].tolist() == [100] * 8
    assert sales.contacts[40:].tolist() == [0] * 8
    assert service.contacts[24:40] == pytest.approx([100] * 16)
    assert await rests_of_day.find(tx, "unlearnt") is None


async def test_only_news_is_forecast_again(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await rests_of_day.put_carryover(tx, "sales", 1800, np.ones(SLOTS))
    await reforecast_today(tx)
    assert await rests_of_day.find(tx, "sales") is None
    await until_noon(tx, "sales", 120)
    await reforecast_today(tx)
    tx.now += timedelta(minutes=1)
    await reforecast_today(tx)
    first = await rests_of_day.find(tx, "sales")
    assert first is not None
    assert first.made_at == MONDAY.replace(hour=12)
    tx.now += timedelta(minutes=30)
    await intervals.put(tx, [Interval("sales", MONDAY.replace(hour=12), 1800, 10)])
    await reforecast_today(tx)
    again = await rests_of_day.find(tx, "sales")
    assert again is not None
    assert again.made_at == tx.now
    assert again.contacts[30] < first.contacts[30]


async def test_campaigns_are_part_of_what_was_expected_of_today(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await rests_of_day.put_carryover(tx, "sales", 1800, np.ones(SLOTS))
    nine = MONDAY.replace(hour=9)
    wave = {"wave": 1, "channel": "email", "size": 40_000, "send_at": nine}
    tx.now = MONDAY - timedelta(days=3)
    told = announced(launch_at=nine, ends_at=nine + timedelta(days=5), waves=(wave,))
    await deliver(tx, on_campaign_announced, told)
    (layer,) = await layers.list_of(tx, CAMPAIGN)
    grid = local_day(MONDAY, "UTC", 1800)
    expected = layer.on(grid) + np.where((np.arange(48) >= 16) & (np.arange(48) < 40), 100.0, 0.0)
    tx.now = MONDAY.replace(hour=12)
    times = grid.moments()[16:24]
    await intervals.put(
        tx,
        [Interval("sales", at, 1800, round(more)) for at, more in zip(times, expected[16:24], strict=True)],
    )
    await reforecast_today(tx)
    made = await rests_of_day.find(tx, "sales")
    assert made is not None
    assert made.contacts[24:] == pytest.approx(expected[24:], rel=0.01)


async def test_what_a_morning_tells_is_learnt_with_the_detector(tx: Transaction) -> None:
    await load_history(tx, history(until=tx.now, weeks=7), timezone="Europe/Vienna")
    await refresh_queue(tx, await queues.get(tx, "sales"))
    raw = await tx.raw()
    share = await raw.fetchval("SELECT share FROM carryover WHERE queue = 'sales'")
    assert len(share) == SLOTS
    assert all(0 <= one <= 1 for one in share)
    # These days differ by chance alone: little of a morning lasts.
    assert np.mean(share) < 0.6


def test_the_day_on_which_clocks_change_has_23_hours() -> None:
    grid = local_day(MONDAY.replace(day=30, hour=12), "Europe/Vienna", 1800)
    assert grid.count == 46
