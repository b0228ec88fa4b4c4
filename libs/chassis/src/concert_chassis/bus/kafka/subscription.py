"""One member of a consumer group: takes batches, commits exact offsets, hands partitions over in peace."""

import asyncio
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Self

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import ConsumerRecord

from concert_chassis.bus.kafka.address import KafkaAddress
from concert_chassis.bus.kafka.hands import Handover, Hands
from concert_chassis.bus.kafka.reading import as_record, connect, end, new_reader
from concert_chassis.bus.kafka.timing import KafkaTiming
from concert_chassis.bus.kafka.watchdog import Watchdog
from concert_chassis.bus.protocol import BusUnavailable, Fenced, Record

log = structlog.get_logger(__name__)


class KafkaSubscription:
    """Connects when it is entered or, if the broker is away then, at the next take().

    A member that dies and comes back within the session timeout under its own name keeps its partitions
    without a rebalance; one that leaves in order gives them back at once.
    """

    def __init__(
        self, address: KafkaAddress, timing: KafkaTiming, *, group: str, topics: Collection[str], member: str
    ) -> None:
        self._address = address
        self._timing = timing
        self._group = group
        self._topics = sorted(topics)
        self._member = member
        self._reader: AIOKafkaConsumer | None = None
        self._hands = Hands(settle_s=timing.settle_s)
        self._watchdog = Watchdog(stuck_after_s=timing.stuck_after_s)
        self._looked_at_s = 0.0

    async def __aenter__(self) -> Self:
        try:
            await self._connected()
        except BusUnavailable as away:
            log.warning("joining the group later", group=self._group, reason=str(away))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        await self._disconnect()

    async def take(self, *, max_records: int, linger_s: float) -> Sequence[Record]:
        reader = await self._connected()
        try:
            found = await self._first(reader, max_records)
            found += await self._more(reader, found[0], max_records - len(found), linger_s)
        except KafkaError as error:
            await self._disconnect()
            raise BusUnavailable(f"Kafka interrupted the reading: {error!r}") from error
        return [as_record(record) for record in found]

    async def commit(self, records: Sequence[Record]) -> None:
        offsets: dict[TopicPartition, int] = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            offsets[place] = max(record.offset + 1, offsets.get(place, 0))
        self._hands.require(offsets)
        if self._reader is None:
            raise Fenced("the connection on which these records were taken is gone")
        try:
            async with asyncio.timeout(self._timing.request_timeout_s):
                await self._reader.commit(offsets)
        except (CommitFailedError, IllegalStateError) as error:
            self._hands.lost(offsets)
            raise Fenced(str(error)) from error
        except (KafkaError, TimeoutError) as error:
            raise BusUnavailable(f"Kafka did not confirm the offsets: {error!r}") from error
        self._hands.settled(offsets)

    async def _first(self, reader: AIOKafkaConsumer, max_records: int) -> list[ConsumerRecord]:
        """The next records of one partition; what else came with them is held for the next calls."""
        while True:
            await self._hands.given.wait()
            if self._hands.unclaimed:
                await self._claim(reader)
            if self._hands.held:
                return self._hands.take_held(max_records)
            found = await reader.getmany(
                timeout_ms=round(self._timing.poll_s * 1000), max_records=max_records
            )
            self._hands.hold(found)
            if not found:
                await self._look_whether_stuck(reader)

    async def _more(
        self, reader: AIOKafkaConsumer, first: ConsumerRecord, most: int, linger_s: float
    ) -> list[ConsumerRecord]:
        if not most or self._hands.held:
            return []
        await asyncio.sleep(linger_s)
        place = TopicPartition(first.topic, first.partition)
        if not self._hands.may_read_on(place):
            return []
        found = (await reader.getmany(place, timeout_ms=0, max_records=most)).get(place, [])
        self._hands.took(place, found)
        return list(found)

    async def _claim(self, reader: AIOKafkaConsumer) -> None:
        """Writes down where a new group begins, so that its lag is known before its first commit."""
        places, self._hands.unclaimed = self._hands.unclaimed, frozenset()
        known = await asyncio.gather(*(reader.committed(place) for place in places))
        fresh = [place for place, offset in zip(places, known, strict=True) if offset is None]
        if not fresh:
            return
        try:
            await reader.commit(await reader.beginning_offsets(fresh))
        except (CommitFailedError, IllegalStateError):
            log.info("partitions went to another member before they were begun", group=self._group)

    async def _look_whether_stuck(self, reader: AIOKafkaConsumer) -> None:
        now_s = asyncio.get_running_loop().time()
        if now_s - self._looked_at_s < self._timing.stuck_after_s / 6:
            return
        self._looked_at_s = now_s
        try:
            async with asyncio.timeout(self._timing.request_timeout_s):
                ends = await reader.end_offsets(list(reader.assignment()))
        except (KafkaError, TimeoutError):
            return  # the broker is away: that is an outage, not a reader that stands still
        positions = {place: await _position(reader, place, self._timing.poll_s) for place in ends}
        stuck = self._watchdog.stuck(positions, ends, at_s=now_s)
        if stuck is not None:
            log.error("a reader stood still and is made anew", topic=stuck[0], partition=stuck[1])
            await self._disconnect()
            raise BusUnavailable(f"the reader of {stuck[0]}[{stuck[1]}] stood still")

    async def _connected(self) -> AIOKafkaConsumer:
        if self._reader is not None:
            return self._reader
        timing = self._timing
        reader = new_reader(
            self._address,
            timing,
            group_id=self._group,
            group_instance_id=self._member,
            client_id=self._member,
            session_timeout_ms=round(timing.session_timeout_s * 1000),
            heartbeat_interval_ms=round(timing.heartbeat_every_s * 1000),
            rebalance_timeout_ms=round(timing.rebalance_timeout_s * 1000),
            max_poll_interval_ms=round(timing.idle_limit_s * 1000),
        )
        self._hands = Hands(settle_s=timing.settle_s)
        reader.subscribe(self._topics, listener=Handover(self._hands))
        await connect(reader, timing)
        self._reader = reader
        return reader

    async def _disconnect(self) -> None:
        reader, self._reader = self._reader, None
        self._hands.drop()
        if reader is None:
            return
        # A static member never leaves by itself; a planned stop should not cost the others a session timeout.
        reader._coordinator._group_instance_id = None
        await end(reader, self._timing)


async def _position(reader: AIOKafkaConsumer, place: TopicPartition, patience_s: float) -> int | None:
    try:
        async with asyncio.timeout(patience_s):
            return int(await reader.position(place))
    except (KafkaError, TimeoutError):
        return None
