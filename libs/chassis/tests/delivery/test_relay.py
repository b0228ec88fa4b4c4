"""Committed events reach the bus, in order per key, through outages, hand-overs and several relays."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Outgoing, RecordRefused
from concert_chassis.fake_clock import FakeClock
from concert_chassis.outbound import Relay
from concert_chassis.transaction import Transactions
from concert_contracts import codec
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.streams import CAMPAIGNS
from sqlalchemy.ext.asyncio import AsyncEngine

Cancelled = Callable[..., CampaignCancelled]


class Fussy(MemoryBus):
    """Refuses every record of one key."""

    refuses: bytes = b""

    async def publish(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            if record.key == self.refuses:
                raise RecordRefused("this one never", record)
        await super().publish(records)


@pytest.fixture
async def bus(clock: FakeClock) -> Fussy:
    bus = Fussy(clock, partitions=2)
    await bus.ensure_topics([CAMPAIGNS])
    return bus


@asynccontextmanager
async def relaying(engine: AsyncEngine, bus: MemoryBus, clock: FakeClock) -> AsyncIterator[Relay]:
    relay = Relay(engine, bus, service="campaign-svc", clock=clock, shards=4, scan_every_s=0.02)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        yield relay
        await relay.stop()


def heard(bus: MemoryBus) -> dict[str, list[int]]:
    """Versions by campaign number, in the order of the bus."""
    versions: dict[str, list[int]] = {}
    for record in bus.records(CAMPAIGNS.name):
        event = codec.from_kafka(record.key, record.value, record.headers).event()
        assert isinstance(event, CampaignCancelled)
        versions.setdefault(str(event.campaign_id.int), []).append(event.version)
    return versions


async def say(transactions: Transactions, *events: CampaignCancelled) -> None:
    async with transactions.begin() as tx:
        for event in events:
            tx.emit(event)


async def until_heard(bus: MemoryBus, events: int) -> None:
    async with asyncio.timeout(20):
        await bus.until(lambda: len(bus.records(CAMPAIGNS.name)) >= events)


async def unpublished(transactions: Transactions) -> int:
    async with transactions.begin() as tx:
        raw = await tx.raw()
        return int(await raw.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL"))


async def test_what_was_committed_before_the_relay_started_is_published_in_order(
    own_engine: AsyncEngine, transactions: Transactions, bus: Fussy, clock: FakeClock, cancelled: Cancelled
) -> None:
    await say(transactions, *(cancelled(1 + version % 3, version) for version in range(1, 1201)))
    async with relaying(own_engine, bus, clock):
        await until_heard(bus, 1200)
    assert heard(bus) == {
        str(1 + number % 3): [version for version in range(1, 1201) if version % 3 == number % 3]
        for number in range(3)
    }
    assert await unpublished(transactions) == 0


async def test_what_is_handed_over_is_published_without_waiting_for_a_scan(
    own_engine: AsyncEngine, bus: Fussy, clock: FakeClock, cancelled: Cancelled
) -> None:
    relay = Relay(own_engine, bus, service="campaign-svc", clock=clock, shards=4, scan_every_s=3600)
    transactions = Transactions(
        own_engine, service="campaign-svc", owner="campaign", clock=clock, relay=relay
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        for version in range(1, 21):
            await say(transactions, cancelled(1, version), cancelled(2, version))
        await until_heard(bus, 40)
        await relay.stop()
    assert heard(bus) == {"1": list(range(1, 21)), "2": list(range(1, 21))}


async def test_an_outage_of_the_broker_loses_nothing_and_turns_nothing_round(
    own_engine: AsyncEngine, transactions: Transactions, bus: Fussy, clock: FakeClock, cancelled: Cancelled
) -> None:
    async with relaying(own_engine, bus, clock):
        await say(transactions, cancelled(1, 1))
        await until_heard(bus, 1)
        bus.available = False
        for version in (2, 3, 4):
            await say(transactions, cancelled(1, version))
        await asyncio.sleep(0.05)
        bus.available = True
        await until_heard(bus, 4)
    assert heard(bus) == {"1": [1, 2, 3, 4]}


async def test_two_relays_share_the_keys_and_keep_each_one_in_order(
    own_engine: AsyncEngine, bus: Fussy, clock: FakeClock, cancelled: Cancelled
) -> None:
    async with relaying(own_engine, bus, clock) as one, relaying(own_engine, bus, clock) as two:
        speakers = [
            Transactions(own_engine, service="campaign-svc", owner="campaign", clock=clock, relay=relay)
            for relay in (one, two)
        ]
        for version in range(1, 31):
            await say(speakers[version % 2], *(cancelled(number, version) for number in range(1, 6)))
        await until_heard(bus, 150)
    assert heard(bus) == {str(number): list(range(1, 31)) for number in range(1, 6)}


async def test_an_event_that_the_broker_refuses_holds_back_its_own_key_alone(
    own_engine: AsyncEngine, transactions: Transactions, bus: Fussy, clock: FakeClock, cancelled: Cancelled
) -> None:
    bus.refuses = cancelled(1).key.encode()
    await say(transactions, cancelled(1, 1), cancelled(2, 1), cancelled(1, 2), cancelled(3, 1))
    async with relaying(own_engine, bus, clock):
        await until_heard(bus, 2)
    assert heard(bus) == {"2": [1], "3": [1]}
    assert await unpublished(transactions) == 2
