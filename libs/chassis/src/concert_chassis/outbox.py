"""Events become outbox rows in the transaction whose state they tell of, numbered per key, set-based."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zlib import crc32

import asyncpg
from concert_contracts import canonical
from concert_contracts.envelope import Envelope

from concert_chassis.bus.header_text import headers_text
from concert_chassis.bus.protocol import Headers, Outgoing

SLOTS = 2**15

_NUMBER = """
INSERT INTO aggregate_sequence AS kept (topic, key, last)
SELECT said.topic, said.key, said.events
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS said (topic, key, events)
ON CONFLICT (topic, key) DO UPDATE SET last = kept.last + excluded.last
RETURNING last
"""
_WRITE = """
INSERT INTO outbox (recorded_at, slot, topic, key, sequence, event_id, headers, value)
SELECT $1, said.slot, said.topic, said.key, said.sequence, said.event_id, said.headers, said.value
FROM unnest($2::smallint[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], $8::bytea[])
    AS said (slot, topic, key, sequence, event_id, headers, value)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One committed event on its way to the bus; `sequence` counts the events of (topic, key) from 1."""

    id: int
    slot: int
    topic: str
    key: str
    sequence: int
    recorded_at: datetime
    headers: Headers
    value: bytes

    def outgoing(self) -> Outgoing:
        return Outgoing(self.topic, self.key.encode(), self.value, self.headers)


class Handover(Protocol):
    """Takes committed rows to the bus without asking the database for them again."""

    def hand_over(self, rows: Sequence[OutboxRow]) -> None: ...


@dataclass(frozen=True, slots=True)
class Said:
    """An event as a transaction holds it until it commits. `counted` is False when its sender numbers it."""

    topic: str
    envelope: Envelope
    counted: bool


def slot_of(key: str) -> int:
    """0..32767, the same in every process and version: shards are ranges of it."""
    return crc32(key.encode()) % SLOTS


async def write(connection: asyncpg.Connection, said: Sequence[Said], *, now: datetime) -> list[OutboxRow]:
    """Draws the sequences (locked until the commit, which keeps the order) and writes the rows."""
    numbers = await _numbers(connection, said)
    topics = [item.topic for item in said]
    encoded = [_encoded(item, number) for item, number in zip(said, numbers, strict=True)]
    keys = [item.envelope.partitionkey for item in said]
    slots = [slot_of(key) for key in keys]
    ids = await connection.fetch(
        _WRITE,
        now,
        slots,
        topics,
        keys,
        numbers,
        [item.envelope.id for item in said],
        [headers_text(headers) for _, headers in encoded],
        [value for value, _ in encoded],
    )
    return [
        OutboxRow(drawn[0], slot, topic, key, number, now, headers, value)
        for drawn, slot, topic, key, number, (value, headers) in zip(
            ids, slots, topics, keys, numbers, encoded, strict=True
        )
    ]


async def _numbers(connection: asyncpg.Connection, said: Sequence[Said]) -> list[int]:
    """The aggregates are locked in one order everywhere, so that no two transactions wait for each other."""
    counts = Counter((item.topic, item.envelope.partitionkey) for item in said)
    keys = sorted(counts)
    drawn = await connection.fetch(
        _NUMBER, [topic for topic, _ in keys], [key for _, key in keys], [counts[key] for key in keys]
    )
    used = {key: row[0] - counts[key] for key, row in zip(keys, drawn, strict=True)}
    numbers = []
    for item in said:
        aggregate = (item.topic, item.envelope.partitionkey)
        used[aggregate] += 1
        numbers.append(used[aggregate])
    return numbers


def _encoded(item: Said, number: int) -> tuple[bytes, Headers]:
    sequence = number if item.counted else item.envelope.sequence
    _, value, headers = canonical.write_record(item.envelope, sequence=sequence)
    return value, headers
