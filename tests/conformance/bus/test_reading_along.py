"""Whoever reads along sees everything from a time on, or only what is new, and disturbs no group."""

import asyncio
from collections.abc import AsyncIterator
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


async def test_only_what_is_new_and_then_for_ever(bus: Bus, stream: Stream) -> None:
    await bus.publish(outgoing(stream.name, "k", 1))
    tail = bus.tail([stream.name], since=None)
    waiting = asyncio.create_task(some(tail, 3))
    await asyncio.sleep(0.5)
    await bus.publish(outgoing(stream.name, "k", 2))
    await bus.publish(outgoing(stream.name, "k", 3, 4))
    assert [record.value for record in await waiting] == [b"2", b"3", b"4"]


async def test_two_read_along_without_a_group(bus: Bus, stream: Stream) -> None:
    tails = [bus.tail([stream.name], since=None) for _ in range(2)]
    waiting = [asyncio.create_task(some(tail, 1)) for tail in tails]
    await asyncio.sleep(0.5)
    await bus.publish(outgoing(stream.name, "k", 1))
    assert [[record.value for record in await one] for one in waiting] == [[b"1"], [b"1"]]
