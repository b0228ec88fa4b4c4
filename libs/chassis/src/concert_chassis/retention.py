"""Keeps the outbox and the inbox as long as they are needed: tomorrow's partitions made, old days dropped."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg

from concert_chassis.clock import Clock
from concert_chassis.inbound import outcome_of
from concert_chassis.logging import log_of
from concert_chassis.outages import is_collision
from concert_chassis.settings import ServiceSettings
from concert_chassis.transaction import Transactions

log = log_of(__name__)

DAYS_AHEAD = 2
_DAY = timedelta(days=1)
_ONE_AT_A_TIME = 0x72657465
"""Held in a transaction; it spells `rete`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`inbox_days` must be more than the topics' retention: an event that can arrive again must be known."""

    outbox_days: int = 3
    inbox_days: int = 35
    idempotency_hours: int = 48

    @classmethod
    def of(cls, settings: ServiceSettings) -> "Kept":
        return cls(
            outbox_days=settings.outbox_kept_days,
            inbox_days=settings.inbox_kept_days,
            idempotency_hours=settings.idempotency_kept_hours,
        )


@dataclass(frozen=True, slots=True)
class _Days:
    """A table partitioned by day; `bound` writes the first moment of a day as its partition key."""

    table: str
    column: str
    bound: Callable[[date], str]
    handled: str

    def partition(self, day: date) -> str:
        return f"{self.table}_{day:%Y%m%d}"


def _moment(day: date) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()


def _first_id(day: date) -> str:
    """The smallest UUID of version 7 of that day: 48 bits of milliseconds, then zeros (RFC 9562)."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return str(UUID(int=int(start.timestamp() * 1000) << 80))


OUTBOX_DAYS = _Days("outbox", "recorded_at", _moment, "published_at")
INBOX_DAYS = _Days("inbox", "event_id", _first_id, "handled_at")


class Retention:
    """Run it in a task; `stop()` ends it. `tidy()` once before anything is written."""

    def __init__(self, transactions: Transactions, *, clock: Clock, kept: Kept, every_s: float) -> None:
        self._transactions = transactions
        self._clock = clock
        self._kept = kept
        self._every_s = every_s
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await asyncio.wait_for(self._stopping.wait(), self._every_s)
            except TimeoutError:
                error = await outcome_of(self.tidy())
                if error is not None:
                    log.warning("old days stay until the next time", error=repr(error))

    async def stop(self) -> None:
        self._stopping.set()

    async def tidy(self) -> None:
        """Makes the partitions of today and the next days, and forgets what is older than kept.

        What cannot be had now because others are using the tables is left for the next time.
        """
        today = self._clock.now().date()
        for step in (self._make_days, self._drop_days):
            error = await outcome_of(step(today))
            if error is not None and not is_collision(error):
                raise error
            if error is not None:
                log.warning("the tables are in use: tidied the next time", error=repr(error))

    async def _make_days(self, today: date) -> None:
        async with self._alone() as raw:
            for days in (OUTBOX_DAYS, INBOX_DAYS) if raw else ():
                for ahead in range(DAYS_AHEAD + 1):
                    await _make(raw, days, today + ahead * _DAY)

    async def _drop_days(self, today: date) -> None:
        async with self._alone() as raw:
            if raw is None:
                return
            await _drop(raw, OUTBOX_DAYS, before=today - self._kept.outbox_days * _DAY)
            await _drop(raw, INBOX_DAYS, before=today - self._kept.inbox_days * _DAY)
            answered_before = self._clock.now() - timedelta(hours=self._kept.idempotency_hours)
            await raw.execute("DELETE FROM idempotency WHERE created_at < $1", answered_before)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[asyncpg.Connection | None]:
        """A transaction in which no other instance tidies; None if one is at it."""
        async with self._transactions.begin() as tx:
            raw = await tx.raw()
            await raw.execute("SET LOCAL lock_timeout = '3s'")
            free = await raw.fetchval("SELECT pg_try_advisory_xact_lock($1)", _ONE_AT_A_TIME)
            yield raw if free else None


async def _make(raw: asyncpg.Connection, days: _Days, day: date) -> None:
    """Rows of that day that came before it had a partition are moved out of the default one."""
    name = days.partition(day)
    if await raw.fetchval("SELECT to_regclass($1)", name) is not None:
        return
    low, high = days.bound(day), days.bound(day + _DAY)
    within = f"{days.column} >= '{low}' AND {days.column} < '{high}'"
    await raw.execute(f"CREATE TABLE {name} (LIKE {days.table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    await raw.execute(
        f"WITH moved AS (DELETE FROM {days.table}_default WHERE {within} RETURNING *) "  # noqa: S608 - our own names
        f"INSERT INTO {name} SELECT * FROM moved"
    )
    await raw.execute(
        f"ALTER TABLE {days.table} ATTACH PARTITION {name} FOR VALUES FROM ('{low}') TO ('{high}')"
    )


async def _drop(raw: asyncpg.Connection, days: _Days, *, before: date) -> None:
    """Whole days; of the outbox only those of which everything was published."""
    for name in await _partitions_before(raw, days, before):
        if await raw.fetchval(f"SELECT EXISTS (SELECT 1 FROM {name} WHERE {days.handled} IS NULL)"):  # noqa: S608 - our names
            log.warning("an old day of the outbox is kept: not all of it is published", partition=name)
            continue
        await raw.execute(f"DROP TABLE {name}")
        log.info("an old day was dropped", partition=name)
    limit = datetime(before.year, before.month, before.day, tzinfo=UTC)
    await raw.execute(f"DELETE FROM {days.table}_default WHERE {days.handled} < $1", limit)  # noqa: S608 - our names


async def _partitions_before(raw: asyncpg.Connection, days: _Days, before: date) -> list[str]:
    rows = await raw.fetch(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::text::regclass", days.table
    )
    last = days.partition(before)
    return sorted(row[0] for row in rows if row[0] != f"{days.table}_default" and row[0] < last)
