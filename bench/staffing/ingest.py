"""What it takes to write down and judge a quarter hour of every queue: 5,000 reports, as the pump brings them.

Each queue has a forecast of eight weeks and a detector; the reports come in batches of 500, a transaction each. The
first rounds find no state of the detectors yet; the last is the everyday case. The database is a throw-away cluster
on this machine. Said: processor time of the service (the database's is not in it), and the time on the wall.

Run: python bench/staffing/ingest.py [--queues 5000] [--rounds 3] [--batch 500] [--versions 1]
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
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts.external import IntervalReported
from sqlalchemy.ext.asyncio import create_async_engine
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid
from staffing_svc.domain.surge import Detector, Dispersion, Wander
from staffing_svc.reactions.interval_reported import on_interval_reported
from staffing_svc.service import SERVICE
from staffing_svc.store import detectors, forecasts

INTERVAL_S = 900
PER_DAY = 96
MEAN = 50
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
DETECTOR = Detector(
    interval_s=INTERVAL_S,
    dispersion=Dispersion(poisson_factor=1.0, relative_variance=0.002),
    level=Wander(variance=0.001, lasts_s=7 * 86_400.0),
    ripple=Wander(variance=0.0, lasts_s=float(INTERVAL_S)),
    design_uplift=0.25,
    quiet_below=20.0,
    threshold=6.0,
    false_alarms_per_week=1.0,
    tail_rate=0.9,
    calibrated_weeks=12.0,
)


async def a_queue(tx: Transaction, name: str, versions: int) -> None:
    await set_up_queue(tx, Queue(name, interval_s=INTERVAL_S), seen_version=0)
    grid = Grid(NOON - timedelta(days=1, hours=12), INTERVAL_S, 56 * PER_DAY)
    mean = np.random.default_rng(len(name)).gamma(100.0, MEAN / 100.0, grid.count)
    quantiles = np.outer(mean, [0.7, 0.8, 1.0, 1.2, 1.3])
    for version in range(1, versions + 1):
        made = Baseline(name, version, grid.start, grid.start, "measured", grid, mean, quantiles)
        await forecasts.add(tx, made)
    await detectors.add(tx, name, DETECTOR)


async def one_round(
    transactions: Transactions, clock: FakeClock, names: list[str], number: int, batch: int
) -> None:
    draw = np.random.default_rng(number)
    at = NOON + timedelta(seconds=INTERVAL_S * number)
    clock.set(at + timedelta(seconds=INTERVAL_S + 5))
    reports = [
        IntervalReported(queue=name, started_at=at, interval_s=INTERVAL_S, offered=int(offered), abandoned=1)
        for name, offered in zip(names, draw.poisson(MEAN, len(names)), strict=True)
    ]
    processor, wall = time.process_time(), time.perf_counter()
    for first in range(0, len(reports), batch):
        async with transactions.begin() as tx:
            await deliver(tx, on_interval_reported, *reports[first : first + batch])
    used, took = time.process_time() - processor, time.perf_counter() - wall
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"round {number + 1}: {len(names):,} queues: {used:.2f} s processor, {took:.2f} s wall, "
        f"{used / len(names) * 1e3:.2f} ms a queue, at most {peak_mb:.0f} MB",
        flush=True,
    )


async def run(*, queues: int, rounds: int, batch: int, versions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases.started(Path(folder))
        try:
            engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
            clock = FakeClock(NOON)
            transactions = Transactions(engine, service=SERVICE.name, owner=SERVICE.owner, clock=clock)
            names = [f"q{index}" for index in range(queues)]
            for first in range(0, queues, 250):
                async with transactions.begin() as tx:
                    for name in names[first : first + 250]:
                        await a_queue(tx, name, versions)
            for number in range(rounds):
                await one_round(transactions, clock, names, number, batch)
            await engine.dispose()
        finally:
            databases.stop()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queues", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--versions", type=int, default=1, help="forecasts kept of each queue")
    asyncio.run(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
