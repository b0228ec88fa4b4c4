"""The pump that brings events in: batches in one transaction, poison set aside, outages waited out."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from time import monotonic, perf_counter

from concert_chassis import batches, parking
from concert_chassis.batches import Course, Incoming, Outcome
from concert_chassis.bus.protocol import Bus, Fenced, Record, Subscription
from concert_chassis.clock import Clock
from concert_chassis.crash_points import crash_point
from concert_chassis.logging import log_of
from concert_chassis.outages import driver_error, is_collision, is_outage
from concert_chassis.pace import Pace
from concert_chassis.poison import Part, Poison, isolated, parts_of
from concert_chassis.reactions import ReactionEntry, streams_of
from concert_chassis.telemetry import (
    BATCH_EVENTS,
    BATCH_SECONDS,
    EVENT_AGE_SECONDS,
    EVENTS_HANDLED,
    EVENTS_PARKED,
    INBOUND_HALTED,
    INBOUND_RETRIES,
)
from concert_chassis.transaction import Transactions

log = log_of(__name__)


async def outcome_of(work: Awaitable[None]) -> Exception | None:
    """What the work raised, for those who set aside or try again instead of passing it on."""
    try:
        await work
    except Exception as error:
        return error
    return None


def passes_by_waiting(error: BaseException | None) -> bool:
    """Outages and collisions, but not arguments that the driver refuses: those come with the event."""
    if isinstance(driver_error(error), ValueError):
        return False
    return is_outage(error) or is_collision(error)


class Pump:
    """One member of the service's group. Run it in a task; `stop()` ends it after the batch in hand."""

    def __init__(
        self,
        bus: Bus,
        transactions: Transactions,
        table: Mapping[str, ReactionEntry],
        *,
        member: str,
        clock: Clock,
        pace: Pace,
        on_set_aside: Callable[[], None] = lambda: None,
    ) -> None:
        self._bus = bus
        self._transactions = transactions
        self._table = table
        self._service = transactions.service
        self._member = member
        self._clock = clock
        self._pace = pace
        self._on_set_aside = on_set_aside
        self._stopping = asyncio.Event()
        self._resumed = asyncio.Event()
        self._set_aside: deque[tuple[float, str]] = deque()
        self._last_taken = 0
        self.halted: str | None = None
        """Why it stopped by itself, while it is so; /readyz says it."""

    async def run(self) -> None:
        """Returns after `stop()`, or at once if there is nothing to react to."""
        failures = 0
        while self._table and not self._stopping.is_set():
            error = await outcome_of(self._read_as_member())
            failures = failures + 1 if error else 0
            if error is not None:
                log.warning("inbound interrupted", error=repr(error), failures=failures)
                await self._told_to_stop_within(self._pace.backoff_s(failures))
            if self.halted:
                await self._until_resumed()

    async def stop(self) -> None:
        self._stopping.set()
        self._resumed.set()

    def resume(self) -> None:
        """Goes on after everything failed, once a person has mended it."""
        if self.halted is not None:
            self._resumed.set()

    async def _read_as_member(self) -> None:
        topics = [stream.name for stream in streams_of(self._table)]
        subscription = self._bus.subscribe(group=self._service, topics=topics, member=self._member)
        async with subscription:
            while not self._stopping.is_set() and not self.halted:
                records = await self._take(subscription)
                if records and await self._handle(records):
                    crash_point("before-offset-commit")
                    await self._commit(subscription, records)
                    crash_point("after-offset-commit")

    async def _take(self, subscription: Subscription) -> Sequence[Record]:
        """Lingers only while much is coming: a lone event is handled at once."""
        linger_s = self._pace.linger_s if 1 < self._last_taken < self._pace.max_records else 0.0
        taking = asyncio.ensure_future(
            subscription.take(max_records=self._pace.max_records, linger_s=linger_s)
        )
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({taking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            records = taking.result() if taking.done() else ()
        finally:
            taking.cancel()
            stopping.cancel()
        self._last_taken = len(records)
        return records

    async def _commit(self, subscription: Subscription, records: Sequence[Record]) -> None:
        try:
            await subscription.commit(records)
        except Fenced as fenced:
            log.info("partition given to another member", detail=str(fenced))

    async def _handle(self, records: Sequence[Record]) -> bool:
        """True when each record is handled, set aside or unwanted; False when told to stop before."""
        started = perf_counter()
        parts, unwanted = parts_of(records, self._table)
        EVENTS_HANDLED.labels(self._service, "other", "unwanted").inc(unwanted)
        pending = deque(parts)
        failures = 0
        while pending:
            course = Course()
            error = await outcome_of(self._attempt(pending[0], course))
            if error is None:
                pending.popleft()
                failures = 0
            elif passes_by_waiting(error) or isinstance(pending[0], Poison):
                failures += 1
                INBOUND_RETRIES.labels(self._service, "outage").inc()
                log.warning("trying the batch again", error=repr(error), failures=failures)
                if await self._told_to_stop_within(self._pace.backoff_s(failures)):
                    return False
            else:
                INBOUND_RETRIES.labels(self._service, "poison").inc()
                pending.extendleft(reversed(isolated(pending.popleft(), course.at, error)))
        BATCH_SECONDS.labels(self._service).observe(perf_counter() - started)
        return True

    async def _attempt(self, part: Part, course: Course) -> None:
        if isinstance(part, Poison):
            await self._park(part)
            return
        async with self._transactions.begin() as tx:
            outcomes = await batches.handle(tx, part, course)
        self._count(outcomes)

    async def _park(self, poison: Poison) -> None:
        """A readable event is tried again by itself for a while; an unreadable record waits for a person."""
        async with self._transactions.begin() as tx:
            envelope = poison.envelope
            if envelope and not await batches.mark_handled(await tx.raw(), [envelope.id]):
                return
            again = envelope is not None and self._pace.attempts > 1
            wait = timedelta(seconds=self._pace.backoff_s(1))
            await parking.set_aside(
                tx,
                poison.record,
                envelope,
                error=repr(poison.error),
                next_attempt_at=tx.now + wait if again else None,
            )
        event = envelope.type if envelope else "unreadable"
        EVENTS_PARKED.labels(self._service, event).inc()
        log.warning("event set aside", event_type=event, topic=poison.record.topic, error=repr(poison.error))
        self._notice_set_aside(parking.key_of(poison.record, envelope))
        self._on_set_aside()

    def _notice_set_aside(self, key: str) -> None:
        """When too many keys fail within the window, the fault is not theirs: stop instead of parking all."""
        now = monotonic()
        self._set_aside.append((now, key))
        while self._set_aside[0][0] < now - self._pace.stop_window_s:
            self._set_aside.popleft()
        keys = len({key for _, key in self._set_aside})
        if keys > self._pace.stop_after_keys:
            self.halted = f"{keys} keys were set aside within {self._pace.stop_window_s:g} s"
            INBOUND_HALTED.labels(self._service).set(1)
            log.error("inbound halted", reason=self.halted)

    async def _until_resumed(self) -> None:
        await self._resumed.wait()
        self._resumed.clear()
        self._set_aside.clear()
        self.halted = None
        INBOUND_HALTED.labels(self._service).set(0)

    async def _told_to_stop_within(self, seconds: float) -> bool:
        """Waits that long in real time, whatever the clock of the business says."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _count(self, outcomes: Sequence[tuple[Incoming, Outcome]]) -> None:
        BATCH_EVENTS.labels(self._service).observe(len(outcomes))
        counts = Counter((incoming.envelope.type, outcome) for incoming, outcome in outcomes)
        for (event, outcome), number in counts.items():
            EVENTS_HANDLED.labels(self._service, event, outcome).inc(number)
            if outcome == "parked":
                EVENTS_PARKED.labels(self._service, event).inc(number)
        now = self._clock.now()
        # Once per event type and transaction of the sender: its events became visible together.
        handled = {
            (incoming.envelope.type, incoming.envelope.recordedtime)
            for incoming, outcome in outcomes
            if outcome == "handled"
        }
        for event, recorded_at in handled:
            EVENT_AGE_SECONDS.labels(self._service, event).observe((now - recorded_at).total_seconds())
