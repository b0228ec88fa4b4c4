"""Whatever fails in whatever order: what was committed is heard once by each consumer, in order per key."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar
from uuid import uuid4

from concert_chassis import batches
from concert_chassis.batches import Course, Incoming
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import BusUnavailable, Outgoing, Subscription
from concert_chassis.databases import Databases, Migrated, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.outbound import Relay
from concert_chassis.reactions import reactions_table
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts import codec
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.streams import CAMPAIGNS
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

T = TypeVar("T")
Cancelled = Callable[..., CampaignCancelled]
CONSUMERS = ("staffing-svc", "insight-svc")


class Died(Exception):
    """Stands for a process that is killed inside a transaction."""


class UnsureBus(MemoryBus):
    """Fails as told: before it has stored anything, or after it has, with the answer lost."""

    fails: str = ""

    async def publish(self, records: Sequence[Outgoing]) -> None:
        failing, self.fails = self.fails, ""
        if failing == "half":
            await super().publish(records[: len(records) // 2])
        if failing == "answer lost":
            await super().publish(records)
        if failing:
            raise BusUnavailable(failing)
        await super().publish(records)


async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    raw = await tx.raw()
    await raw.execute("INSERT INTO heard VALUES ($1, $2)", event.campaign_id.int, event.version)


TABLE = reactions_table([on_cancelled])


class Deliveries(RuleBasedStateMachine):
    """The model is two lists: what was committed per key, and what each consumer did per key."""

    def __init__(self, urls: dict[str, str], cancelled: Cancelled) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.cancelled = cancelled
        self.clock = FakeClock()
        self.committed: dict[int, list[int]] = defaultdict(list)
        self.bus = UnsureBus(self.clock, partitions=2)
        self.engines = {name: create_async_engine(driver_url(url)) for name, url in urls.items()}
        self.sides = {
            name: Transactions(engine, service=name, owner="campaign", clock=self.clock)
            for name, engine in self.engines.items()
        }
        self.wait_for(self.begin())

    def wait_for(self, work: Coroutine[None, None, T]) -> T:
        return self.runner.run(work)

    async def begin(self) -> None:
        await self.bus.ensure_topics([CAMPAIGNS])
        for side in self.sides.values():
            async with side.begin() as tx:
                await (await tx.raw()).execute("TRUNCATE outbox, inbox, aggregate_sequence, heard")

    def teardown(self) -> None:
        try:
            self.wait_for(self.relay(""))
            for name in CONSUMERS:
                self.wait_for(self.consume(name, dies=None))
                assert self.wait_for(self.heard(name)) == self.committed, name
        finally:
            for engine in self.engines.values():
                self.wait_for(engine.dispose())
            self.runner.close()

    @rule(campaigns=st.lists(st.integers(1, 3), min_size=1, max_size=4), dies=st.booleans())
    def say(self, campaigns: list[int], dies: bool) -> None:
        versions = {key: list(seen) for key, seen in self.committed.items()}
        for number in campaigns:
            versions.setdefault(number, []).append(len(versions.get(number, [])) + 1)
        try:
            self.wait_for(self.commit(campaigns, dies))
        except Died:
            return
        self.committed.update(versions)

    async def commit(self, campaigns: list[int], dies: bool) -> None:
        said = {number: len(self.committed.get(number, [])) for number in campaigns}
        async with self.sides["campaign-svc"].begin() as tx:
            for number in campaigns:
                said[number] += 1
                tx.emit(self.cancelled(number, said[number]))
            if dies:
                raise Died

    @precondition(lambda self: self.committed)
    @rule(fails=st.sampled_from(["", "away", "half", "answer lost"]))
    def publish(self, fails: str) -> None:
        self.wait_for(self.relay(fails))

    async def relay(self, fails: str) -> None:
        self.bus.fails = fails
        engine = self.engines["campaign-svc"]
        relay = Relay(
            engine,
            self.bus,
            service="x",
            clock=self.clock,
            shards=2,
            scan_every_s=0.01,
            backoff_first_s=0.001,
        )
        running = asyncio.create_task(relay.run())
        await self.until_published()
        self.bus.fails = ""
        await relay.stop()
        await running

    async def until_published(self) -> None:
        waiting = 1
        while waiting:
            await asyncio.sleep(0.002)
            async with self.sides["campaign-svc"].begin() as tx:
                raw = await tx.raw()
                waiting = await raw.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL")

    @precondition(lambda self: self.bus.count)
    @rule(
        name=st.sampled_from(CONSUMERS),
        dies=st.sampled_from([None, None, "before the commit", "before the offsets"]),
        again=st.booleans(),
    )
    def hear(self, name: str, dies: str | None, again: bool) -> None:
        """`again` reads the whole topic from its beginning."""
        self.wait_for(self.consume(name, dies=dies, group=uuid4().hex if again else name))

    async def consume(self, name: str, *, dies: str | None, group: str | None = None) -> None:
        group = group or name
        async with self.bus.subscribe(group=group, topics=[CAMPAIGNS.name], member="one") as subscription:
            while self.bus.count and not self.bus.is_read(group):
                if not await self.batch(name, subscription, dies):
                    return

    async def batch(self, name: str, subscription: Subscription, dies: str | None) -> bool:
        records = await subscription.take(max_records=3, linger_s=0)
        events = [read for record in records if isinstance(read := batches.read(record, TABLE), Incoming)]
        try:
            async with self.sides[name].begin() as tx:
                await batches.handle(tx, events, Course())
                if dies == "before the commit":
                    raise Died
        except Died:
            return False
        if dies == "before the offsets":
            return False
        await subscription.commit(records)
        return True

    async def heard(self, name: str) -> dict[int, list[int]]:
        async with self.sides[name].begin() as tx:
            rows = await (await tx.raw()).fetch("SELECT campaign, version FROM heard ORDER BY place")
        found: dict[int, list[int]] = defaultdict(list)
        for campaign, version in rows:
            found[campaign].append(version)
        return found

    @invariant()
    def nobody_heard_what_was_not_committed_or_in_another_order(self) -> None:
        for name in CONSUMERS:
            for campaign, versions in self.wait_for(self.heard(name)).items():
                assert versions == self.committed[campaign][: len(versions)]

    @invariant()
    def each_key_was_published_in_order_from_its_first_event_on(self) -> None:
        first_seen: dict[bytes, list[int]] = defaultdict(list)
        for record in self.bus.records(CAMPAIGNS.name):
            sequence = codec.from_kafka(record.key, record.value, record.headers).sequence
            if sequence not in first_seen[record.key or b""]:
                first_seen[record.key or b""].append(sequence)
        assert all(seen == list(range(1, len(seen) + 1)) for seen in first_seen.values())


def test_no_order_of_failures_breaks_a_promise(
    databases: Databases, service: Migrated, cancelled: Cancelled
) -> None:
    with asyncio.Runner() as runner:
        urls = runner.run(three_databases(databases, service))
    run_state_machine_as_test(
        lambda: Deliveries(urls, cancelled),
        settings=settings(
            max_examples=8, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


async def three_databases(databases: Databases, service: Migrated) -> dict[str, str]:
    urls = {name: await databases.fresh(service) for name in ("campaign-svc", *CONSUMERS)}
    for url in urls.values():
        engine: AsyncEngine = create_async_engine(driver_url(url))
        transactions = Transactions(engine, service="any", owner="campaign", clock=FakeClock())
        async with transactions.begin() as tx:
            await (await tx.raw()).execute(
                "CREATE TABLE heard (campaign integer, version integer, place bigserial)"
            )
        await engine.dispose()
    return urls
