"""What tests of services stand on: a real database thrown away, a clock in hand, events asserted whole.

Use it as a plugin (`pytest_plugins = ["concert_chassis.testing"]`) and give a session fixture `service`.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest
import pytest_asyncio
from concert_contracts import codec
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.identity import uuid7
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from concert_chassis import batches
from concert_chassis.batches import Course, Incoming, Unreadable
from concert_chassis.bus.protocol import Record
from concert_chassis.databases import Databases, Migrated, driver_url
from concert_chassis.fake_clock import FakeClock, moment
from concert_chassis.reactions import Reaction, reactions_table
from concert_chassis.transaction import Transaction, Transactions, driver_connection

__all__ = ["Databases", "FakeClock", "deliver", "emitted", "enveloped", "moment"]


def emitted(tx: Transaction) -> tuple[Event, ...]:
    """What the transaction has said so far, in order."""
    return tx.emitted


def enveloped(event: Event, *, now: datetime, sequence: int = 1) -> Envelope:
    """The event as its owner would have sent it at that time."""
    event_id = uuid7(now)
    return Envelope.carrying(
        event,
        id=event_id,
        source=f"/concert/{event.owner()}",
        time=now,
        recordedtime=now,
        correlationid=str(event_id),
        causationid=str(event_id),
        sequence=sequence,
    )


async def deliver(tx: Transaction, reaction: Reaction, *events: Event | Envelope) -> None:
    """Brings events to a reaction as the pump does: in order, each id once, expired ones not at all.

    To let the same event arrive twice, give the same Envelope (`enveloped(event, now=tx.now)`) twice.
    """
    table = reactions_table([reaction])
    incoming: list[Incoming] = []
    for offset, given in enumerate(events):
        envelope = given if isinstance(given, Envelope) else enveloped(given, now=tx.now)
        key, value, headers = codec.to_kafka(envelope)
        entry = table.get(envelope.type)
        topic = entry.event.STREAM.name if entry else envelope.type
        record = Record(topic, 0, offset, key, value, tuple(headers), tx.now)
        read = batches.read(record, table)
        if isinstance(read, Unreadable):
            raise read.error
        if read is None:
            raise ValueError(f"{reaction.__name__} does not react to {envelope.type}")
        incoming.append(read)
    await batches.handle(tx, incoming, Course())


@pytest.fixture
def clock() -> FakeClock:
    """1 March 2025, 09:00 UTC, until the test moves it."""
    return FakeClock()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A PostgreSQL cluster of its own for this test run; it forgets everything when it ends."""
    started = Databases.started(tmp_path_factory.mktemp("database"))
    yield started
    started.stop()


@pytest_asyncio.fixture
async def database(databases: Databases, service: Migrated) -> str:
    """The address of a migrated database of the service, shared by the tests that roll back.

    Asked for by each test, because one run tests several packages and `service` differs between them.
    """
    return await databases.shared(service)


@pytest_asyncio.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    opened = create_async_engine(driver_url(database))
    yield opened
    await opened.dispose()


@pytest_asyncio.fixture
async def tx(engine: AsyncEngine, service: Migrated, clock: FakeClock) -> AsyncIterator[Transaction]:
    """A transaction of the service in which nothing is ever committed."""
    owner = service.name.removesuffix("-svc")
    transactions = Transactions(engine, service=service.name, owner=owner, clock=clock)
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        raw = await driver_connection(connection)
        thrown_away = raw.transaction()
        await thrown_away.start()
        try:
            yield transactions.open_on(connection, raw)
        finally:
            await thrown_away.rollback()
