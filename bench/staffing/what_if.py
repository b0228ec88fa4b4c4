"""How long the center takes to say what would happen if: one queue, six weeks of quarter hours, over HTTP.

The service runs in this process on a throw-away database cluster; said are processor time (the database's is not in
it) and the time on the wall of one request, and what a queue whose contacts may wait takes.

Run: python bench/staffing/what_if.py [--repeats 3]
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
from concert_chassis.application import application
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.clock import SystemClock
from concert_chassis.databases import Databases, driver_url
from concert_chassis.health import Readiness
from concert_chassis.http import Wired
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer
from concert_chassis.tokens import token_verifier
from concert_chassis.transaction import Transactions
from sqlalchemy.ext.asyncio import create_async_engine
from staffing_svc.commands.set_up_pool import set_up_pool
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.pools import Pool
from staffing_svc.domain.queues import Deferred, Queue
from staffing_svc.domain.series import Grid
from staffing_svc.service import SERVICE
from staffing_svc.settings import StaffingSettings
from staffing_svc.store import forecasts

INTERVAL_S = 900
PER_DAY = 96
SIX_WEEKS = timedelta(weeks=6)
OPENING = tuple(((480, 1200),) for _ in range(7))
POOL = tuple(f"skill-{number}" for number in range(5))


async def queues(transactions: Transactions, start: datetime) -> None:
    """Open from 8 to 20, with up to 150 contacts per quarter hour: 40 erlangs in the middle of the day."""
    hour = (np.arange(8 * 7 * PER_DAY) % PER_DAY) / 4
    mean = np.where((hour >= 8) & (hour < 20), 150 * np.sin((hour - 7) / 14 * np.pi) ** 2 + 1, 0.0)
    quantiles = np.outer(mean, [0.8, 0.87, 1.0, 1.13, 1.2])
    grid = Grid(start, INTERVAL_S, mean.size)
    figures = {"interval_s": INTERVAL_S, "opening": OPENING, "agent_cost_minor": 3000}
    async with transactions.begin() as tx:
        for name in ("voice", "mail", *POOL):
            deferred = Deferred(4 * 3600.0) if name == "mail" else None
            queue = Queue(name, deferred=deferred, value_per_contact_minor=960, **figures)  # type: ignore[arg-type] # mypy takes **figures for one type
            await set_up_queue(tx, queue, seen_version=0)
            await forecasts.add(tx, Baseline(name, 1, start, start, "measured", grid, mean, quantiles))
        await set_up_pool(tx, Pool("team", POOL), seen_version=0)


async def measure(said: str, ask: Callable[[], Awaitable[httpx.Response]], repeats: int) -> None:
    await ask()
    for _ in range(repeats):
        processor, wall = time.process_time(), time.perf_counter()
        answer = await ask()
        used, took = time.process_time() - processor, time.perf_counter() - wall
        print(f"{said}: {used:.3f} s of processor time, {took:.3f} s on the wall ({answer.status_code})")


async def run(repeats: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases.started(Path(folder) / "databases")
        try:
            engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
            await ask_everything(
                Path(folder),
                Transactions(engine, service=SERVICE.name, owner=SERVICE.owner, clock=SystemClock()),
                repeats,
            )
            await engine.dispose()
        finally:
            databases.stop()


async def ask_everything(folder: Path, transactions: Transactions, repeats: int) -> None:
    clock = SystemClock()
    issuer = kept_local_issuer(folder / "keys")
    settings = StaffingSettings.model_validate(
        {
            "environment": "test",
            "database_url": "postgresql://unused",
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": folder / "keys" / "jwks.json",
        }
    )
    app = application(
        name=SERVICE.name,
        version="0",
        description=SERVICE.description,
        routers=SERVICE.routers,
        parts=Wired(settings, clock, transactions, token_verifier(settings, clock), MemoryBus(clock)),
        readiness=Readiness(started=True),
    )
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    await queues(transactions, start)
    stretch = {"since": start.isoformat(), "until": (start + SIX_WEEKS).isoformat()}
    headers = {"Authorization": f"Bearer {issuer.token('planner', now=clock.now())}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://staffing", headers=headers
    ) as client:
        for queue in ("voice", "mail"):
            asked = {"queue": queue, **stretch, "volume_factor": 1.2, "notice_days": 3}
            await measure(
                f"what if, {queue}", lambda asked=asked: client.post("/v1/what-if", json=asked), repeats
            )  # type: ignore[misc] # mypy cannot infer a lambda with bound defaults
            given = {"queue": queue, **stretch}
            await measure(
                f"frontier of 21 points, {queue}",
                lambda given=given: client.get("/v1/frontier", params=given),
                repeats,
            )  # type: ignore[misc] # mypy cannot infer a lambda with bound defaults
        pool = "/v1/pools/team/required"
        await measure("a page of a pool of five", lambda: client.get(pool, params=stretch), repeats)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    asyncio.run(run(parser.parse_args().repeats))


if __name__ == "__main__":
    main()
