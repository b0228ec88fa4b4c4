"""The relay: brings committed events to the bus, in order per key, whatever dies in between."""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from time import monotonic

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from concert_chassis.bus.header_text import headers_from_text
from concert_chassis.bus.protocol import Bus, RecordRefused
from concert_chassis.clock import Clock
from concert_chassis.crash_points import crash_point
from concert_chassis.logging import log_of
from concert_chassis.outbox import OutboxRow
from concert_chassis.published import Published
from concert_chassis.shards import Shards, shards_of
from concert_chassis.telemetry import (
    EVENTS_PUBLISHED,
    OUTBOX_BACKLOG,
    OUTBOX_OLDEST_SECONDS,
    PUBLISH_FAILURES,
    PUBLISH_SECONDS,
)
from concert_chassis.transaction import driver_connection

log = log_of(__name__)

BATCH = 500
MOST_HANDED_OVER = 20_000
"""More than this waits in the database only."""
REFRESH_EVERY_S = 2.0
REFUSED_AGAIN_AFTER_S = 60.0
LONGEST_BACKOFF_S = 2.0

_UNPUBLISHED = """
SELECT id, slot, topic, key, sequence, recorded_at, headers, value FROM outbox
WHERE published_at IS NULL AND slot % $1 = ANY($2::integer[]) AND NOT (topic || '/' || key = ANY($3::text[]))
ORDER BY id LIMIT $4
"""
_MARK = """
UPDATE outbox SET published_at = $1
WHERE id = ANY($2::bigint[]) AND recorded_at BETWEEN $3 AND $4 AND published_at IS NULL
"""
_BACKLOG = """
SELECT count(*), min(recorded_at)
FROM (SELECT recorded_at FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 100000) AS waiting
"""


class Relay:
    """One per process. Run it in a task; `stop()` ends it when all that was handed over is on the bus."""

    def __init__(
        self,
        engine: AsyncEngine,
        bus: Bus,
        *,
        service: str,
        clock: Clock,
        shards: int,
        scan_every_s: float,
        backoff_first_s: float = 0.1,
    ) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._bus = bus
        self._service = service
        self._clock = clock
        self._count = shards
        self._scan_every_s = scan_every_s
        self._backoff_first_s = backoff_first_s
        self._handed: deque[OutboxRow] = deque()
        self._awake = asyncio.Event()
        self._published = Published()
        self._refused: dict[str, float] = {}
        self._must_scan = True
        self._stopping = False
        self._shards: Shards | None = None

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        """After their commit. What this process does not own, its owner finds by scanning."""
        shards = self._shards
        if shards is None:
            return
        if len(self._handed) + len(rows) > MOST_HANDED_OVER:
            self._handed.clear()
            self._must_scan = True
        else:
            self._handed.extend(row for row in rows if shards.of(row.slot) in shards.held)
        self._awake.set()

    async def run(self) -> None:
        """Returns after `stop()`; while the database or the broker is away it tries again for ever."""
        failures = 0
        while not self._stopping:
            try:
                await self._serve()
                failures = 0
            except Exception as error:
                failures += 1
                PUBLISH_FAILURES.labels(self._service).inc()
                log.warning("outbound interrupted", error=repr(error), failures=failures)
                await asyncio.sleep(min(self._backoff_first_s * 2.0 ** min(failures, 10), LONGEST_BACKOFF_S))

    async def stop(self) -> None:
        self._stopping = True
        self._awake.set()

    async def _serve(self) -> None:
        async with shards_of(self._engine, self._count) as shards:
            self._begin(shards)
            try:
                await self._publish_for(shards)
            finally:
                self._shards = None

    def _begin(self, shards: Shards) -> None:
        """What an earlier session knew may be wrong by now."""
        self._handed.clear()
        self._published.forget()
        self._must_scan = True
        self._shards = shards

    async def _publish_for(self, shards: Shards) -> None:
        refresh_at = scan_at = 0.0
        while True:
            now = monotonic()
            if now >= refresh_at:
                if await shards.refresh():
                    self._must_scan = True
                await self._measure()
                refresh_at = now + REFRESH_EVERY_S
            if self._must_scan or now >= scan_at:
                scan_at = monotonic() + self._scan_every_s
                rows = await self._scanned(shards)
            else:
                rows = self._next_handed()
            if rows:
                await self._publish(rows)
            elif self._stopping and not self._handed and not self._must_scan:
                return
            elif not self._handed and not self._must_scan:
                await self._sleep_until(min(refresh_at, scan_at))

    async def _scanned(self, shards: Shards) -> list[OutboxRow]:
        """The oldest unpublished rows, in order: what is committed of a key is a beginning of its story."""
        self._must_scan = False
        refused = [key for key, until in self._refused.items() if until > monotonic()]
        async with self._engine.connect() as connection:
            raw = await driver_connection(connection)
            found = await raw.fetch(_UNPUBLISHED, self._count, sorted(shards.held), refused, BATCH)
        if len(found) == BATCH:
            self._must_scan = True
        return [_row(row) for row in found]

    def _next_handed(self) -> list[OutboxRow]:
        """Rows that directly follow what is published; where one does not, the database is asked."""
        rows: list[OutboxRow] = []
        while self._handed and len(rows) < BATCH:
            row = self._handed.popleft()
            key = (row.topic, row.key)
            follows = self._published.follows(key, row.sequence)
            if follows:
                self._published.add(key, row.sequence)
                rows.append(row)
            elif follows is False:
                self._must_scan = True
        return rows

    async def _publish(self, rows: Sequence[OutboxRow]) -> None:
        crash_point("before-publish")
        try:
            await self._bus.publish([row.outgoing() for row in rows])
        except RecordRefused as refused:
            self._hold_back(refused)
            return
        crash_point("after-acknowledge")
        now = self._clock.now()
        async with self._engine.connect() as connection:
            raw = await driver_connection(connection)
            times = [row.recorded_at for row in rows]
            await raw.execute(_MARK, now, [row.id for row in rows], min(times), max(times))
        crash_point("after-mark")
        for row in rows:
            self._published.add((row.topic, row.key), row.sequence)
        for topic, number in Counter(row.topic for row in rows).items():
            EVENTS_PUBLISHED.labels(self._service, topic).inc(number)
        # Once per transaction: its events became visible together.
        for recorded_at in {row.recorded_at for row in rows}:
            PUBLISH_SECONDS.labels(self._service).observe((now - recorded_at).total_seconds())

    def _hold_back(self, refused: RecordRefused) -> None:
        """The refused key waits, for no later event of it may pass; the rest is read and sent again."""
        key = f"{refused.record.topic}/{refused.record.key.decode()}"
        self._refused[key] = monotonic() + REFUSED_AGAIN_AFTER_S
        self._published.forget()
        self._handed.clear()
        self._must_scan = True
        PUBLISH_FAILURES.labels(self._service).inc()
        log.error("the broker refuses an event; its key waits", key=key, error=str(refused))

    async def _sleep_until(self, at: float) -> None:
        self._awake.clear()
        if self._handed or self._stopping:
            return
        try:
            await asyncio.wait_for(self._awake.wait(), max(at - monotonic(), 0.0))
        except TimeoutError:
            return

    async def _measure(self) -> None:
        async with self._engine.connect() as connection:
            count, oldest = await (await driver_connection(connection)).fetchrow(_BACKLOG)
        age_s = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        OUTBOX_BACKLOG.labels(self._service).set(count)
        OUTBOX_OLDEST_SECONDS.labels(self._service).set(age_s)


def _row(row: asyncpg.Record) -> OutboxRow:
    return OutboxRow(
        id=row[0],
        slot=row[1],
        topic=row[2],
        key=row[3],
        sequence=row[4],
        recorded_at=row[5],
        headers=headers_from_text(row[6]),
        value=row[7],
    )
