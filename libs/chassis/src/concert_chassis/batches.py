"""Records become events and events meet their reactions, many in one transaction and each only once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import asyncpg
from concert_contracts import canonical
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.malformed import WireRefusal, WrongStream

from concert_chassis import parking
from concert_chassis.bus.protocol import Record
from concert_chassis.logging import about
from concert_chassis.reactions import ReactionEntry
from concert_chassis.transaction import Transaction

Outcome = Literal["handled", "duplicate", "expired", "parked"]

_MARK = """
INSERT INTO inbox (event_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id
"""
# Both in one round trip; the parked keys are locked and stay parked until the transaction ends.
_MARK_AND_LOOK = """
WITH parked AS (
    SELECT key FROM parked_key WHERE topic = $1 AND key = ANY($2::text[]) ORDER BY key FOR SHARE
), marked AS (
    INSERT INTO inbox (event_id) SELECT unnest($3::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT (SELECT array_agg(event_id) FROM marked), (SELECT array_agg(key) FROM parked)
"""


@dataclass(slots=True)
class Course:
    """How far a transaction's reactions have come: whoever catches what they raise sees whom to blame."""

    at: Sequence["Incoming"] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record that was read, with the reaction that wants it."""

    record: Record
    envelope: Envelope
    event: Event
    entry: ReactionEntry


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is no event, and why."""

    record: Record
    error: WireRefusal


def wanted(record: Record, table: Mapping[str, ReactionEntry]) -> bool:
    """Whether some reaction may want it, told by one header before anything is decoded.

    A record without the header may be a structured CloudEvent, and must be read to know.
    """
    for name, value in record.headers:
        if name == "ce_type":
            return value.decode(errors="replace") in table
    return True


def read(record: Record, table: Mapping[str, ReactionEntry]) -> Incoming | Unreadable | None:
    """None when no reaction wants it; on a stream of somebody else's it is no event, whoever wrote it there."""
    try:
        envelope = canonical.read_record(record.key, record.value, record.headers)
        entry = table.get(envelope.type)
        if entry is None:
            return None
        if record.topic != entry.event.STREAM.name:
            raise WrongStream(f"{envelope.type} belongs on {entry.event.STREAM.name}, not on {record.topic}")
        return Incoming(record, envelope, entry.event.read(envelope.data), entry)
    except WireRefusal as error:
        return Unreadable(record, error)


async def mark_handled(connection: asyncpg.Connection, event_ids: Sequence[UUID]) -> set[UUID]:
    """Writes the ids into the inbox and returns those that were not in it.

    Waits for another transaction that is handling the same events, and takes its outcome.
    """
    return {row[0] for row in await connection.fetch(_MARK, event_ids)}


async def react(tx: Transaction, events: Sequence[Incoming], course: Course) -> None:
    """Runs the reactions in order; neighbours of one hot event go to their reaction in one call."""
    for run in _runs(events):
        course.at = run
        await _call(tx, run)
    course.at = ()


async def handle(
    tx: Transaction, events: Sequence[Incoming], course: Course
) -> Sequence[tuple[Incoming, Outcome]]:
    """One topic's events, in order: marks them all, leaves out what must not run, runs the rest.

    Followers of parked keys are parked behind them; what expired is only marked.
    """
    fresh, parked = await _mark_and_look(tx, events)
    outcomes = [(incoming, _outcome(incoming, fresh, parked, tx)) for incoming in events]
    followers = [incoming for incoming, outcome in outcomes if outcome == "parked"]
    if followers:
        await parking.follow(tx, [(incoming.record, incoming.envelope) for incoming in followers])
    await react(tx, [incoming for incoming, outcome in outcomes if outcome == "handled"], course)
    return outcomes


async def _mark_and_look(tx: Transaction, events: Sequence[Incoming]) -> tuple[set[UUID], set[str]]:
    """The ids that were not handled before, and the keys that are parked.

    Whoever handled the others may have parked their keys while we waited for it: then look again.
    """
    topic = events[0].record.topic
    ids = [incoming.envelope.id for incoming in events]
    keys = list({incoming.envelope.partitionkey for incoming in events})
    row = await (await tx.raw()).fetchrow(_MARK_AND_LOOK, topic, keys, ids)
    fresh, parked = set(row[0] or ()), set(row[1] or ())
    if len(fresh) < len(ids):
        parked = await parking.parked_among(tx, topic, keys)
    return fresh, parked


def _outcome(incoming: Incoming, fresh: set[UUID], parked: set[str], tx: Transaction) -> Outcome:
    if incoming.envelope.id not in fresh:
        return "duplicate"
    # The same id twice in one batch: only the first is fresh.
    fresh.remove(incoming.envelope.id)
    if incoming.envelope.partitionkey in parked:
        return "parked"
    return "expired" if incoming.envelope.expired(tx.now) else "handled"


async def _call(tx: Transaction, run: Sequence[Incoming]) -> None:
    last = run[-1]
    if last.entry.takes_many:
        given = [(incoming.event, incoming.envelope) for incoming in run]
        await last.entry.function(tx.caused_by(last.envelope, given), [incoming.event for incoming in run])
        return
    envelope = last.envelope
    with about(event_id=str(envelope.id), event_type=envelope.type, correlation_id=envelope.correlationid):
        await last.entry.function(tx.caused_by(envelope), last.event)


def _runs(events: Iterable[Incoming]) -> Iterable[list[Incoming]]:
    run: list[Incoming] = []
    for incoming in events:
        if run and not (incoming.entry is run[0].entry and incoming.entry.takes_many):
            yield run
            run = []
        run.append(incoming)
    if run:
        yield run
