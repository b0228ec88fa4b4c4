"""Compares what was said, what was heard and what was told on: each number once, none missing, in order."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import uuid4

import asyncpg
from concert_chassis.bus.protocol import Bus
from concert_contracts import codec
from concert_contracts.staffing import AnnouncementDelivered
from ledger_services import story_of

Numbers = dict[str, list[int]]
"""By queue, in the order of writing."""


@dataclass(frozen=True)
class Faults:
    """All 0 when every promise was kept; `ghosts` are effects of what was never said."""

    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    ghosts: int = 0

    def __add__(self, other: "Faults") -> "Faults":
        return Faults(
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.reordered + other.reordered,
            self.ghosts + other.ghosts,
        )


NONE = Faults()


def compared(said: Sequence[int], effects: Sequence[int]) -> Faults:
    first_seen = list(dict.fromkeys(effects))
    return Faults(
        lost=len(set(said) - set(effects)),
        doubled=len(effects) - len(first_seen),
        reordered=sum(later < earlier for earlier, later in pairwise(first_seen)),
        ghosts=len(set(effects) - set(said)),
    )


@dataclass(frozen=True)
class Ledger:
    said: Numbers
    heard: Numbers
    told_on: Numbers

    def faults(self) -> Faults:
        found = Faults()
        for queue in self.said.keys() | self.heard.keys() | self.told_on.keys():
            said = self.said.get(queue, [])
            found += compared(said, self.heard.get(queue, [])) + compared(said, self.told_on.get(queue, []))
        return found

    @property
    def numbers(self) -> int:
        return sum(len(numbers) for numbers in self.said.values())


async def numbers_in(database: str, table: str, prefix: str) -> Numbers:
    """Of the queues whose names begin so."""
    order = "id" if table == "heard" else "n"
    rows = await asked(
        database, f"SELECT queue, n FROM {table} WHERE starts_with(queue, $1) ORDER BY {order}", prefix
    )
    found: Numbers = defaultdict(list)
    for queue, n in rows:
        found[queue].append(n)
    return dict(found)


async def asked(database: str, sql: str, *parameters: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(database)
    try:
        return list(await connection.fetch(sql, *parameters))
    finally:
        await connection.close()


async def told_on(bus: Bus, queues: Iterable[str]) -> Numbers:
    """What any consumer of the consumer sees: the topic to its end, each event id once."""
    names = {str(story_of(queue)): queue for queue in queues}
    group, topic = f"ledger-{uuid4().hex}", AnnouncementDelivered.STREAM.name
    found: Numbers = defaultdict(list)
    known = set()
    async with bus.subscribe(group=group, topics=[topic], member="ledger") as member:
        while True:
            lag = await bus.lag(group)
            if lag and not any(lag.values()):
                return dict(found)
            try:
                async with asyncio.timeout(0.5):
                    records = await member.take(max_records=1000, linger_s=0)
            except TimeoutError:
                continue
            await member.commit(records)
            for record in records:
                envelope = codec.from_kafka(record.key, record.value, record.headers)
                event = envelope.event()
                if envelope.id in known or envelope.partitionkey not in names:
                    continue
                known.add(envelope.id)
                assert isinstance(event, AnnouncementDelivered)
                found[names[envelope.partitionkey]].append(event.campaign_version)
