"""Parked keys flow again: tried by themselves for a while, then when a person says so, always in order."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from concert_chassis import batches, parking
from concert_chassis.batches import Course, Incoming, Unreadable
from concert_chassis.clock import Clock
from concert_chassis.inbound import outcome_of, passes_by_waiting
from concert_chassis.logging import log_of
from concert_chassis.pace import Pace
from concert_chassis.parking import Attempts, ParkedEvent
from concert_chassis.parking_desk import NotParked
from concert_chassis.reactions import ReactionEntry
from concert_chassis.telemetry import PARKED_KEYS
from concert_chassis.transaction import Transaction, Transactions

log = log_of(__name__)

AT_ONCE = 100
SHORTEST_WAIT_S = 0.02
LOOK_EVERY_S = 5.0
"""For keys that another process set aside and did not live to try again."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """`events` were handled; `error` is what stopped the key from flowing again, None if it does."""

    events: int
    error: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    """Which key, on whose word."""

    topic: str
    key: str
    actor: str
    note: str
    by_itself: bool


@dataclass(slots=True)
class _Step:
    """One transaction's part of a replay: at most `limit` events."""

    limit: int
    tried: Sequence[ParkedEvent] = ()
    incoming: Sequence[Incoming | None] = ()
    course: Course = field(default_factory=Course)
    done: bool = False

    def before_the_blamed(self) -> int | None:
        """How many events to try instead, after one of them failed; None if that one stood alone."""
        if len(self.tried) < 2:
            return None
        blamed = self.course.at[0] if self.course.at else None
        place = next((at for at, incoming in enumerate(self.incoming) if incoming is blamed and blamed), 0)
        return place or (1 if len(self.course.at) == 1 else len(self.tried) // 2)


class Replays:
    """Run it in a task beside the pump; `stop()` ends it. `replay` is for people."""

    def __init__(
        self, transactions: Transactions, table: Mapping[str, ReactionEntry], *, clock: Clock, pace: Pace
    ) -> None:
        self._transactions = transactions
        self._table = table
        self._clock = clock
        self._pace = pace
        self._look = asyncio.Event()
        self._stopping = False
        self._wait_s = LOOK_EVERY_S

    def look_soon(self) -> None:
        """Something was set aside."""
        self._look.set()

    async def stop(self) -> None:
        self._stopping = True
        self._look.set()

    async def run(self) -> None:
        """Tries keys again when they are due; returns after `stop()`."""
        while not self._stopping:
            self._look.clear()
            error = await outcome_of(self._try_again())
            if error is not None:
                log.warning("parked keys are tried again later", error=repr(error))
            if not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._look.wait(), self._wait_s)

    async def _try_again(self) -> None:
        self._wait_s = LOOK_EVERY_S
        await self.replay_due()
        async with self._transactions.begin() as tx:
            parked, next_at = await parking.outlook(tx)
        PARKED_KEYS.labels(self._transactions.service).set(parked)
        if next_at is not None:
            remaining_s = (next_at - self._clock.now()).total_seconds()
            self._wait_s = min(max(remaining_s, SHORTEST_WAIT_S), LOOK_EVERY_S)

    async def replay_due(self) -> None:
        """Every key that is due by the clock."""
        async with self._transactions.begin() as tx:
            due = await parking.due_keys(tx)
        for topic, key in due:
            if not self._stopping:
                await self._replay(_Told(topic, key, actor="system", note="", by_itself=True))

    async def replay(self, topic: str, key: str, *, actor: str, note: str) -> Replayed:
        """Handles the key's parked events, oldest first, until all are handled or one fails again.

        Raises NotParked; and what an outage raises, when some may have been handled.
        """
        async with self._transactions.begin() as tx:
            if await parking.lock_key(tx, topic, key) is None:
                raise NotParked(f"{key!r} of {topic} is not parked")
        return await self._replay(_Told(topic, key, actor=actor, note=note, by_itself=False))

    async def _replay(self, told: _Told) -> Replayed:
        events = 0
        limit = AT_ONCE
        while True:
            step = _Step(limit)
            error = await outcome_of(self._step(told, step))
            if error is None:
                events += len(step.tried)
                limit = AT_ONCE
                if step.done:
                    return Replayed(events, None)
            elif passes_by_waiting(error):
                raise error
            elif (smaller := step.before_the_blamed()) is not None:
                limit = smaller
            else:
                await self._record_failure(told, error)
                return Replayed(events, repr(error))

    async def _step(self, told: _Told, step: _Step) -> None:
        async with self._transactions.begin(actor=told.actor) as tx:
            attempts = await parking.lock_key(tx, told.topic, told.key)
            if attempts is None or (told.by_itself and not _due(attempts, tx.now)):
                step.done = True
                return
            found = await parking.events_of(tx, told.topic, told.key, limit=step.limit)
            step.tried, step.incoming = readable(found, self._table)
            fresh = await self._still_to_do(tx, step)
            await batches.react(tx, fresh, step.course)
            action = "recovered" if told.by_itself else "replayed"
            for event in step.tried:
                await parking.audit(tx, action, topic=told.topic, key=told.key, event=event, note=told.note)
            step.done = await parking.release(tx, told.topic, told.key, step.tried)

    async def _still_to_do(self, tx: Transaction, step: _Step) -> list[Incoming]:
        """Readable events were marked when they were parked; one that was mended by editing is marked now."""
        unmarked = [
            incoming.envelope.id
            for event, incoming in zip(step.tried, step.incoming, strict=True)
            if incoming is not None and event.event_id is None
        ]
        known = set(unmarked) - await batches.mark_handled(await tx.raw(), unmarked) if unmarked else set()
        return [
            incoming
            for incoming in step.incoming
            if incoming and incoming.envelope.id not in known and not incoming.envelope.expired(tx.now)
        ]

    async def _record_failure(self, told: _Told, error: Exception) -> None:
        async with self._transactions.begin(actor=told.actor) as tx:
            attempts = await parking.lock_key(tx, told.topic, told.key)
            if attempts is None:
                return
            again = told.by_itself and attempts.count + 1 < self._pace.attempts
            wait = timedelta(seconds=self._pace.backoff_s(attempts.count + 1))
            await parking.failed_again(
                tx,
                told.topic,
                told.key,
                attempts=attempts.count + 1,
                next_attempt_at=tx.now + wait if again else None,
                error=repr(error),
            )
            if not told.by_itself:
                await parking.audit(tx, "replay-failed", topic=told.topic, key=told.key, note=told.note)
        log.warning("parked key failed again", topic=told.topic, key=told.key, error=repr(error), again=again)


def _due(attempts: Attempts, now: datetime) -> bool:
    return attempts.next_at is not None and attempts.next_at <= now


def readable(
    found: Sequence[ParkedEvent], table: Mapping[str, ReactionEntry]
) -> tuple[list[ParkedEvent], list[Incoming | None]]:
    """The events up to the first unreadable one, None for those that no reaction wants any more.

    Raises that one's WireRefusal if it is the first.
    """
    tried: list[ParkedEvent] = []
    read: list[Incoming | None] = []
    for event in found:
        incoming = batches.read(event.record, table)
        if isinstance(incoming, Unreadable):
            if tried:
                break
            raise incoming.error
        tried.append(event)
        read.append(incoming)
    return tried, read
