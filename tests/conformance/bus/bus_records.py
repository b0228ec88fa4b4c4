"""Small records and patient readers for the tests of the buses."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from uuid import uuid4

from concert_chassis.bus.protocol import Bus, Outgoing, Record, Subscription
from concert_contracts.streams import Stream

ENOUGH_S = 20.0

NewBus = Callable[[], Awaitable[Bus]]


def a_stream(partitions: int = 4) -> Stream:
    """A topic of its own, in which keys fall on different partitions."""
    return Stream(f"conformance.{uuid4().hex}", "conformance", "key", timedelta(days=7), partitions)


def a_group() -> str:
    return f"conformance-{uuid4().hex}"


def outgoing(topic: str, key: str, *numbers: int) -> list[Outgoing]:
    return [Outgoing(topic, key.encode(), str(number).encode(), ()) for number in numbers]


async def take(member: Subscription, most: int = 100) -> Sequence[Record]:
    async with asyncio.timeout(ENOUGH_S):
        return await member.take(max_records=most, linger_s=0.005)


async def take_all(member: Subscription, count: int, *, most: int = 100) -> list[Record]:
    """Takes and commits until `count` records have come."""
    found: list[Record] = []
    while len(found) < count:
        batch = await take(member, most)
        await member.commit(batch)
        found += batch
    return found


async def nothing_comes(member: Subscription, within_s: float = 0.7) -> bool:
    try:
        async with asyncio.timeout(within_s):
            await member.take(max_records=100, linger_s=0)
    except TimeoutError:
        return True
    return False


def numbers_by_key(records: Iterable[Record]) -> dict[bytes, list[int]]:
    found: dict[bytes, list[int]] = defaultdict(list)
    for record in records:
        found[record.key or b""].append(int(record.value or b"-1"))
    return dict(found)
