"""What is published arrives: whole, in order per key, on one partition per key, or is refused aloud."""

import asyncio

import pytest
from bus_records import NewBus, a_group, numbers_by_key, outgoing, take, take_all
from concert_chassis.bus.protocol import Bus, Outgoing, RecordRefused
from concert_contracts.streams import Stream

KEYS = [f"key-{number}" for number in range(12)]


async def test_records_of_one_key_arrive_in_the_order_in_which_they_were_published(
    bus: Bus, stream: Stream
) -> None:
    for begin in range(0, 40, 10):
        await bus.publish(
            [
                record
                for n in range(begin, begin + 10)
                for key in KEYS
                for record in outgoing(stream.name, key, n)
            ]
        )
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        found = numbers_by_key(await take_all(member, 40 * len(KEYS)))
    assert found == {key.encode(): list(range(40)) for key in KEYS}


async def test_several_writers_at_once_keep_the_order_of_their_own_keys(
    new_bus: NewBus, bus: Bus, stream: Stream
) -> None:
    async def write(key: str) -> None:
        writer = await new_bus()
        for begin in range(0, 30, 5):
            await writer.publish(outgoing(stream.name, key, *range(begin, begin + 5)))

    await asyncio.gather(*(write(key) for key in KEYS[:4]))
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        found = numbers_by_key(await take_all(member, 120))
    assert found == {key.encode(): list(range(30)) for key in KEYS[:4]}


async def test_one_key_is_always_on_one_partition_and_the_keys_are_spread(bus: Bus, stream: Stream) -> None:
    await bus.publish([record for key in KEYS for record in outgoing(stream.name, key, 1, 2, 3)])
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        found = await take_all(member, 3 * len(KEYS))
    places = {(record.key, record.partition) for record in found}
    assert len(places) == len(KEYS)
    assert len({partition for _, partition in places}) > 1


async def test_offsets_count_from_zero_without_gaps(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "one key", *range(25)))
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        found = await take_all(member, 25, most=10)
    assert [record.offset for record in found] == list(range(25))


@pytest.mark.parametrize("value", [b"", b"\x00\xff\x80 bytes that are no text", "Ünïcode ✓".encode()])
async def test_keys_values_and_headers_come_back_byte_for_byte(
    bus: Bus, stream: Stream, value: bytes
) -> None:
    headers = (("ce_type", b"concert.x.Y.v1"), ("ce_type", b"again"), ("binary", b"\x00\xfe"), ("empty", b""))
    sent = Outgoing(stream.name, b"k\x00\xffy", value, headers)
    await bus.publish([sent])
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        (found,) = await take(member)
    assert (found.topic, found.key, found.value, found.headers) == (stream.name, sent.key, value, headers)
    assert found.at.tzinfo is not None


async def test_a_large_record_below_the_limit_arrives_whole(bus: Bus, stream: Stream) -> None:
    large = bytes(range(256)) * 3900
    await bus.publish([Outgoing(stream.name, b"k", large, ()), *outgoing(stream.name, "k", 1)])
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        first, second = await take_all(member, 2)
    assert first.value == large
    assert second.value == b"1"


async def test_a_record_over_the_limit_is_refused_and_nothing_of_its_key_passes_it(
    bus: Bus, stream: Stream
) -> None:
    too_large = Outgoing(stream.name, b"k", bytes(1_200_000), ())
    with pytest.raises(RecordRefused) as refused:
        await bus.publish([too_large, *outgoing(stream.name, "k", 2)])
    assert refused.value.record is too_large
    await bus.publish(outgoing(stream.name, "k", 3))
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        assert [record.value for record in await take(member)] == [b"3"]


async def test_a_record_for_a_topic_that_nobody_made_is_refused(bus: Bus) -> None:
    stray = outgoing("conformance.nowhere", "k", 1)
    with pytest.raises(RecordRefused) as refused:
        await bus.publish(stray)
    assert refused.value.record is stray[0]


async def test_publishing_nothing_is_nothing(bus: Bus) -> None:
    await bus.publish([])


async def test_topics_are_made_once_though_all_ask_at_once(new_bus: NewBus, bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1))
    others = [await new_bus() for _ in range(3)]
    await asyncio.gather(*(other.ensure_topics([stream]) for other in others))
    await bus.publish(outgoing(stream.name, "k", 2))
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        assert [record.value for record in await take_all(member, 2)] == [b"1", b"2"]


async def test_a_bus_that_answers_says_so(bus: Bus) -> None:
    await bus.check()
