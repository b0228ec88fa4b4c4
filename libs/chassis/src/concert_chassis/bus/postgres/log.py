"""The log itself: publishing, reading along, and forgetting what is older than a topic keeps."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from zlib import crc32

from concert_contracts.streams import Stream

from concert_chassis.bus.header_text import headers_text
from concert_chassis.bus.postgres.membership import Membership
from concert_chassis.bus.postgres.schema import make_schema, make_topics
from concert_chassis.bus.postgres.session import Sessions
from concert_chassis.bus.postgres.sharing import Place
from concert_chassis.bus.postgres.subscription import READ, PostgresSubscription, record_of
from concert_chassis.bus.postgres.wake import WITHOUT_NEWS_S, Waking
from concert_chassis.bus.protocol import BusUnavailable, Outgoing, Record, RecordRefused
from concert_chassis.clock import Clock

LARGEST_RECORD_BYTES = 1024 * 1024
FORGET_EVERY_S = 3600.0
FORGET_AT_ONCE = 10_000
_TAIL_AT_ONCE = 500

_PUBLISH = "SELECT bus_publish($1, $2, $3, $4, $5, $6)"
_STARTS = """
SELECT p.topic, p.partition, CASE WHEN $2::timestamptz IS NULL THEN p.next_offset ELSE coalesce(
    (SELECT min(r."offset") FROM bus_record r WHERE r.topic = p.topic AND r.partition = p.partition AND r.at >= $2),
    p.next_offset) END
FROM bus_partition p WHERE p.topic = ANY($1::text[])
"""
_LAG = """
SELECT o.topic, o.partition, p.next_offset - o.committed
FROM bus_offset o JOIN bus_partition p USING (topic, partition) WHERE o.group_name = $1
"""
_FORGET = """
WITH old AS (
    SELECT r.topic, r.partition, r."offset" FROM bus_record r
    WHERE r.topic = $1 AND r.at < $2::timestamptz - (SELECT retention FROM bus_topic WHERE topic = $1)
    ORDER BY r.partition, r."offset" LIMIT $3
), gone AS (
    DELETE FROM bus_record r USING old
    WHERE r.topic = $1 AND r.partition = old.partition AND r."offset" = old."offset"
    RETURNING r.partition, r."offset"
), raised AS (
    UPDATE bus_partition p SET first_offset = greatest(p.first_offset, last.number + 1)
    FROM (SELECT partition, max("offset") AS number FROM gone GROUP BY partition) AS last
    WHERE p.topic = $1 AND p.partition = last.partition
)
SELECT count(*) FROM gone
"""


class PostgresBus:
    """`url` names a database that belongs to the bus alone."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        self._durable = Sessions(url, durable=True)
        self._quick = Sessions(url, durable=False)
        self._waking = Waking(self._quick)
        self._partitions: dict[str, int] = {}
        self._forgetting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._durable.open()
        await self._quick.open()
        async with self._durable.one() as connection:
            await make_schema(connection)
        self._waking.start()
        if self._forgetting is None:
            self._forgetting = asyncio.create_task(self._forget_now_and_then())

    async def close(self) -> None:
        task, self._forgetting = self._forgetting, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._waking.stop()
        await self._durable.close()
        await self._quick.close()

    async def check(self) -> None:
        async with self._quick.one() as connection:
            await connection.fetchval("SELECT 1")

    async def ensure_topics(self, streams: Iterable[Stream]) -> None:
        async with self._durable.one() as connection:
            await make_topics(connection, streams)

    async def publish(self, records: Sequence[Outgoing]) -> None:
        if not records:
            return
        places = await self._places_of(records)
        async with self._durable.one() as connection:
            await connection.execute(
                _PUBLISH,
                [topic for topic, _ in places],
                [partition for _, partition in places],
                [record.key for record in records],
                [record.value for record in records],
                [headers_text(record.headers) for record in records],
                self._clock.now(),
            )
        self._waking.tell({topic for topic, _ in places})

    def subscribe(self, *, group: str, topics: Collection[str], member: str) -> PostgresSubscription:
        membership = Membership(self._quick, group=group, member=member, topics=topics)
        return PostgresSubscription(self._quick, self._waking, membership, group=group, topics=sorted(topics))

    async def tail(self, topics: Collection[str], *, since: datetime | None) -> AsyncIterator[Record]:
        news = self._waking.listen(topics)
        try:
            async with self._quick.one() as connection:
                rows = await connection.fetch(_STARTS, sorted(topics), since)
            positions = {(row[0], row[1]): row[2] for row in rows}
            while True:
                news.clear()
                found = False
                for place in positions:
                    for record in await self._read(place, positions[place]):
                        positions[place] = record.offset + 1
                        found = True
                        yield record
                if not found:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), WITHOUT_NEWS_S)
        finally:
            self._waking.forget(news)

    async def lag(self, group: str) -> dict[Place, int]:
        async with self._quick.one() as connection:
            rows = await connection.fetch(_LAG, group)
        return {(row[0], row[1]): row[2] for row in rows}

    async def _read(self, place: Place, position: int) -> list[Record]:
        async with self._quick.one() as connection:
            return [record_of(row) for row in await connection.fetch(READ, *place, position, _TAIL_AT_ONCE)]

    async def _places_of(self, records: Sequence[Outgoing]) -> list[Place]:
        """Refuses before anything is stored, so that nothing passes a refused record."""
        if any(record.topic not in self._partitions for record in records):
            async with self._quick.one() as connection:
                rows = await connection.fetch("SELECT topic, partitions FROM bus_topic")
            self._partitions = {row[0]: row[1] for row in rows}
        return [self._place_of(record) for record in records]

    def _place_of(self, record: Outgoing) -> Place:
        partitions = self._partitions.get(record.topic)
        if partitions is None:
            raise RecordRefused(f"there is no topic {record.topic!r}", record)
        if len(record.value) > LARGEST_RECORD_BYTES:
            raise RecordRefused(f"{len(record.value)} bytes are more than a record may have", record)
        return record.topic, crc32(record.key) % partitions

    async def _forget_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(FORGET_EVERY_S)
            with suppress(BusUnavailable):
                await self.forget_old()

    async def forget_old(self) -> None:
        """Deletes what is older than its topic keeps, a little at a time."""
        async with self._quick.one() as connection:
            for row in await connection.fetch("SELECT topic FROM bus_topic"):
                forgotten = FORGET_AT_ONCE
                while forgotten == FORGET_AT_ONCE:
                    forgotten = await connection.fetchval(_FORGET, row[0], self._clock.now(), FORGET_AT_ONCE)
