"""The one way to write and the one way to speak: state and events commit together or not at all."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.identity import uuid7
from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from concert_chassis import outbox
from concert_chassis.clock import Clock
from concert_chassis.crash_points import crash_point
from concert_chassis.liveness import SIGN_OF_LIFE_S
from concert_chassis.outbox import Handover, OutboxRow, Said
from concert_chassis.telemetry import EVENTS_EMITTED, current_traceparent

Found = TypeVar("Found")


class NotTheOwner(Exception):
    """Only the owner of an event says it; this service tried to speak for another."""

    def __init__(self, event: str, *, owner: str, speaker: str) -> None:
        super().__init__(f"{event} belongs to {owner}; {speaker} cannot say it")


@dataclass(slots=True)
class _Spoken:
    """What one database transaction has said so far, shared by the views of it that have different causes."""

    service: str
    owner: str
    correlation_id: str | None
    said: list[Said] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Attempt:
    """Work inside a transaction that is taken back whole unless somebody says `keep()`."""

    def __init__(self) -> None:
        self.kept = False

    def keep(self) -> None:
        self.kept = True


class Transaction:
    """Handed to commands, reactions and timers; `now` stays the same, and nobody who gets it commits."""

    __slots__ = ("_causes", "_raw", "_spoken", "actor", "cause", "connection", "now")

    def __init__(
        self,
        connection: AsyncConnection,
        raw: asyncpg.Connection,
        *,
        now: datetime,
        actor: str,
        cause: Envelope | None,
        spoken: _Spoken,
    ) -> None:
        self.connection = connection
        self.now = now
        self.actor = actor
        self.cause = cause
        self._raw = raw
        self._spoken = spoken
        self._causes: dict[int, Envelope] = {}

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return await self.connection.execute(statement, parameters)

    async def raw(self) -> asyncpg.Connection:
        """The driver's connection, in this same transaction: for set-based statements on hot paths."""
        return self._raw

    async def compute(self, function: Callable[..., Found], *given: Any, **named: Any) -> Found:
        """Runs a computation of seconds in a thread, beside the event loop.

        The database ends a transaction in which nothing is said for long, as that of a stopped process (liveness.py);
        meanwhile it is told that this process lives.
        """
        computing = asyncio.ensure_future(asyncio.to_thread(function, *given, **named))
        while not (await asyncio.wait([computing], timeout=SIGN_OF_LIFE_S))[0]:
            await self._raw.execute("SELECT 1")
        return computing.result()

    def emit(self, event: Event, *, time: datetime | None = None, because: Event | None = None) -> None:
        """Says it at the commit.

        `time` is when it happened (now, if not given). A reaction that was given several events says by
        `because` which of them led to it, else it was the last. Raises NotTheOwner.
        """
        self._check_owner(event)
        cause = self.cause if because is None else self._causes[id(because)]
        event_id = uuid7(self.now)
        envelope = Envelope.carrying(
            event,
            id=event_id,
            source=f"/concert/{self._spoken.service}",
            time=time or self.now,
            recordedtime=self.now,
            correlationid=cause.correlationid if cause else self._correlation(event_id),
            causationid=str(cause.id) if cause else self._correlation(event_id),
            sequence=0,
            traceparent=cause.traceparent if cause else current_traceparent(),
        )
        self._spoken.said.append(Said(event.STREAM.name, envelope, counted=True))
        self._spoken.events.append(event)

    def pass_on(self, envelope: Envelope) -> None:
        """Says what an outside system said, under the id, source and sequence which that system gave it.

        Raises UnknownEventType or MalformedEvent when it is not an event of ours.
        """
        event = envelope.event()
        self._check_owner(event)
        self._spoken.said.append(Said(event.STREAM.name, envelope, counted=False))
        self._spoken.events.append(event)

    @property
    def emitted(self) -> tuple[Event, ...]:
        return tuple(self._spoken.events)

    @property
    def said(self) -> tuple[Envelope, ...]:
        """The envelopes of what was emitted; sequences are drawn at the commit and still 0 here."""
        return tuple(item.envelope for item in self._spoken.said)

    def caused_by(self, last: Envelope, given: Iterable[tuple[Event, Envelope]] = ()) -> "Transaction":
        """The same transaction, seen by whoever handles that event, or all of these together."""
        view = Transaction(
            self.connection, self._raw, now=self.now, actor=self.actor, cause=last, spoken=self._spoken
        )
        view._causes = {id(event): envelope for event, envelope in given}
        return view

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[Attempt]:
        """What is done inside leaves no trace and is not told, unless it was kept."""
        said_before, attempt = len(self._spoken.said), Attempt()
        savepoint = self._raw.transaction()
        await savepoint.start()
        try:
            yield attempt
        except BaseException:
            await savepoint.rollback()
            raise
        if attempt.kept:
            await savepoint.commit()
        else:
            await savepoint.rollback()
            self.forget_said_after(said_before)

    def forget_said_after(self, count: int) -> None:
        """Takes back all events but the first `count`, when the work that said them was rolled back."""
        del self._spoken.said[count:]
        del self._spoken.events[count:]

    def _correlation(self, event_id: UUID) -> str:
        """Without a cause, the first event of the transaction begins the story that all of them belong to."""
        if self._spoken.correlation_id is None:
            self._spoken.correlation_id = str(event_id)
        return self._spoken.correlation_id

    def _check_owner(self, event: Event) -> None:
        if event.owner() != self._spoken.owner:
            raise NotTheOwner(event.WIRE_NAME, owner=event.owner(), speaker=self._spoken.service)


class Transactions:
    """Opens transactions on a service's database; the only place of the repository that commits."""

    def __init__(
        self, engine: AsyncEngine, *, service: str, owner: str, clock: Clock, relay: Handover | None = None
    ) -> None:
        # The driver's own BEGIN and COMMIT serve SQLAlchemy and statements on the raw connection alike.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._service = service
        self._owner = owner
        self._clock = clock
        self._relay = relay

    @property
    def service(self) -> str:
        return self._service

    @asynccontextmanager
    async def begin(
        self, *, cause: Envelope | None = None, actor: str = "system", correlation_id: str | None = None
    ) -> AsyncIterator[Transaction]:
        async with self._engine.connect() as connection:
            raw = await driver_connection(connection)
            async with raw.transaction():
                tx = self.open_on(connection, raw, cause=cause, actor=actor, correlation_id=correlation_id)
                yield tx
                rows = await self._write_outbox(tx)
                if rows:
                    crash_point("before-commit")
        if rows:
            crash_point("after-commit")
        self._after_commit(tx, rows)

    def open_on(
        self,
        connection: AsyncConnection,
        raw: asyncpg.Connection,
        *,
        cause: Envelope | None = None,
        actor: str = "system",
        correlation_id: str | None = None,
    ) -> Transaction:
        """A transaction on a connection that somebody else opened and ends: tests roll it back."""
        spoken = _Spoken(self._service, self._owner, correlation_id)
        return Transaction(connection, raw, now=self._clock.now(), actor=actor, cause=cause, spoken=spoken)

    async def _write_outbox(self, tx: Transaction) -> list[OutboxRow]:
        said = tx._spoken.said
        return await outbox.write(await tx.raw(), said, now=tx.now) if said else []

    def _after_commit(self, tx: Transaction, rows: Sequence[OutboxRow]) -> None:
        if self._relay is not None and rows:
            self._relay.hand_over(rows)
        for event, number in Counter(event.WIRE_NAME for event in tx.emitted).items():
            EVENTS_EMITTED.labels(self._service, event).inc(number)


async def driver_connection(connection: AsyncConnection) -> asyncpg.Connection:
    """The asyncpg connection underneath, checked so that another driver fails at once."""
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, asyncpg.Connection):
        raise TypeError(f"the database driver must be asyncpg, not {type(driver).__name__}")
    return driver
