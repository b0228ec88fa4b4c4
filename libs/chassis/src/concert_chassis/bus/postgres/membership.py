"""A group's members agree on who reads what; one that is silent for a lease has left."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg

from concert_chassis.bus.postgres.session import Sessions
from concert_chassis.bus.postgres.sharing import Member, Place, shared

LEASE = "5 seconds"
BEAT_S = 1.0

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended($1, 7))"
_BEAT = f"""
UPDATE bus_member SET seen_at = clock_timestamp()
WHERE group_name = $1 AND member = $2 AND incarnation = $3 AND seen_at > clock_timestamp() - interval '{LEASE}'
RETURNING
    (SELECT array_agg(incarnation ORDER BY incarnation) FROM bus_member
        WHERE group_name = $1 AND seen_at > clock_timestamp() - interval '{LEASE}'),
    (SELECT count(*) FROM bus_offset WHERE group_name = $1 AND topic = ANY($4::text[]) AND owner IS NULL),
    (SELECT count(*) FROM bus_partition WHERE topic = ANY($4::text[]))
"""  # noqa: S608 - a constant of ours
_FORGET_THE_DEAD = f"""
DELETE FROM bus_member WHERE group_name = $1
    AND (seen_at <= clock_timestamp() - interval '{LEASE}' OR (member = $2 AND incarnation <> $3))
"""  # noqa: S608 - a constant of ours
_JOIN = """
INSERT INTO bus_member (group_name, member, incarnation, topics, seen_at)
VALUES ($1, $2, $3, $4, clock_timestamp())
ON CONFLICT (group_name, member) DO UPDATE SET seen_at = excluded.seen_at
"""
_MEMBERS = "SELECT incarnation, topics FROM bus_member WHERE group_name = $1 ORDER BY incarnation"
_KNOW_PLACES = """
INSERT INTO bus_offset (group_name, topic, partition, committed)
SELECT $1, topic, partition, first_offset FROM bus_partition WHERE topic = ANY($2::text[])
ON CONFLICT DO NOTHING
"""
_PLACES = """
SELECT topic, partition, owner, epoch, committed FROM bus_offset WHERE group_name = $1 FOR UPDATE
"""
_CLAIM = """
UPDATE bus_offset SET owner = $4, epoch = epoch + 1
WHERE group_name = $1 AND topic = $2 AND partition = $3 RETURNING epoch
"""
_GIVE_BACK = """
UPDATE bus_offset SET owner = NULL
WHERE group_name = $1 AND topic = $2 AND partition = $3 AND owner = $4 AND epoch = $5
"""
_COMMIT = """
UPDATE bus_offset SET committed = greatest(committed, $6)
WHERE group_name = $1 AND topic = $2 AND partition = $3 AND owner = $4 AND epoch = $5 RETURNING 1
"""
_LEAVE = """
WITH gone AS (DELETE FROM bus_member WHERE group_name = $1 AND incarnation = $2)
UPDATE bus_offset SET owner = NULL WHERE group_name = $1 AND owner = $2
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A partition in a member's hands: who reads on from `committed`, in which epoch, and whether it shall go."""

    epoch: int
    committed: int
    to_others: bool


class Membership:
    """One member's side of the agreement; the group's lock makes the sides take turns."""

    def __init__(self, sessions: Sessions, *, group: str, member: str, topics: Collection[str]) -> None:
        self._sessions = sessions
        self._group = group
        self._member = member
        self._topics = sorted(topics)
        self._me = uuid4()
        self._known: tuple[list[UUID], int] | None = None

    async def beat(self) -> dict[Place, Given] | None:
        """Says that this member lives; None if nothing has changed since the last agreement."""
        async with self._sessions.one() as connection:
            row = await connection.fetchrow(_BEAT, self._group, self._member, self._me, self._topics)
            if row is not None and not row[1] and (row[0], row[2]) == self._known:
                return None
            return await self.agree(connection)

    async def agree(self, connection: asyncpg.Connection) -> dict[Place, Given]:
        """Everything that is this member's now, after it took what is free and due to it."""
        async with connection.transaction():
            await connection.execute(_ALONE, self._group)
            await connection.execute(_FORGET_THE_DEAD, self._group, self._member, self._me)
            await connection.execute(_JOIN, self._group, self._member, self._me, self._topics)
            await connection.execute(_KNOW_PLACES, self._group, self._topics)
            members = [
                Member(row[0], frozenset(row[1])) for row in await connection.fetch(_MEMBERS, self._group)
            ]
            rows = await connection.fetch(_PLACES, self._group)
            target = shared({(row[0], row[1]): row[2] for row in rows}, members)
            live = {member.incarnation for member in members}
            mine: dict[Place, Given] = {}
            for topic, partition, owner, epoch, committed in rows:
                wanted = target.get((topic, partition))
                if owner == self._me:
                    mine[topic, partition] = Given(epoch, committed, wanted != self._me)
                elif wanted == self._me and owner not in live:
                    epoch = await connection.fetchval(_CLAIM, self._group, topic, partition, self._me)
                    mine[topic, partition] = Given(epoch, committed, to_others=False)
        of_topics = sum(1 for row in rows if row[0] in self._topics)
        self._known = (sorted(live), of_topics)
        return mine

    async def give_back(self, place: Place, epoch: int) -> None:
        async with self._sessions.one() as connection:
            await connection.execute(_GIVE_BACK, self._group, *place, self._me, epoch)

    async def commit(self, place: Place, epoch: int, offset: int) -> bool:
        """False if the partition is another's by now."""
        async with self._sessions.one() as connection:
            stored = await connection.fetchval(_COMMIT, self._group, *place, self._me, epoch, offset)
        return stored is not None

    async def leave(self) -> None:
        async with self._sessions.one() as connection:
            await connection.execute(_LEAVE, self._group, self._me)
