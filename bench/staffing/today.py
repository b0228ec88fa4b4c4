"""How long it takes to forecast the rest of today again for every queue, when all of them report at once.

Each queue has a forecast of eight weeks of quarter hours and has reported half a day; the database is a
throw-away cluster on this machine. The target is 5,000 queues within 60 s.

Run: python bench/staffing/today.py [--queues 5000]
"""

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from concert_chassis.clock import SystemClock
from concert_chassis.databases import Databases, driver_url
from concert_chassis.transaction import Transaction, Transactions
from sqlalchemy.ext.asyncio import create_async_engine
from staffing_svc.commands.reforecast_today import reforecast_today
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid
from staffing_svc.service import SERVICE
from staffing_svc.store import forecasts, intervals, rests_of_day

INTERVAL_S = 900
PER_DAY = 96
REPORTED = 48


async def a_queue(tx: Transaction, index: int, today: datetime) -> None:
    name = f"q{index}"
    await set_up_queue(tx, Queue(name, interval_s=INTERVAL_S), seen_version=0)
    grid = Grid(today - timedelta(days=1), INTERVAL_S, 56 * PER_DAY)
    mean = np.full(grid.count, 50.0)
    quantiles = np.outer(mean, [0.7, 0.8, 1.0, 1.2, 1.3])
    await forecasts.add(tx, Baseline(name, 1, grid.start, grid.start, "measured", grid, mean, quantiles))
    await rests_of_day.put_carryover(tx, name, INTERVAL_S, np.full(PER_DAY, 0.5))
    times = [today + timedelta(seconds=INTERVAL_S * slot) for slot in range(REPORTED)]
    await intervals.put(tx, [Interval(name, at, INTERVAL_S, 60) for at in times])


async def measure(transactions: Transactions, *, queues: int) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for first in range(0, queues, 250):
        async with transactions.begin() as tx:
            for index in range(first, min(first + 250, queues)):
                await a_queue(tx, index, today)
    processor, wall = time.process_time(), time.perf_counter()
    async with transactions.begin() as tx:
        await reforecast_today(tx)
    used, took = time.process_time() - processor, time.perf_counter() - wall
    async with transactions.begin() as tx:
        made = await rests_of_day.find(tx, f"q{queues - 1}")
    assert made is not None
    print(f"{queues:,} queues: {used:.2f} s of processor time, {took:.2f} s on the wall")


async def run(queues: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases.started(Path(folder))
        try:
            engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
            transactions = Transactions(
                engine, service=SERVICE.name, owner=SERVICE.owner, clock=SystemClock()
            )
            await measure(transactions, queues=queues)
            await engine.dispose()
        finally:
            databases.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queues", type=int, default=5000)
    asyncio.run(run(parser.parse_args().queues))


if __name__ == "__main__":
    main()
