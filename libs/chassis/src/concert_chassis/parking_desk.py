"""What a person does about parked events: look, edit, discard; each act is written down with who did it and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from concert_contracts import codec
from concert_contracts.refusal import Refusal

from concert_chassis import parking
from concert_chassis.bus.protocol import Record
from concert_chassis.parking import ParkedEvent
from concert_chassis.transaction import Transaction

_KEYS = """
SELECT k.topic, k.key, k.attempts, k.next_attempt_at, k.error, k.parked_at,
    (SELECT count(*) FROM parked_event e WHERE e.topic = k.topic AND e.key = k.key)
FROM parked_key k WHERE ($1::text IS NULL OR (k.topic, k.key) > ($1, $2)) ORDER BY k.topic, k.key LIMIT $3
"""
_EVENTS = """
SELECT id, topic, key, partition, "offset", record_at, event_id, event_type, record_key, headers, value,
    edited, parked_at
FROM parked_event WHERE topic = $1 AND key = $2 AND id > $3 ORDER BY id LIMIT $4
"""
_EVENT = """
SELECT id, topic, key, partition, "offset", record_at, event_id, event_type, record_key, headers, value,
    edited, parked_at
FROM parked_event WHERE id = $1 FOR UPDATE
"""
_EDIT = "UPDATE parked_event SET value = $2, edited = true WHERE id = $1"
_AUDIT = """
SELECT id, at, actor, action, topic, key, parked_event_id, event_id, note FROM parking_audit
WHERE ($1::text IS NULL OR topic = $1) AND ($2::text IS NULL OR key = $2) AND id < $3 ORDER BY id DESC LIMIT $4
"""


class NotParked(Refusal):
    """Nothing is parked under that name: it was replayed or discarded meanwhile."""

    code: ClassVar[str] = "not-parked"
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True)
class ParkedKey:
    """`next_attempt_at` is None when a person must look; `events` counts the first one and its followers."""

    topic: str
    key: str
    attempts: int
    next_attempt_at: datetime | None
    error: str
    parked_at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Act:
    id: int
    at: datetime
    actor: str
    action: str
    topic: str
    key: str
    parked_event_id: int | None
    event_id: UUID | None
    note: str


async def list_keys(tx: Transaction, *, after: tuple[str, str] | None, limit: int) -> list[ParkedKey]:
    topic, key = after or (None, None)
    return [ParkedKey(*row) for row in await (await tx.raw()).fetch(_KEYS, topic, key, limit)]


async def list_events(tx: Transaction, topic: str, key: str, *, after: int, limit: int) -> list[ParkedEvent]:
    rows = await (await tx.raw()).fetch(_EVENTS, topic, key, after, limit)
    return [parking.parked_event(row) for row in rows]


async def list_acts(
    tx: Transaction, *, topic: str | None, key: str | None, before: int | None, limit: int
) -> Sequence[Act]:
    """The latest first."""
    rows = await (await tx.raw()).fetch(_AUDIT, topic, key, before or 2**62, limit)
    return [Act(*row) for row in rows]


async def get_event(tx: Transaction, parked_event_id: int) -> ParkedEvent:
    """Held until the transaction ends. Raises NotParked."""
    row = await (await tx.raw()).fetchrow(_EVENT, parked_event_id)
    if row is None:
        raise NotParked(f"no event {parked_event_id} is parked")
    return parking.parked_event(row)


async def edit(tx: Transaction, parked_event_id: int, *, data: bytes, note: str) -> ParkedEvent:
    """Replaces what the event says, not who it is. Raises NotParked, or a WireRefusal if it still is no event."""
    found = await get_event(tx, parked_event_id)
    await _hold(tx, found.topic, found.key)
    codec.from_kafka(found.record.key, data, found.record.headers).event()
    await (await tx.raw()).execute(_EDIT, found.id, data)
    await parking.audit(
        tx,
        "edited",
        topic=found.topic,
        key=found.key,
        event=found,
        before=found.record.value,
        after=data,
        note=note,
    )
    return await get_event(tx, parked_event_id)


async def discard_event(tx: Transaction, parked_event_id: int, *, note: str) -> None:
    """It will never be handled; what it said stays in the audit. Raises NotParked."""
    found = await get_event(tx, parked_event_id)
    await _hold(tx, found.topic, found.key)
    await _discard(tx, [found], note=note)


async def discard_key(tx: Transaction, topic: str, key: str, *, note: str) -> int:
    """All of its events; returns how many. Later ones of the key flow again. Raises NotParked."""
    await _hold(tx, topic, key)
    discarded = 0
    while found := await parking.events_of(tx, topic, key, limit=500):
        await _discard(tx, found, note=note)
        discarded += len(found)
    return discarded


async def _hold(tx: Transaction, topic: str, key: str) -> None:
    if await parking.lock_key(tx, topic, key) is None:
        raise NotParked(f"{key!r} of {topic} is not parked")


async def _discard(tx: Transaction, events: Sequence[ParkedEvent], *, note: str) -> None:
    for event in events:
        await parking.audit(
            tx,
            "discarded",
            topic=event.topic,
            key=event.key,
            event=event,
            before=event.record.value,
            note=note,
        )
    await parking.release(tx, events[0].topic, events[0].key, events)


def shown(record: Record) -> str:
    """The record's data as text, whatever bytes they are."""
    return (record.value or b"").decode(errors="backslashreplace")
