"""The database or the broker is killed in mid-stream: the services wait, go on by themselves and lose nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from breakable import Breakable, BreakableBroker, BreakableDatabase
from child_processes import Nursery
from concert_chassis.databases import Databases
from concert_chassis.embedded import start_cluster
from event_ledger import NONE
from pipeline_rig import Load, Pipeline, new_pipeline

OUTAGE_S = 1.0
STOPPED = {0, 143}


@dataclass(frozen=True)
class Fragile:
    """A pipeline, and the server under it that is going to die."""

    pipeline: Pipeline
    server: Breakable


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that the unprivileged user of a database server can reach."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest_asyncio.fixture(params=["database", pytest.param("broker", marks=pytest.mark.kafka)])
async def fragile(
    request: pytest.FixtureRequest, databases: Databases, cradle: Nursery, reachable: Path, tmp_path: Path
) -> AsyncIterator[Fragile]:
    """The database holds the services' tables and the bus on PostgreSQL; the broker is a real Apache Kafka."""
    if request.param == "broker":
        broker = BreakableBroker(reachable / "kafka")
        broker.start_again()
        pipeline = await new_pipeline(databases, f"kafka://{broker.address}", tmp_path, cradle)
        yield Fragile(pipeline, broker)
        broker.stop()
        return
    database = BreakableDatabase(start_cluster(reachable / "postgresql"))
    own = Databases(database.cluster)
    yield Fragile(await new_pipeline(own, await own.empty(), tmp_path, cradle), database)
    database.stop()


async def test_a_server_killed_in_mid_stream_costs_time_and_nothing_else(
    fragile: Fragile, prefix: str
) -> None:
    pipeline, server = fragile.pipeline, fragile.server
    server.kill()
    hasty = await pipeline.start("consumer")
    await asyncio.sleep(OUTAGE_S)
    status, _ = await hasty.stopped()
    assert status in STOPPED, "a service that waits for its server can be told to stop"
    running = [await pipeline.start("producer"), await pipeline.start("consumer")]
    server.start_again()
    await asyncio.gather(pipeline.ready("producer"), pipeline.ready("consumer"))
    load = Load(pipeline, [f"{prefix}{number}" for number in range(6)])
    async with load.speaking():
        await asyncio.sleep(1.0)
        server.kill()
        await asyncio.sleep(OUTAGE_S)
        server.start_again()
        await asyncio.gather(pipeline.ready("producer"), pipeline.ready("consumer"))
        await asyncio.sleep(0.5)
    ledger = await pipeline.ledger(prefix)
    for process in running:
        await process.stopped()
    assert ledger.faults() == NONE
    assert ledger.numbers >= load.acknowledged > 0
