"""Events that cannot be handled are set aside with all later ones of their key; other keys flow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from concert_contracts.envelope import Envelope

from concert_chassis.bus.header_text import headers_from_text, headers_text
from concert_chassis.bus.protocol import Record
from concert_chassis.transaction import Transaction

LONGEST_ERROR = 4000

_PARKED_AMONG = """
SELECT key FROM parked_key WHERE topic = $1 AND key = ANY($2::text[]) ORDER BY key FOR SHARE
"""
_PARK_KEY = """
INSERT INTO parked_key (topic, key, attempts, next_attempt_at, error, parked_at)
VALUES ($1, $2, 1, $3, $4, $5)
ON CONFLICT (topic, key) DO NOTHING
"""
_PARK_EVENT = """
INSERT INTO parked_event (topic, key, partition, "offset", record_at, event_id, event_type, record_key,
    headers, value, parked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (topic, partition, "offset") DO NOTHING
"""
_LOCK_KEY = "SELECT attempts, next_attempt_at FROM parked_key WHERE topic = $1 AND key = $2 FOR UPDATE"
_DUE = "SELECT topic, key FROM parked_key WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT 100"
_OUTLOOK = "SELECT count(*) FILTER (WHERE next_attempt_at IS NULL), min(next_attempt_at) FROM parked_key"
_EVENTS = """
SELECT id, topic, key, partition, "offset", record_at, event_id, event_type, record_key, headers, value,
    edited, parked_at
FROM parked_event WHERE topic = $1 AND key = $2 ORDER BY id LIMIT $3
"""
_RELEASE = "DELETE FROM parked_event WHERE id = ANY($1::bigint[])"
_RELEASE_KEY = """
DELETE FROM parked_key WHERE topic = $1 AND key = $2
    AND NOT EXISTS (SELECT 1 FROM parked_event WHERE topic = $1 AND key = $2)
"""
_FAILED_AGAIN = """
UPDATE parked_key SET attempts = $3, next_attempt_at = $4, error = $5 WHERE topic = $1 AND key = $2
"""
_AUDIT = """
INSERT INTO parking_audit (at, actor, action, topic, key, parked_event_id, event_id, before, after, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """A record as it came (or as it was edited), waiting behind those of its key with a lower id."""

    id: int
    topic: str
    key: str
    event_id: UUID | None
    event_type: str | None
    record: Record
    edited: bool
    parked_at: datetime


def key_of(record: Record, envelope: Envelope | None) -> str:
    """What orders a record: its partition key, else its raw key, else nothing but its own place."""
    if envelope is not None:
        return envelope.partitionkey
    if record.key is None:
        return f"{record.partition}/{record.offset}"
    return record.key.decode(errors="backslashreplace").replace("\x00", "\\x00")


async def parked_among(tx: Transaction, topic: str, keys: Sequence[str]) -> set[str]:
    """Those of the keys that are set aside; they stay so until this transaction ends."""
    return {row[0] for row in await (await tx.raw()).fetch(_PARKED_AMONG, topic, keys)}


async def set_aside(
    tx: Transaction,
    record: Record,
    envelope: Envelope | None,
    *,
    error: str,
    next_attempt_at: datetime | None,
) -> None:
    """The key with its first event. The caller has marked the event as handled."""
    key = key_of(record, envelope)
    raw = await tx.raw()
    said = error.replace("\x00", "\\x00")[:LONGEST_ERROR]
    await raw.execute(_PARK_KEY, record.topic, key, next_attempt_at, said, tx.now)
    await follow(tx, [(record, envelope)])


async def follow(tx: Transaction, behind: Sequence[tuple[Record, Envelope | None]]) -> None:
    """Later records of keys that are set aside, in order."""
    rows = [
        (
            record.topic,
            key_of(record, envelope),
            record.partition,
            record.offset,
            record.at,
            envelope.id if envelope else None,
            envelope.type if envelope else None,
            record.key,
            headers_text(record.headers),
            record.value,
            tx.now,
        )
        for record, envelope in behind
    ]
    await (await tx.raw()).executemany(_PARK_EVENT, rows)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a key was tried, and when it is tried again by itself; None when a person must look."""

    count: int
    next_at: datetime | None


async def lock_key(tx: Transaction, topic: str, key: str) -> Attempts | None:
    """None if the key is not set aside; else nobody else touches it until the transaction ends."""
    row = await (await tx.raw()).fetchrow(_LOCK_KEY, topic, key)
    return Attempts(row[0], row[1]) if row else None


async def due_keys(tx: Transaction) -> list[tuple[str, str]]:
    """(topic, key) of those that are to be tried again by now."""
    return [(row[0], row[1]) for row in await (await tx.raw()).fetch(_DUE, tx.now)]


async def outlook(tx: Transaction) -> tuple[int, datetime | None]:
    """How many keys wait for a person, and when the next of the others is tried again."""
    row = await (await tx.raw()).fetchrow(_OUTLOOK)
    return row[0], row[1]


async def events_of(tx: Transaction, topic: str, key: str, *, limit: int) -> list[ParkedEvent]:
    """The oldest ones, in order."""
    rows = await (await tx.raw()).fetch(_EVENTS, topic, key, limit)
    return [parked_event(row) for row in rows]


def parked_event(row: asyncpg.Record) -> ParkedEvent:
    return ParkedEvent(
        id=row[0],
        topic=row[1],
        key=row[2],
        event_id=row[6],
        event_type=row[7],
        record=Record(row[1], row[3], row[4], row[8], row[10], headers_from_text(row[9]), row[5]),
        edited=row[11],
        parked_at=row[12],
    )


async def release(tx: Transaction, topic: str, key: str, events: Sequence[ParkedEvent]) -> bool:
    """Takes handled events out; True if the key flows again because none is left."""
    raw = await tx.raw()
    await raw.execute(_RELEASE, [event.id for event in events])
    return bool(await raw.execute(_RELEASE_KEY, topic, key) == "DELETE 1")


async def failed_again(
    tx: Transaction, topic: str, key: str, *, attempts: int, next_attempt_at: datetime | None, error: str
) -> None:
    said = error.replace("\x00", "\\x00")[:LONGEST_ERROR]
    await (await tx.raw()).execute(_FAILED_AGAIN, topic, key, attempts, next_attempt_at, said)


async def audit(
    tx: Transaction,
    action: str,
    *,
    topic: str,
    key: str,
    event: ParkedEvent | None = None,
    before: bytes | None = None,
    after: bytes | None = None,
    note: str = "",
) -> None:
    await (await tx.raw()).execute(
        _AUDIT,
        tx.now,
        tx.actor,
        action,
        topic,
        key,
        event.id if event else None,
        event.event_id if event else None,
        before,
        after,
        note,
    )
