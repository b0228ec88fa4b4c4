"""What one night costs: every queue scored and forecast anew for eight weeks, from a year of quarter hours.

Runs the command of the nightly timer on a declared number of queues until none is due; the first round, which also
sets each detector, is said apart from the second, which is every other night. The database is a throw-away cluster.

Run: python bench/staffing/nightly.py [--queues 8] [--days 365]
"""

import argparse
import asyncio
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from concert_chassis.databases import Databases, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transactions
from sqlalchemy.ext.asyncio import create_async_engine
from staffing_svc.commands.refresh_due_queues import refresh_due_queues
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.queues import Queue
from staffing_svc.service import SERVICE
from staffing_svc.store import intervals, queues

INTERVAL_S = 900
PER_DAY = 96
TONIGHT = datetime(2025, 3, 3, 3, 0, 1, tzinfo=UTC)


def a_year(name: str, days: int, seed: int) -> list[Interval]:
    draw = np.random.default_rng(seed)
    start = TONIGHT.replace(hour=0, minute=0, second=0) - timedelta(days=days)
    hour = (np.arange(days * PER_DAY) % PER_DAY) / 4
    day = 1.0 + 0.1 * np.repeat(draw.standard_normal(days), PER_DAY)
    shape = np.where((hour >= 8) & (hour < 20), 1.0 + 0.4 * np.sin((hour - 8) / 12 * np.pi), 0.0)
    offered = draw.poisson(50.0 * np.maximum(day, 0.1) * shape)
    times = [start + timedelta(seconds=INTERVAL_S * slot) for slot in range(days * PER_DAY)]
    return [Interval(name, at, INTERVAL_S, int(came)) for at, came in zip(times, offered, strict=True)]


async def until_none_is_due(transactions: Transactions) -> None:
    while True:
        async with transactions.begin() as tx:
            if not await queues.lock_due(tx, limit=1):
                return
            await refresh_due_queues(tx)


async def run(*, count: int, days: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases.started(Path(folder))
        try:
            engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
            clock = FakeClock(TONIGHT)
            transactions = Transactions(engine, service=SERVICE.name, owner=SERVICE.owner, clock=clock)
            for number in range(count):
                async with transactions.begin() as tx:
                    await set_up_queue(tx, Queue(f"q{number}", interval_s=INTERVAL_S), seen_version=0)
                    await intervals.put(tx, a_year(f"q{number}", days, number))
            for night in ("first", "every other"):
                processor, wall = time.process_time(), time.perf_counter()
                await until_none_is_due(transactions)
                used, took = time.process_time() - processor, time.perf_counter() - wall
                peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(
                    f"{night} night: {count} queues of {days} days: {used / count:.2f} s processor and "
                    f"{took / count:.2f} s wall a queue, at most {peak_mb:.0f} MB",
                    flush=True,
                )
                clock.advance(timedelta(days=1))
            await engine.dispose()
        finally:
            databases.stop()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queues", type=int, default=8)
    parser.add_argument("--days", type=int, default=365)
    given = parser.parse_args()
    asyncio.run(run(count=given.queues, days=given.days))


if __name__ == "__main__":
    main()
