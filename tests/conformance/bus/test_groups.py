"""A group reads every record, goes on exactly where it was, and survives members that come and go."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from bus_records import ENOUGH_S, NewBus, a_group, nothing_comes, numbers_by_key, outgoing, take, take_all
from concert_chassis.bus.protocol import Bus, Fenced, Record, Subscription
from concert_contracts.streams import Stream

KEYS = [f"key-{number}" for number in range(16)]


async def publish_to_all_partitions(bus: Bus, topic: str, *numbers: int) -> int:
    await bus.publish([record for n in numbers for key in KEYS for record in outgoing(topic, key, n)])
    return len(KEYS) * len(numbers)


async def test_a_member_waits_for_the_first_record(bus: Bus, stream: Stream) -> None:
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        waiting = asyncio.create_task(take(member))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await bus.publish(outgoing(stream.name, "k", 1))
        assert [record.value for record in await waiting] == [b"1"]


async def test_a_batch_is_of_one_partition_and_no_longer_than_asked(bus: Bus, stream: Stream) -> None:
    count = await publish_to_all_partitions(bus, stream.name, *range(5))
    sizes: list[int] = []
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        while sum(sizes) < count:
            batch = await take(member, 7)
            assert len({record.partition for record in batch}) == 1
            sizes.append(len(batch))
    assert max(sizes) == 7


async def test_each_take_goes_on_behind_the_last_even_without_a_commit(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1, 2, 3, 4))
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        taken = [record.value for _ in range(2) for record in await take(member, 2)]
        assert taken == [b"1", b"2", b"3", b"4"]
        assert await nothing_comes(member)


async def test_what_was_not_committed_is_delivered_to_the_next_member(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1, 2, 3))
    group = a_group()
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as member:
        first = await take(member)
    async with bus.subscribe(group=group, topics=[stream.name], member="b") as member:
        assert await take(member) == first


async def test_the_next_member_goes_on_exactly_behind_the_commit(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1, 2, 3, 4, 5))
    group = a_group()
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as member:
        batch = await take(member)
        await member.commit(batch[:2])
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as member:
        assert [record.value for record in await take(member)] == [b"3", b"4", b"5"]


async def test_a_batch_can_be_committed_in_parts(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1, 2, 3, 4))
    group = a_group()
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as member:
        batch = await take(member)
        await member.commit(batch[:2])
        await member.commit(batch[2:])
        assert await nothing_comes(member, within_s=0.2)
    assert set((await bus.lag(group)).values()) == {0}


async def test_two_groups_read_everything_each(bus: Bus, stream: Stream) -> None:
    count = await publish_to_all_partitions(bus, stream.name, 1)
    for _ in range(2):
        async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
            assert len(await take_all(member, count)) == count


async def test_one_member_reads_several_topics(bus: Bus, stream: Stream) -> None:
    other = replace(stream, name=f"{stream.name}.b")
    await bus.ensure_topics([other])
    await bus.publish([*outgoing(stream.name, "k", 1), *outgoing(other.name, "k", 1)])
    async with bus.subscribe(group=a_group(), topics=[stream.name, other.name], member="a") as member:
        assert {record.topic for record in await take_all(member, 2)} == {stream.name, other.name}


async def test_two_members_share_the_partitions_and_together_miss_nothing(
    new_bus: NewBus, bus: Bus, stream: Stream
) -> None:
    group = a_group()
    shares: dict[str, list[Record]] = {"a": [], "b": []}
    async with (
        bus.subscribe(group=group, topics=[stream.name], member="a") as first,
        (await new_bus()).subscribe(group=group, topics=[stream.name], member="b") as second,
    ):
        readers = [
            asyncio.create_task(take_into(shares["a"], first)),
            asyncio.create_task(take_into(shares["b"], second)),
        ]
        rounds = 0
        async with asyncio.timeout(ENOUGH_S):
            while not all(shares.values()) or len(places(shares)) < rounds * len(KEYS):
                if rounds < 10 or not all(shares.values()):
                    await publish_to_all_partitions(bus, stream.name, rounds)
                    rounds += 1
                await asyncio.sleep(0.1)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    assert len(places(shares)) == rounds * len(KEYS)
    for share in shares.values():
        for numbers in numbers_by_key(share).values():
            assert numbers == sorted(numbers)


async def take_into(share: list[Record], member: Subscription) -> None:
    while True:
        batch = await member.take(max_records=10, linger_s=0)
        share += batch
        with suppress(Fenced):
            await member.commit(batch)


def places(shares: dict[str, list[Record]]) -> set[tuple[int, int]]:
    return {(record.partition, record.offset) for share in shares.values() for record in share}


async def test_a_member_whose_partition_went_to_another_cannot_commit(
    new_bus: NewBus, bus: Bus, stream: Stream
) -> None:
    count = await publish_to_all_partitions(bus, stream.name, 1)
    group = a_group()
    batches: dict[int, Sequence[Record]] = {}
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as slow:
        while sum(len(batch) for batch in batches.values()) < count:
            batch = await take(slow)
            batches[batch[0].partition] = batch
        async with (await new_bus()).subscribe(group=group, topics=[stream.name], member="b") as quick:
            moved = await take(quick)
            await quick.commit(moved)
            with pytest.raises(Fenced):
                await slow.commit(batches[moved[0].partition])


async def test_when_a_member_leaves_the_other_reads_what_it_had_in_hand(
    new_bus: NewBus, bus: Bus, stream: Stream
) -> None:
    group = a_group()
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as stays:
        async with (await new_bus()).subscribe(group=group, topics=[stream.name], member="b") as leaves:
            waiting = asyncio.create_task(take(stays))
            taking = asyncio.create_task(take(leaves))
            await publish_to_all_partitions(bus, stream.name, 1)
            in_hand = [*await taking]
        found = [*await waiting]
        while not {(record.partition, record.offset) for record in in_hand} <= {
            (record.partition, record.offset) for record in found
        }:
            found += await take(stays)


async def test_the_lag_is_what_the_group_has_not_committed(bus: Bus, stream: Stream) -> None:
    group = a_group()
    assert await bus.lag(group) == {}
    count = await publish_to_all_partitions(bus, stream.name, 1, 2)
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as member:
        batch = await take(member, 3)
        lag = await bus.lag(group)
        assert set(lag) == {(stream.name, partition) for partition in range(stream.partitions)}
        assert sum(lag.values()) == count
        await member.commit(batch)
        assert sum((await bus.lag(group)).values()) == count - len(batch)
