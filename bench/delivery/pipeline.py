"""What a delivered event costs: consume, inbox, state, outbox and publish, beside the bare bus in the same run.

    python bench/delivery/pipeline.py [--bus memory|postgres|kafka://host:port] [--events 50000]

Starts a PostgreSQL of its own with full durability. A core-second is one second of one core, counted over this
process and the database server (with --bus postgres that includes the bus, which lives in the same server).
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import asyncpg
import uvloop
from concert_chassis.bus.opening import open_bus
from concert_chassis.bus.protocol import Bus, Outgoing
from concert_chassis.clock import SystemClock
from concert_chassis.collector import settle
from concert_chassis.databases import driver_url
from concert_chassis.embedded import COMFORTABLE, Cluster, start_cluster
from concert_chassis.inbound import Pump
from concert_chassis.migrate import migrate
from concert_chassis.outbound import Relay
from concert_chassis.pace import Pace
from concert_chassis.reactions import Reaction, reactions_table
from concert_chassis.retention import Kept, Retention
from concert_chassis.testing import enveloped
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts import codec
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.staffing import StaffingPlanWithdrawn
from concert_contracts.streams import CAMPAIGNS, PLANS
from server_cpu import own_cpu_s, tree_cpu_s
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

KEYS = 2000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Cost:
    events: int
    wall_s: float
    client_s: float
    server_s: float

    def __str__(self) -> str:
        core_s = self.client_s + self.server_s
        return (
            f"{self.events / core_s:10,.0f} events per core-second   {self.events / self.wall_s:10,.0f} per second   "
            f"client {self.client_s / self.events * 1e6:5.1f} us, server {self.server_s / self.events * 1e6:5.1f} us"
        )


@asynccontextmanager
async def counted(cluster: Cluster, events: int, costs: list[Cost]) -> AsyncIterator[None]:
    wall, own, server = perf_counter(), own_cpu_s(), tree_cpu_s(cluster.process.pid)
    yield
    costs.append(
        Cost(events, perf_counter() - wall, own_cpu_s() - own, tree_cpu_s(cluster.process.pid) - server)
    )


async def on_many_cancelled(tx: Transaction, events: Sequence[CampaignCancelled]) -> None:
    """One row of state and one event for each that came."""
    raw = await tx.raw()
    await raw.execute(
        "INSERT INTO withdrawn (campaign_id, version) SELECT * FROM unnest($1::uuid[], $2::integer[]) "
        "ON CONFLICT (campaign_id) DO UPDATE SET version = excluded.version",
        *latest(events),
    )
    for event in events:
        tx.emit(withdrawn(event, tx.now))


async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    await on_many_cancelled(tx, [event])


def latest(events: Sequence[CampaignCancelled]) -> tuple[list[UUID], list[int]]:
    versions = {event.campaign_id: event.version for event in events}
    return list(versions), list(versions.values())


def withdrawn(event: CampaignCancelled, now: datetime) -> StaffingPlanWithdrawn:
    return StaffingPlanWithdrawn(
        campaign_id=event.campaign_id,
        campaign_version=event.version,
        plan_version=1,
        withdrawn_at=now,
        reason=event.reason,
    )


def cancellations(count: int) -> list[Outgoing]:
    now = datetime.now(UTC)
    records = []
    for number in range(count):
        event = CampaignCancelled(
            campaign_id=UUID(int=number % KEYS),
            version=1 + number // KEYS,
            cancelled_at=now,
            reason="no budget",
        )
        key, value, headers = codec.to_kafka(enveloped(event, now=now))
        records.append(Outgoing(CAMPAIGNS.name, key, value, tuple(headers)))
    return records


async def fill(bus: Bus, records: Sequence[Outgoing]) -> None:
    for first in range(0, len(records), BATCH):
        await bus.publish(records[first : first + BATCH])


async def bare(bus: Bus, events: int) -> None:
    """The floor: the same records taken and as many published, nothing else."""
    async with bus.subscribe(group=f"bare-{uuid4().hex}", topics=[CAMPAIGNS.name], member="bare") as member:
        done = 0
        while done < events:
            records = await member.take(max_records=BATCH, linger_s=0)
            await bus.publish(
                [
                    Outgoing(PLANS.name, record.key or b"", record.value or b"", record.headers)
                    for record in records
                ]
            )
            await member.commit(records)
            done += len(records)


async def durable(bus: Bus, engine: AsyncEngine, reaction: Reaction, service: str, events: int) -> None:
    clock = SystemClock()
    relay = Relay(engine, bus, service=service, clock=clock, shards=16, scan_every_s=1.0)
    transactions = Transactions(engine, service=service, owner="staffing", clock=clock, relay=relay)
    await Retention(transactions, clock=clock, kept=Kept(), every_s=3600).tidy()
    pump = Pump(bus, transactions, reactions_table([reaction]), member="one", clock=clock, pace=Pace())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        tasks.create_task(pump.run())
        await all_read(bus, service)
        await pump.stop()
        await relay.stop()
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert isinstance(raw, asyncpg.Connection)
        published = await raw.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NOT NULL")
        assert published == events, f"{published} of {events} were published"


async def all_read(bus: Bus, group: str) -> None:
    while True:
        lag = await bus.lag(group)
        if lag and not any(lag.values()):
            return
        await asyncio.sleep(0.05)


async def fresh_engine(cluster: Cluster, name: str) -> AsyncEngine:
    await (await asyncpg.connect(cluster.url())).execute(f"CREATE DATABASE {name}")
    url = driver_url(cluster.url(name))
    await migrate(url, None)
    connection = await asyncpg.connect(cluster.url(name))
    await connection.execute("CREATE TABLE withdrawn (campaign_id uuid PRIMARY KEY, version integer)")
    await connection.close()
    return create_async_engine(url, pool_size=5, connect_args={"server_settings": {"jit": "off"}})


async def measured(cluster: Cluster, bus: Bus, events: int) -> None:
    await bus.start()
    await bus.ensure_topics([CAMPAIGNS, PLANS])
    await fill(bus, cancellations(events))
    costs: list[Cost] = []
    settle()
    async with counted(cluster, events, costs):
        await bare(bus, events)
    for reaction in (on_many_cancelled, on_cancelled):
        service = f"staffing_{reaction.__name__}"
        engine = await fresh_engine(cluster, service)
        async with counted(cluster, events, costs):
            await durable(bus, engine, reaction, service, events)
        await engine.dispose()
    floor, many, single = costs
    print(f"bare consume and produce     {floor}")
    print(f"durable, reaction to many    {many}")
    print(f"durable, reaction to one     {single}")
    ratio = (many.client_s + many.server_s) / (floor.client_s + floor.server_s)
    print(f"durable against bare         {ratio:.1f} x")
    await bus.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bus", default="postgres")
    parser.add_argument("--events", type=int, default=50_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="concert-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = start_cluster(Path(folder) / "data", settings=COMFORTABLE)
        try:
            url = cluster.url() if given.bus == "postgres" else given.bus
            bus = open_bus("memory://" if url == "memory" else url, SystemClock())
            uvloop.run(measured(cluster, bus, given.events))
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
