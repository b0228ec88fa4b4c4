"""How long a command takes to its reaction and back over two services, beside the floor of the same run.

    python bench/delivery/latency.py [--bus memory|postgres|kafka://host:port] [--rounds 300]

One round: a command commits and says an event, another service reacts, commits and says its own, the first one's
reaction to that begins. The floor F is the bare bus there and back with two durable commits by plain asyncpg. Both
services run in this process, one round at a time. The hand-over is from the commit to the call of the bus.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from uuid import UUID, uuid4

import asyncpg
import uvloop
from concert_chassis.bus.opening import open_bus
from concert_chassis.bus.protocol import Bus, Outgoing, Subscription
from concert_chassis.clock import SystemClock
from concert_chassis.collector import settle
from concert_chassis.embedded import COMFORTABLE, Cluster, start_cluster
from concert_chassis.inbound import Pump
from concert_chassis.outbound import Relay
from concert_chassis.outbox import OutboxRow
from concert_chassis.pace import Pace
from concert_chassis.reactions import Reaction, reactions_table
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.staffing import StaffingPlanWithdrawn
from concert_contracts.streams import CAMPAIGNS, PLANS
from pipeline import fresh_engine, withdrawn

WARM_UP = 50


class Stopwatch:
    def __init__(self) -> None:
        self.back = asyncio.Event()
        self.committed_at = 0.0
        self.hand_overs_s: list[float] = []


class WatchedRelay(Relay):
    """Notes when rows were handed over, which is right after their commit, and when the bus is called."""

    watch: Stopwatch

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        self.watch.committed_at = perf_counter()
        super().hand_over(rows)

    async def _publish(self, rows: Sequence[OutboxRow]) -> None:
        self.watch.hand_overs_s.append(perf_counter() - self.watch.committed_at)
        await super()._publish(rows)


@asynccontextmanager
async def a_service(
    cluster: Cluster, bus: Bus, name: str, owner: str, reaction: Reaction, watch: Stopwatch
) -> AsyncIterator[Transactions]:
    engine = await fresh_engine(cluster, name)
    clock = SystemClock()
    relay = WatchedRelay(engine, bus, service=name, clock=clock, shards=16, scan_every_s=1.0)
    relay.watch = watch
    transactions = Transactions(engine, service=name, owner=owner, clock=clock, relay=relay)
    pump = Pump(bus, transactions, reactions_table([reaction]), member="one", clock=clock, pace=Pace())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        tasks.create_task(pump.run())
        yield transactions
        await pump.stop()
        await relay.stop()
    await engine.dispose()


async def over_two_services(cluster: Cluster, bus: Bus, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds per round, seconds per hand-over."""
    watch = Stopwatch()

    async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
        await (await tx.raw()).execute(
            "INSERT INTO withdrawn VALUES ($1, $2)", event.campaign_id, event.version
        )
        tx.emit(withdrawn(event, tx.now))

    async def on_withdrawn(tx: Transaction, event: StaffingPlanWithdrawn) -> None:
        watch.back.set()

    taken: list[float] = []
    async with (
        a_service(cluster, bus, "staffing", "staffing", on_cancelled, watch),
        a_service(cluster, bus, "campaign", "campaign", on_withdrawn, watch) as campaign,
    ):
        await asyncio.sleep(3.0)
        settle()
        for _ in range(rounds + WARM_UP):
            watch.back.clear()
            began = perf_counter()
            async with campaign.begin() as tx:
                campaign_id = uuid4()
                await (await tx.raw()).execute("INSERT INTO withdrawn VALUES ($1, 1)", campaign_id)
                tx.emit(
                    CampaignCancelled(campaign_id=campaign_id, version=1, cancelled_at=tx.now, reason="none")
                )
            await watch.back.wait()
            taken.append(perf_counter() - began)
            await asyncio.sleep(0.01)
    return taken[WARM_UP:], watch.hand_overs_s[2 * WARM_UP :]


async def floor(cluster: Cluster, bus: Bus, rounds: int) -> list[float]:
    """There and back over the bus, with one durable insert on each side."""
    connections = [await asyncpg.connect(cluster.url("campaign")) for _ in range(2)]
    taken: list[float] = []
    async with (
        bus.subscribe(group=f"there-{uuid4().hex}", topics=[CAMPAIGNS.name], member="one") as there,
        bus.subscribe(group=f"back-{uuid4().hex}", topics=[PLANS.name], member="one") as back,
    ):
        await read_to_the_end(there)
        await read_to_the_end(back)
        for _ in range(rounds + WARM_UP):
            key = uuid4()
            began = perf_counter()
            await insert(connections[0], key)
            await bus.publish([Outgoing(CAMPAIGNS.name, key.bytes, b"{}", ())])
            await there.take(max_records=1, linger_s=0)
            await insert(connections[1], uuid4())
            await bus.publish([Outgoing(PLANS.name, key.bytes, b"{}", ())])
            await back.take(max_records=1, linger_s=0)
            taken.append(perf_counter() - began)
            await asyncio.sleep(0.01)
    for connection in connections:
        await connection.close()
    return taken[WARM_UP:]


async def read_to_the_end(subscription: Subscription) -> None:
    try:
        while True:
            await asyncio.wait_for(subscription.take(max_records=1000, linger_s=0), 3.0)
    except TimeoutError:
        return


async def insert(connection: asyncpg.Connection, key: UUID) -> None:
    await connection.execute("INSERT INTO withdrawn VALUES ($1, 1)", key)


async def measured(cluster: Cluster, bus: Bus, rounds: int) -> None:
    await bus.start()
    await bus.ensure_topics([CAMPAIGNS, PLANS])
    rounds_s, hand_overs_s = await over_two_services(cluster, bus, rounds)
    floor_s = await floor(cluster, bus, rounds)
    floor_50, _ = said("floor F", floor_s)
    p50, p99 = said("command to reaction", rounds_s)
    said("relay hand-over", hand_overs_s)
    print(f"command to reaction  p50 {p50 / floor_50:.1f} F, p99 {p99 / floor_50:.1f} F (F at its p50)")
    await bus.close()


def said(what: str, seconds: list[float]) -> tuple[float, float]:
    cuts = quantiles(seconds, n=100)
    print(f"{what:20} p50 {cuts[49] * 1000:7.2f} ms   p99 {cuts[98] * 1000:7.2f} ms   of {len(seconds)}")
    return cuts[49], cuts[98]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bus", default="postgres")
    parser.add_argument("--rounds", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="concert-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = start_cluster(Path(folder) / "data", settings=COMFORTABLE)
        try:
            url = {"postgres": cluster.url(), "memory": "memory://"}.get(given.bus, given.bus)
            uvloop.run(measured(cluster, open_bus(url, SystemClock()), given.rounds))
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
