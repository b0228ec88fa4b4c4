"""The bus of tests: the same promises inside one process, with nothing kept when it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self
from zlib import crc32

from concert_contracts.streams import Stream

from concert_chassis.bus.protocol import BusUnavailable, Fenced, Outgoing, Record, RecordRefused
from concert_chassis.clock import Clock

Place = tuple[str, int]
"""(topic, partition)"""

LARGEST_RECORD_BYTES = 1024 * 1024


class _Group:
    """Who of the members has which partition; each change of hands raises the partition's epoch."""

    def __init__(self) -> None:
        self.members: list[MemorySubscription] = []
        self.committed: dict[Place, int] = {}
        self.owners: dict[Place, tuple[MemorySubscription, int]] = {}

    def rebalance(self, places: Collection[Place]) -> None:
        for place in sorted(places):
            wanting = [member for member in self.members if place[0] in member.topics]
            if not wanting:
                self.owners.pop(place, None)
                continue
            wanted = wanting[place[1] % len(wanting)]
            owner, epoch = self.owners.get(place, (None, 0))
            if owner is not wanted:
                self.owners[place] = (wanted, epoch + 1)
                wanted.given(place, self.committed.get(place, 0), epoch + 1)


class MemoryBus:
    """`partitions` overrides how many each topic gets; `available` is taken away by tests of outages."""

    def __init__(self, clock: Clock, *, partitions: int | None = None) -> None:
        self._clock = clock
        self._partitions = partitions
        self._logs: dict[Place, list[Record]] = {}
        self._counts: dict[str, int] = {}
        self._groups: dict[str, _Group] = {}
        self._changed = asyncio.Condition()
        self.available = True

    async def start(self) -> None:
        await self.check()

    async def close(self) -> None:
        return None

    async def check(self) -> None:
        if not self.available:
            raise BusUnavailable("the bus in memory was told to be away")

    async def ensure_topics(self, streams: Iterable[Stream]) -> None:
        await self.check()
        for stream in streams:
            if stream.name not in self._counts:
                self._counts[stream.name] = self._partitions or stream.partitions
                for number in range(self._counts[stream.name]):
                    self._logs[stream.name, number] = []
        for group in self._groups.values():
            group.rebalance(self._logs)
        await self.tell()

    async def publish(self, records: Sequence[Outgoing]) -> None:
        await self.check()
        for record in records:
            place = self.place_of(record)
            log = self._logs[place]
            log.append(Record(*place, len(log), record.key, record.value, record.headers, self._clock.now()))
        await self.tell()

    async def let_go(self) -> bool:
        """Gives what was held back, once all is quiet, and says whether there was anything: here never.

        A bus for stories about late deliveries holds records back in `publish` and gives them here.
        """
        return False

    def place_of(self, record: Outgoing) -> Place:
        if record.topic not in self._counts:
            raise RecordRefused(f"there is no topic {record.topic!r}", record)
        if len(record.value) > LARGEST_RECORD_BYTES:
            raise RecordRefused(f"{len(record.value)} bytes are more than a record may have", record)
        return record.topic, crc32(record.key) % self._counts[record.topic]

    def subscribe(self, *, group: str, topics: Collection[str], member: str) -> "MemorySubscription":
        return MemorySubscription(self, group, frozenset(topics), member)

    async def tail(self, topics: Collection[str], *, since: datetime | None) -> AsyncIterator[Record]:
        read = {place: len(log) if since is None else 0 for place, log in self._logs.items()}
        while True:
            fresh = [
                record
                for place, log in self._logs.items()
                if place[0] in topics
                for record in log[read.get(place, 0) :]
            ]
            for record in fresh:
                read[record.topic, record.partition] = record.offset + 1
                if since is None or record.at >= since:
                    yield record
            if not fresh:
                await self.until(
                    lambda: any(
                        len(log) > read.get(place, 0)
                        for place, log in self._logs.items()
                        if place[0] in topics
                    )
                )

    async def lag(self, group: str) -> dict[Place, int]:
        await self.check()
        known = self._group(group)
        return {place: len(self._logs[place]) - done for place, done in known.committed.items()}

    def records(self, topic: str) -> list[Record]:
        """Everything ever published to the topic, partition by partition: for assertions."""
        return [record for place, log in sorted(self._logs.items()) if place[0] == topic for record in log]

    async def join(self, group: str, member: "MemorySubscription") -> None:
        known = self._group(group)
        known.members.append(member)
        for place in self._logs:
            if place[0] in member.topics:
                known.committed.setdefault(place, 0)
        known.rebalance(self._logs)
        await self.tell()

    async def leave(self, group: str, member: "MemorySubscription") -> None:
        known = self._group(group)
        known.members.remove(member)
        known.rebalance(self._logs)
        await self.tell()

    def owned(self, group: str, member: "MemorySubscription", place: Place, epoch: int) -> bool:
        return self._group(group).owners.get(place) == (member, epoch)

    def commit(self, group: str, place: Place, offset: int) -> None:
        known = self._group(group)
        known.committed[place] = max(offset, known.committed.get(place, 0))

    def read(self, place: Place, offset: int, limit: int) -> list[Record]:
        return self._logs[place][offset : offset + limit]

    async def until(self, true: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(true)

    @property
    def count(self) -> int:
        """Records published so far."""
        return sum(len(log) for log in self._logs.values())

    def is_read(self, group: str) -> bool:
        """Whether the group has been given partitions and has committed all that is in them."""
        done = self._group(group).committed
        return bool(done) and all(len(self._logs[place]) == offset for place, offset in done.items())

    async def until_read(self, group: str) -> None:
        await self.until(lambda: self.is_read(group))

    async def tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _group(self, name: str) -> _Group:
        return self._groups.setdefault(name, _Group())


class MemorySubscription:
    """One member; the partitions it holds are read in turn."""

    def __init__(self, bus: MemoryBus, group: str, topics: frozenset[str], member: str) -> None:
        self._bus = bus
        self._group = group
        self.topics = topics
        self.member = member
        self._positions: dict[Place, _Position] = {}

    async def __aenter__(self) -> Self:
        await self._bus.check()
        await self._bus.join(self._group, self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._positions.clear()
        await self._bus.leave(self._group, self)

    def given(self, place: Place, offset: int, epoch: int) -> None:
        self._positions[place] = _Position(offset, epoch)

    async def take(self, *, max_records: int, linger_s: float) -> Sequence[Record]:
        await self._bus.until(lambda: not self._bus.available or self._next_place() is not None)
        await self._bus.check()
        if linger_s:
            await asyncio.sleep(linger_s)
        place = self._next_place()
        if place is None:
            return await self.take(max_records=max_records, linger_s=linger_s)
        position = self._positions.pop(place)
        records = self._bus.read(place, position.offset, max_records)
        # Put back at the end: the other partitions have their turn first.
        self._positions[place] = _Position(position.offset + len(records), position.epoch)
        return records

    async def commit(self, records: Sequence[Record]) -> None:
        await self._bus.check()
        done = {(record.topic, record.partition): record.offset + 1 for record in records}
        for place, offset in done.items():
            position = self._positions.get(place)
            if position is None or offset > position.offset or not self._owned(place, position):
                raise Fenced(f"{place[0]}[{place[1]}] belongs to another member")
            self._bus.commit(self._group, place, offset)
        await self._bus.tell()

    def _next_place(self) -> Place | None:
        for place, position in self._positions.items():
            if self._owned(place, position) and self._bus.read(place, position.offset, 1):
                return place
        return None

    def _owned(self, place: Place, position: "_Position") -> bool:
        return self._bus.owned(self._group, self, place, position.epoch)


@dataclass(frozen=True, slots=True)
class _Position:
    """The next offset to take, and the epoch in which the partition was given."""

    offset: int
    epoch: int
