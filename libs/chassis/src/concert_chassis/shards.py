"""Which part of the outbox this process publishes: each shard has one writer, while its session lives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from concert_chassis.liveness import PAUSED_FOR_S
from concert_chassis.transaction import driver_connection

_RELAY = 0x6F757462
"""The class of our advisory locks; it spells `outb`. Number 0 counts the members, n + 1 is shard n."""


_COUNT_MEMBERS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = 0
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Shards:
    """The shards held by one database session. `refresh` every few seconds is the session's heartbeat."""

    def __init__(self, session: asyncpg.Connection, count: int) -> None:
        self._session = session
        self._count = count
        self.held: frozenset[int] = frozenset()

    def of(self, slot: int) -> int:
        return slot % self._count

    async def refresh(self) -> bool:
        """Takes up to a fair share, gives back what is more; True if a shard came in.

        Call it while nothing is being published.
        """
        members = await self._session.fetchval(_COUNT_MEMBERS, _RELAY)
        share = -(-self._count // max(members, 1))
        kept = set(self.held)
        for shard in sorted(kept)[share:]:
            await self._session.execute("SELECT pg_advisory_unlock($1, $2)", _RELAY, shard + 1)
            kept.discard(shard)
        before = len(kept)
        for shard in range(self._count):
            if len(kept) >= share:
                break
            if shard not in kept and await self._taken(shard):
                kept.add(shard)
        self.held = frozenset(kept)
        return len(kept) > before

    async def _taken(self, shard: int) -> bool:
        return bool(await self._session.fetchval("SELECT pg_try_advisory_lock($1, $2)", _RELAY, shard + 1))


@asynccontextmanager
async def shards_of(engine: AsyncEngine, count: int) -> AsyncIterator[Shards]:
    """A session of its own, thrown away at the end: whatever it held is free at once."""
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        session = await driver_connection(connection)
        try:
            await session.execute(f"SET idle_session_timeout = '{PAUSED_FOR_S}s'")
            await session.execute("SELECT pg_advisory_lock_shared($1, 0)", _RELAY)
            yield Shards(session, count)
        finally:
            await connection.invalidate()
