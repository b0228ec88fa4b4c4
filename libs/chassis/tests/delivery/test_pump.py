"""Events come in once each and in order per key; poison is set aside with its followers, outages are waited out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from concert_chassis import parking_desk
from concert_chassis.bus.header_text import headers_from_text
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Outgoing
from concert_chassis.fake_clock import FakeClock
from concert_chassis.inbound import Pump
from concert_chassis.pace import Pace
from concert_chassis.reactions import Reaction, reactions_table
from concert_chassis.replay import Replays
from concert_chassis.testing import enveloped
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts import codec
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.envelope import Envelope
from concert_contracts.external import IntervalReported
from concert_contracts.streams import CAMPAIGNS, INTERVALS

Cancelled = Callable[..., CampaignCancelled]
Heard = list[tuple[int, int]]
"""(campaign number, version) in the order in which they were handled."""

PACE = Pace(max_records=100, linger_s=0.0, attempts=1, backoff_first_s=0.01, backoff_most_s=0.02)


class NoSuchCampaign(Exception):
    """What a reaction raises about an event that it cannot handle."""


class Listener:
    """Writes down what it hears, in the transaction; fails for the campaigns that it is told to."""

    def __init__(self) -> None:
        self.poison: set[int] = set()
        self.outages = 0
        self.failures = 0

    async def on_cancelled(self, tx: Transaction, event: CampaignCancelled) -> None:
        if self.outages:
            self.outages -= 1
            raise ConnectionError("the database is away")
        await write_down(tx, event)
        if event.campaign_id.int in self.poison:
            raise NoSuchCampaign(event.campaign_id)

    async def on_many_cancelled(self, tx: Transaction, events: Sequence[CampaignCancelled]) -> None:
        for event in events:
            await self.on_cancelled(tx, event)


async def write_down(tx: Transaction, event: CampaignCancelled) -> None:
    await (await tx.raw()).execute(
        "INSERT INTO heard (campaign, version) VALUES ($1, $2)", event.campaign_id.int, event.version
    )


@pytest.fixture
async def bus(clock: FakeClock, transactions: Transactions) -> MemoryBus:
    bus = MemoryBus(clock, partitions=2)
    await bus.ensure_topics([CAMPAIGNS, INTERVALS])
    async with transactions.begin() as tx:
        await (await tx.raw()).execute(
            "CREATE TABLE heard (place bigserial, campaign integer, version integer)"
        )
    return bus


def sent(event: CampaignCancelled | Envelope, *, now: datetime) -> Outgoing:
    envelope = event if isinstance(event, Envelope) else enveloped(event, now=now)
    key, value, headers = codec.to_kafka(envelope)
    return Outgoing(CAMPAIGNS.name, key, value, tuple(headers))


async def heard(transactions: Transactions) -> Heard:
    async with transactions.begin() as tx:
        rows = await (await tx.raw()).fetch("SELECT campaign, version FROM heard ORDER BY place")
    return [(row[0], row[1]) for row in rows]


def of(campaign: int, everything: Heard) -> list[int]:
    return [version for number, version in everything if number == campaign]


@asynccontextmanager
async def listening(
    bus: MemoryBus,
    transactions: Transactions,
    reaction: Reaction,
    clock: FakeClock,
    pace: Pace = PACE,
    others: Sequence[Reaction] = (),
) -> AsyncIterator[tuple[Pump, Replays]]:
    table = reactions_table([reaction, *others])
    replays = Replays(transactions, table, clock=clock, pace=pace)
    pump = Pump(
        bus, transactions, table, member="one", clock=clock, pace=pace, on_set_aside=replays.look_soon
    )
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(pump.run())
        tasks.create_task(replays.run())
        yield pump, replays
        await pump.stop()
        await replays.stop()


async def until_read(bus: MemoryBus) -> None:
    await bus.until_read("campaign-svc")


async def test_every_event_is_handled_once_though_all_of_them_arrive_twice(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    events = [
        sent(cancelled(number, version), now=clock.now()) for version in (1, 2, 3) for number in range(1, 30)
    ]
    await bus.publish(events)
    await bus.publish(events)
    async with listening(bus, transactions, Listener().on_cancelled, clock):
        await until_read(bus)
    everything = await heard(transactions)
    assert len(everything) == 87
    assert all(of(number, everything) == [1, 2, 3] for number in range(1, 30))


@pytest.mark.parametrize("reaction", ["on_cancelled", "on_many_cancelled"])
async def test_a_poisoned_key_is_parked_with_its_followers_and_the_others_flow(
    reaction: str, bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = {7}
    for version in (1, 2, 3):
        await bus.publish([sent(cancelled(number, version), now=clock.now()) for number in range(1, 20)])
    async with listening(bus, transactions, getattr(listener, reaction), clock):
        await until_read(bus)
        async with transactions.begin() as tx:
            [parked] = await parking_desk.list_keys(tx, after=None, limit=10)
    everything = await heard(transactions)
    assert of(7, everything) == []
    assert all(of(number, everything) == [1, 2, 3] for number in range(1, 20) if number != 7)
    assert (parked.key, parked.events, parked.next_attempt_at) == (cancelled(7).key, 3, None)
    assert "NoSuchCampaign" in parked.error


async def test_a_mended_key_is_replayed_in_order_and_flows_again(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = {7}
    async with listening(bus, transactions, listener.on_cancelled, clock) as (_, replays):
        for version in (1, 2, 3):
            await bus.publish([sent(cancelled(7, version), now=clock.now())])
        await until_read(bus)
        still_broken = await replays.replay(CAMPAIGNS.name, cancelled(7).key, actor="olga", note="try")
        assert (still_broken.events, still_broken.error is None) == (0, False)
        listener.poison = set()
        mended = await replays.replay(CAMPAIGNS.name, cancelled(7).key, actor="olga", note="mended")
        assert (mended.events, mended.error) == (3, None)
        await bus.publish([sent(cancelled(7, 4), now=clock.now())])
        await until_read(bus)
    assert await heard(transactions) == [(7, 1), (7, 2), (7, 3), (7, 4)]
    async with transactions.begin() as tx:
        acts = await parking_desk.list_acts(tx, topic=None, key=None, before=None, limit=10)
    assert [(act.action, act.actor, act.note) for act in reversed(acts)] == [
        ("replay-failed", "olga", "try"),
        *[("replayed", "olga", "mended")] * 3,
    ]


async def test_what_fails_for_a_moment_is_tried_again_by_itself(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = {7}
    patient = replace(PACE, attempts=3)
    async with listening(bus, transactions, listener.on_cancelled, clock, patient) as (_, replays):
        await bus.publish([sent(cancelled(number, 1), now=clock.now()) for number in (6, 7, 8)])
        await until_read(bus)
        listener.poison = set()
        clock.advance(timedelta(seconds=1))
        await replays.replay_due()
        await bus.publish([sent(cancelled(7, 2), now=clock.now())])
        await until_read(bus)
    assert of(7, await heard(transactions)) == [1, 2]


async def test_a_key_waits_for_a_person_after_the_last_attempt(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = {7}
    async with listening(bus, transactions, listener.on_cancelled, clock, replace(PACE, attempts=3)) as (
        _,
        replays,
    ):
        await bus.publish([sent(cancelled(7), now=clock.now())])
        await until_read(bus)
        for _attempt in range(2):
            clock.advance(timedelta(seconds=1))
            await replays.replay_due()
    async with transactions.begin() as tx:
        [parked] = await parking_desk.list_keys(tx, after=None, limit=10)
    assert (parked.attempts, parked.next_attempt_at) == (3, None)


async def test_a_record_that_is_no_event_is_parked_and_can_be_edited_and_replayed(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    broken = replace(sent(cancelled(7, 1), now=clock.now()), value=b'{"campaign_id": "seven"}')
    async with listening(bus, transactions, Listener().on_cancelled, clock) as (_, replays):
        await bus.publish(
            [broken, sent(cancelled(7, 2), now=clock.now()), sent(cancelled(8), now=clock.now())]
        )
        await until_read(bus)
        assert await heard(transactions) == [(8, 1)]
        async with transactions.begin(actor="olga") as tx:
            first, second = await parking_desk.list_events(
                tx, CAMPAIGNS.name, cancelled(7).key, after=0, limit=10
            )
            await parking_desk.edit(tx, first.id, data=cancelled(7, 1).data(), note="the exporter was wrong")
        await replays.replay(CAMPAIGNS.name, cancelled(7).key, actor="olga", note="")
    assert of(7, await heard(transactions)) == [1, 2]
    assert second.event_type == CampaignCancelled.WIRE_NAME


async def test_an_event_on_a_stream_of_somebody_elses_is_set_aside_and_nobody_acts_on_it(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
        await write_down(tx, event)

    async def on_counted(tx: Transaction, event: IntervalReported) -> None:
        raise AssertionError("nobody writes intervals into the campaigns' stream")

    counted = enveloped(
        IntervalReported(queue="sales", started_at=clock.now(), interval_s=900, offered=5), now=clock.now()
    )
    async with listening(bus, transactions, on_cancelled, clock, others=[on_counted]):
        await bus.publish([sent(counted, now=clock.now()), sent(cancelled(8), now=clock.now())])
        await until_read(bus)
        async with transactions.begin() as tx:
            (parked,) = await parking_desk.list_keys(tx, after=None, limit=10)
    assert (parked.topic, parked.key) == (CAMPAIGNS.name, "sales")
    assert "belongs on external.intervals" in parked.error
    assert await heard(transactions) == [(8, 1)]


async def test_a_discarded_event_is_never_handled_and_stays_in_the_audit(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = {7}
    async with listening(bus, transactions, listener.on_cancelled, clock) as (_, replays):
        await bus.publish([sent(cancelled(7, version), now=clock.now()) for version in (1, 2)])
        await until_read(bus)
        listener.poison = set()
        async with transactions.begin(actor="olga") as tx:
            first, _ = await parking_desk.list_events(tx, CAMPAIGNS.name, cancelled(7).key, after=0, limit=10)
            await parking_desk.discard_event(tx, first.id, note="sent by mistake")
        await replays.replay(CAMPAIGNS.name, cancelled(7).key, actor="olga", note="")
    assert await heard(transactions) == [(7, 2)]
    async with transactions.begin() as tx:
        before = await (await tx.raw()).fetchval(
            "SELECT before FROM parking_audit WHERE action = 'discarded'"
        )
    assert before == cancelled(7, 1).data()


async def test_a_discarded_key_flows_again(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = {7}
    async with listening(bus, transactions, listener.on_cancelled, clock):
        await bus.publish([sent(cancelled(7, version), now=clock.now()) for version in (1, 2)])
        await until_read(bus)
        listener.poison = set()
        async with transactions.begin(actor="olga") as tx:
            assert await parking_desk.discard_key(tx, CAMPAIGNS.name, cancelled(7).key, note="old") == 2
        await bus.publish([sent(cancelled(7, 3), now=clock.now())])
        await until_read(bus)
    assert await heard(transactions) == [(7, 3)]


async def test_an_outage_is_waited_out_and_nothing_is_parked(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.outages = 3
    await bus.publish([sent(cancelled(number), now=clock.now()) for number in (1, 2, 3)])
    async with listening(bus, transactions, listener.on_cancelled, clock):
        await until_read(bus)
        async with transactions.begin() as tx:
            assert await parking_desk.list_keys(tx, after=None, limit=1) == []
    assert sorted(await heard(transactions)) == [(1, 1), (2, 1), (3, 1)]


async def test_when_everything_fails_the_pump_stops_instead_of_parking_it_all(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    listener = Listener()
    listener.poison = set(range(1, 41))
    await bus.publish([sent(cancelled(number), now=clock.now()) for number in range(1, 41)])
    few = replace(PACE, stop_after_keys=3, max_records=5)
    async with listening(bus, transactions, listener.on_cancelled, clock, few) as (pump, _):
        await bus.until(lambda: pump.halted is not None)
        assert "keys were set aside" in (pump.halted or "")
        async with transactions.begin() as tx:
            assert len(await parking_desk.list_keys(tx, after=None, limit=50)) < 10
        listener.poison = set()
        pump.resume()
        await until_read(bus)
    assert len(await heard(transactions)) > 30


async def test_an_expired_event_is_marked_and_not_acted_on(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    late = replace(enveloped(cancelled(1), now=clock.now()), expirytime=clock.now())
    await bus.publish([sent(late, now=clock.now()), sent(cancelled(2), now=clock.now())])
    async with listening(bus, transactions, Listener().on_cancelled, clock):
        await until_read(bus)
    assert await heard(transactions) == [(2, 1)]
    async with transactions.begin() as tx:
        assert await (await tx.raw()).fetchval("SELECT count(*) FROM inbox") == 2


async def test_a_reaction_to_many_events_says_which_of_them_led_to_what(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    async def on_many(tx: Transaction, events: Sequence[CampaignCancelled]) -> None:
        for event in events:
            tx.emit(cancelled(event.campaign_id.int + 100), because=event)

    causes = [enveloped(cancelled(number), now=clock.now()) for number in (1, 2, 3)]
    await bus.publish([sent(cause, now=clock.now()) for cause in causes])
    async with listening(bus, transactions, on_many, clock):
        await until_read(bus)
    async with transactions.begin() as tx:
        rows = await (await tx.raw()).fetch("SELECT headers FROM outbox")
    led = {dict(headers_from_text(row[0]))["ce_causationid"].decode() for row in rows}
    assert led == {str(cause.id) for cause in causes}


async def test_what_a_reaction_says_carries_its_cause(
    bus: MemoryBus, transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
        tx.emit(cancelled(event.campaign_id.int + 100))

    cause = enveloped(cancelled(1), now=clock.now())
    await bus.publish([sent(cause, now=clock.now())])
    async with listening(bus, transactions, on_cancelled, clock):
        await until_read(bus)
    async with transactions.begin() as tx:
        headers = dict(headers_from_text(await (await tx.raw()).fetchval("SELECT headers FROM outbox")))
    assert headers["ce_causationid"] == str(cause.id).encode()
    assert headers["ce_correlationid"] == cause.correlationid.encode()
