"""Queues are forecast anew when their history has grown, and every night; a queue that cannot be never stops others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from staffing_builders import DETECTOR, a_queue, history
from staffing_svc.commands.load_history import load_history
from staffing_svc.commands.refresh_due_queues import next_night, refresh_due_queues
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.intervals import Interval
from staffing_svc.store import detectors, forecasts, intervals, queues


async def due(tx: Transaction) -> list[str]:
    return [queue.name for queue in await queues.lock_due(tx, limit=100)]


async def test_a_loaded_history_is_forecast_at_once_and_then_every_night(tx: Transaction) -> None:
    await load_history(tx, history(until=tx.now), timezone="Europe/Vienna")
    assert await due(tx) == ["sales"]
    await refresh_due_queues(tx)
    made = await forecasts.find_newest(tx, "sales")
    assert made is not None
    assert (made.version, made.made_at, made.grid.start) == (1, tx.now, tx.now)
    open_mean = made.mean[made.mean > 20].mean()
    assert open_mean == pytest.approx(60 * (1 + 0.4 * 2 / np.pi), rel=0.1)
    assert await due(tx) == []
    tx.now = datetime(2025, 3, 2, 2, tzinfo=UTC)
    assert await due(tx) == ["sales"]
    assert emitted(tx) == ()


async def test_a_queue_without_a_history_is_asked_again_the_next_night(tx: Transaction) -> None:
    await set_up_queue(tx, a_queue("aaa"), seen_version=0)
    await load_history(tx, [Interval("bbb", tx.now - timedelta(hours=1), 1800, 5)], timezone="UTC")
    await load_history(tx, [Interval("ccc", tx.now - timedelta(days=5000), 1800, 0)], timezone="UTC")
    await refresh_due_queues(tx)
    assert await due(tx) == []
    assert await forecasts.find_newest(tx, "aaa") is None
    assert await forecasts.find_newest(tx, "bbb") is not None


async def test_a_report_with_a_wrong_year_is_kept_and_spoils_nothing(tx: Transaction) -> None:
    known = history(until=tx.now)
    await load_history(
        tx, [*known, Interval("sales", datetime(1971, 1, 4, tzinfo=UTC), 1800, 7)], timezone="UTC"
    )
    found = await intervals.offered_on_grid(tx, "sales", 1800, until=tx.now)
    assert found is not None
    grid, offered = found
    assert (grid.start, offered[0]) == (known[0].started_at, known[0].offered)
    assert (
        await intervals.offered_on_grid(tx, "sales", 1800, until=datetime(1980, 1, 1, tzinfo=UTC)) is not None
    )


async def test_another_interval_needs_another_detector(tx: Transaction) -> None:
    await set_up_queue(tx, a_queue(), seen_version=0)
    await detectors.add(tx, "sales", replace(DETECTOR, interval_s=900))
    await load_history(tx, history(until=tx.now, weeks=7), timezone="UTC")
    await refresh_due_queues(tx)
    found = await detectors.find(tx, "sales")
    assert found is not None
    assert (found[0], found[2].interval_s) == (2, 1800)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2025, 3, 1, 1, tzinfo=UTC), datetime(2025, 3, 1, 2, tzinfo=UTC)),
        (datetime(2025, 3, 1, 2, tzinfo=UTC), datetime(2025, 3, 2, 2, tzinfo=UTC)),
        (datetime(2025, 3, 29, 12, tzinfo=UTC), datetime(2025, 3, 30, 1, tzinfo=UTC)),
    ],
)
def test_night_is_three_by_the_clock_on_the_wall(now: datetime, night: datetime) -> None:
    assert next_night(now, "Europe/Vienna") == night
