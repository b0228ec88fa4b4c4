"""What arrives twice acts once, and what cannot be handled stops nobody but its own key."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from child_processes import PATIENCE_S
from concert_chassis.bus.protocol import Bus, Record, Subscription
from concert_chassis.clock import SystemClock
from concert_chassis.definition import Service
from concert_chassis.running import RunningService, running
from concert_contracts.external import IntervalReported
from event_ledger import NONE, asked, numbers_in
from ledger_services import CONSUMER, PRODUCER, say_numbers
from pipeline_rig import Pipeline


@dataclass
class Stutter:
    """A subscription that delivers every batch twice over."""

    inner: Subscription
    delivered: int = 0

    async def __aenter__(self) -> Self:
        await self.inner.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        await self.inner.__aexit__(kind, error, trace)

    async def take(self, *, max_records: int, linger_s: float) -> Sequence[Record]:
        records = await self.inner.take(max_records=max_records, linger_s=linger_s)
        self.delivered += 2 * len(records)
        return [*records, *records]

    async def commit(self, records: Sequence[Record]) -> None:
        await self.inner.commit(records)


class StutteringBus:
    """The bus it is given, but with every delivery doubled."""

    def __init__(self, inner: Bus) -> None:
        self._inner = inner
        self.start, self.close, self.check = inner.start, inner.close, inner.check
        self.ensure_topics, self.publish = inner.ensure_topics, inner.publish
        self.tail, self.lag = inner.tail, inner.lag
        self.subscriptions: list[Stutter] = []

    def subscribe(self, *, group: str, topics: Collection[str], member: str) -> Stutter:
        self.subscriptions.append(Stutter(self._inner.subscribe(group=group, topics=topics, member=member)))
        return self.subscriptions[-1]


@asynccontextmanager
async def live(pipeline: Pipeline, service: Service, role: str, bus: Bus) -> AsyncIterator[RunningService]:
    async with running(service, pipeline.settings(role), clock=SystemClock(), bus=bus) as started:
        yield started


async def say(producer: RunningService, prefix: str, *, queues: int, numbers: int) -> None:
    for number in range(queues):
        async with producer.transactions.begin() as tx:
            await say_numbers(tx, f"{prefix}{number}", numbers)


async def test_every_delivery_doubled_and_the_whole_topic_replayed_act_once(
    pipeline: Pipeline, prefix: str
) -> None:
    async with pipeline.bus() as bus:
        stuttering = StutteringBus(bus)
        async with live(pipeline, PRODUCER, "producer", bus) as producer:
            async with live(pipeline, CONSUMER, "consumer", stuttering):
                await say(producer, prefix, queues=10, numbers=20)
                await say(producer, prefix, queues=10, numbers=20)
                await pipeline.quiet(prefix)
            again = replace(CONSUMER, name="insight-svc")
            async with live(pipeline, again, "consumer", bus):
                await until_read(bus, again.name)
    ledger = await pipeline.ledger(prefix)
    assert sum(subscription.delivered for subscription in stuttering.subscriptions) >= 800
    assert ledger.faults() == NONE
    assert ledger.numbers == 400


async def until_read(bus: Bus, group: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            lag = await bus.lag(group)
            if lag and not any(lag.values()):
                return
            await asyncio.sleep(0.1)


async def test_a_poison_event_parks_with_its_followers_while_other_keys_flow_and_is_replayed_in_order(
    pipeline: Pipeline, prefix: str
) -> None:
    poisoned, consumer_database = f"{prefix}3", pipeline.databases["consumer"]
    await asked(consumer_database, "INSERT INTO poison VALUES ($1, 3)", poisoned)
    async with (
        pipeline.bus() as bus,
        live(pipeline, PRODUCER, "producer", bus) as producer,
        live(pipeline, CONSUMER, "consumer", bus) as consumer,
    ):
        await say(producer, prefix, queues=8, numbers=5)
        await say(producer, prefix, queues=8, numbers=5)
        await until_heard(consumer_database, prefix, queues=7, numbers=10, but=poisoned)
        await until_parked(consumer_database, poisoned, 8)
        assert (await numbers_in(consumer_database, "heard", poisoned))[poisoned] == [1, 2]

        await asked(consumer_database, "DELETE FROM poison WHERE queue = $1", poisoned)
        topic = IntervalReported.STREAM.name
        replayed = await consumer.replays.replay(topic, poisoned, actor="operations", note="mended")
        assert (replayed.events, replayed.error) == (8, None)
        await say(producer, prefix, queues=8, numbers=2)
        ledger = await pipeline.ledger(prefix)
    assert ledger.faults() == NONE
    assert ledger.numbers == 96
    trail = await asked(consumer_database, "SELECT actor, note FROM parking_audit WHERE key = $1", poisoned)
    assert ("operations", "mended") in {(row["actor"], row["note"]) for row in trail}


async def until_heard(database: str, prefix: str, *, queues: int, numbers: int, but: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            heard = await numbers_in(database, "heard", prefix)
            if sum(len(found) == numbers for queue, found in heard.items() if queue != but) == queues:
                return
            await asyncio.sleep(0.05)


async def until_parked(database: str, key: str, events: int) -> None:
    """And until the service has given up trying by itself."""
    waiting = "SELECT 1 FROM parked_event JOIN parked_key USING (topic, key) WHERE key = $1"
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if len(await asked(database, f"{waiting} AND next_attempt_at IS NULL", key)) == events:
                return
            await asyncio.sleep(0.05)
