"""Whoever reads along sees everything from a time on, or only what is new, and disturbs no group."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from bus_records import ENOUGH_S, a_group, outgoing, take_all
from concert_chassis.bus.protocol import Bus, Record
from concert_contracts.streams import Stream


async def some(records: AsyncIterator[Record], count: int) -> list[Record]:
    found: list[Record] = []
    async with asyncio.timeout(ENOUGH_S):
        while len(found) < count:
            found.append(await anext(records))
    return found


async def test_from_a_time_on(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "early", 1))
    await asyncio.sleep(0.05)
    await bus.publish(outgoing(stream.name, "late", 2))
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        at = {record.value: record.at for record in await take_all(member, 2)}

    everything = await some(bus.tail([stream.name], since=at[b"1"] - timedelta(hours=1)), 2)
    later = await some(bus.tail([stream.name], since=at[b"2"]), 1)
    assert sorted(record.value or b"" for record in everything) == [b"1", b"2"]
    assert [record.value for record in later] == [b"2"]


async def said_until_heard(
    bus: Bus, stream: Stream, listening: Sequence[asyncio.Task[list[Record]]], *, after: int
) -> int:
    """Publishes numbers after `after` until everybody has heard one; the last number.

    How long a reader takes to find the end of the log is the broker's affair: no pause is long enough.
    """
    for number in range(after + 1, after + 100):
        await bus.publish(outgoing(stream.name, "k", number))
        _, deaf = await asyncio.wait(listening, timeout=0.2)
        if not deaf:
            return number
    raise TimeoutError("nobody reads along")


async def test_only_what_is_new_and_then_for_ever(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1))
    tail = bus.tail([stream.name], since=None)
    listening = asyncio.create_task(some(tail, 1))
    last = await said_until_heard(bus, stream, [listening], after=1)
    first = int(listening.result()[0].value or b"")
    await bus.publish(outgoing(stream.name, "k", last + 1, last + 2))
    following = await some(tail, last + 2 - first)
    assert first > 1
    assert [int(record.value or b"") for record in following] == list(range(first + 1, last + 3))


async def test_two_read_along_without_a_group(bus: Bus, stream: Stream) -> None:
    tails = [bus.tail([stream.name], since=None) for _ in range(2)]
    listening = [asyncio.create_task(some(tail, 1)) for tail in tails]
    last = await said_until_heard(bus, stream, listening, after=0)
    heard = [int(one.result()[0].value or b"") for one in listening]
    assert all(1 <= number <= last for number in heard)
