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

_ENDS = "SELECT topic, partition, next_offset FROM bus_partition WHERE topic = ANY($1::text[])"
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
        self._topics = list(topics)
        self._held: dict[Place, _Held] = {}
        self._ends: dict[Place, int] = {}
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
            place = await self._place_with_records()
            if linger_s:
                await asyncio.sleep(linger_s)
            held = self._held.get(place)
            if held is None:
                continue
            async with self._sessions.one() as connection:
                rows = await connection.fetch(READ, *place, held.position, max_records)
            if self._held.get(place) is not held:
                continue
            # Put back at the end: the other partitions have their turn first.
            self._held[place] = self._held.pop(place)
            held.position = rows[-1][2] + 1 if rows else self._ends[place]
            if rows:
                return [record_of(row) for row in rows]

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

    async def _place_with_records(self) -> Place:
        while True:
            place = self._known_place()
            if place is not None:
                return place
            self._news.clear()
            async with self._sessions.one() as connection:
                ends = await connection.fetch(_ENDS, self._topics)
            self._ends = {(row[0], row[1]): row[2] for row in ends}
            if self._known_place() is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), WITHOUT_NEWS_S)

    def _known_place(self) -> Place | None:
        for place, held in self._held.items():
            if held.leaves_at is None and held.position < self._ends.get(place, 0):
                return place
        return None

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
