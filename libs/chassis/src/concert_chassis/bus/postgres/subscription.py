"""One member reading: its partitions in turn, each from where the group has come to."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self

import asyncpg

from concert_chassis.bus.header_text import headers_from_text
from concert_chassis.bus.postgres.membership import BEAT_S, Given, Membership
from concert_chassis.bus.postgres.session import Sessions
from concert_chassis.bus.postgres.sharing import Place
from concert_chassis.bus.postgres.wake import WITHOUT_NEWS_S, Waking
from concert_chassis.bus.protocol import BusUnavailable, Fenced, Record

DRAIN_S = 2.0
"""So long a partition that shall go to another member waits for the batch in hand to be committed."""

# The first partition in turn that has something, and what it has, in one round trip.
_NEXT = """
WITH next AS (
    SELECT held.topic, held.partition, greatest(held.position, p.first_offset) AS position
    FROM unnest($1::text[], $2::integer[], $3::bigint[]) WITH ORDINALITY AS held (topic, partition, position, turn)
    JOIN bus_partition p ON p.topic = held.topic AND p.partition = held.partition
    WHERE p.next_offset > greatest(held.position, p.first_offset) ORDER BY held.turn LIMIT 1
)
SELECT r.topic, r.partition, r."offset", r.key, r.value, r.headers, r.at
FROM next CROSS JOIN LATERAL (
    SELECT * FROM bus_record b
    WHERE b.topic = next.topic AND b.partition = next.partition AND b."offset" >= next.position
    ORDER BY b."offset" LIMIT $4
) AS r
"""
READ = """
SELECT topic, partition, "offset", key, value, headers, at FROM bus_record
WHERE topic = $1 AND partition = $2 AND "offset" >= $3 ORDER BY "offset" LIMIT $4
"""


@dataclass(slots=True, eq=False)
class _Held:
    """`position` is the next offset to take, `committed` the first that is not done."""

    epoch: int
    position: int
    committed: int
    leaves_at: float | None = None


class PostgresSubscription:
    def __init__(
        self, sessions: Sessions, waking: Waking, membership: Membership, *, group: str, topics: Sequence[str]
    ) -> None:
        self._sessions = sessions
        self._waking = waking
        self._membership = membership
        self._group_name = f"group:{group}"
        self._topics = topics
        self._held: dict[Place, _Held] = {}
        self._news = asyncio.Event()
        self._regrouped = asyncio.Event()
        self._beating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._news = self._waking.listen(self._topics)
        self._regrouped = self._waking.listen([self._group_name])
        async with self._sessions.one() as connection:
            self._accept(await self._membership.agree(connection))
        self._waking.tell([self._group_name])
        self._beating = asyncio.create_task(self._beat())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
        self._waking.forget(self._news)
        self._waking.forget(self._regrouped)
        self._held.clear()
        with suppress(BusUnavailable):
            await self._membership.leave()
            self._waking.tell([self._group_name])

    async def take(self, *, max_records: int, linger_s: float) -> Sequence[Record]:
        while True:
            self._news.clear()
            records = await self._next(max_records)
            if records and linger_s and len(records) < max_records:
                await asyncio.sleep(linger_s)
                records = await self._next(max_records)
            if records and self._advance(records):
                return records
            if not records:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), WITHOUT_NEWS_S)

    async def _next(self, max_records: int) -> list[Record]:
        readable = [(place, held.position) for place, held in self._held.items() if held.leaves_at is None]
        if not readable:
            return []
        topics, partitions = [place[0] for place, _ in readable], [place[1] for place, _ in readable]
        async with self._sessions.one() as connection:
            rows = await connection.fetch(
                _NEXT, topics, partitions, [position for _, position in readable], max_records
            )
        return [record_of(row) for row in rows]

    def _advance(self, records: Sequence[Record]) -> bool:
        """False if the partition went to another member, or was given anew, while it was read."""
        place = (records[0].topic, records[0].partition)
        held = self._held.get(place)
        if held is None or held.leaves_at is not None or held.position > records[0].offset:
            return False
        # Put back at the end: the other partitions have their turn first.
        self._held[place] = self._held.pop(place)
        held.position = records[-1].offset + 1
        return True

    async def commit(self, records: Sequence[Record]) -> None:
        done = {(record.topic, record.partition): record.offset + 1 for record in records}
        for place, offset in done.items():
            held = self._held.get(place)
            if held is None or offset > held.position:
                raise Fenced(f"{place[0]}[{place[1]}] belongs to another member")
            if not await self._membership.commit(place, held.epoch, offset):
                self._held.pop(place, None)
                raise Fenced(f"{place[0]}[{place[1]}] belongs to another member")
            held.committed = max(held.committed, offset)
            if held.leaves_at is not None:
                self._regrouped.set()

    async def _beat(self) -> None:
        """While the database is away nothing is lost but the lease."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._regrouped.wait(), BEAT_S)
            self._regrouped.clear()
            with suppress(BusUnavailable):
                given = await self._membership.beat()
                if given is not None:
                    self._accept(given)
                await self._let_go()

    def _accept(self, given: dict[Place, Given]) -> None:
        for place in [place for place in self._held if place not in given]:
            del self._held[place]
        for place, now in given.items():
            held = self._held.get(place)
            if held is None or held.epoch != now.epoch:
                held = self._held[place] = _Held(now.epoch, now.committed, now.committed)
                self._news.set()
            if not now.to_others:
                held.leaves_at = None
            elif held.leaves_at is None:
                held.leaves_at = monotonic() + DRAIN_S

    async def _let_go(self) -> None:
        for place, held in list(self._held.items()):
            if held.leaves_at is None:
                continue
            if held.committed >= held.position or monotonic() >= held.leaves_at:
                self._held.pop(place, None)
                await self._membership.give_back(place, held.epoch)
                self._waking.tell([self._group_name])


def record_of(row: asyncpg.Record) -> Record:
    return Record(row[0], row[1], row[2], row[3], row[4], headers_from_text(row[5]), row[6])
