"""Writes records in order per key and until all replicas acknowledge them, or says that they did not."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import InvalidTopicError, KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from concert_chassis.bus.kafka.address import KafkaAddress
from concert_chassis.bus.kafka.timing import BATCH_BYTES, RECORD_BYTES_MOST, KafkaTiming
from concert_chassis.bus.protocol import BusUnavailable, Outgoing, RecordRefused

log = structlog.get_logger(__name__)

REFUSALS = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidTopicError)
RECORD_OVERHEAD_BYTES = 80
HEADER_OVERHEAD_BYTES = 10
Place = tuple[str, int]
"""(topic, partition)"""


class Publisher:
    """One idempotent producer at a time; after any failure it is given up and the next call makes another.

    Giving up matters: a producer of this library never stops retrying what it holds, so keeping it would
    send old records after their newer copies. A copy that was on its way arrives as a duplicate of an event
    already there, which every inbox knows.
    """

    def __init__(self, address: KafkaAddress, timing: KafkaTiming) -> None:
        self._address = address
        self._timing = timing
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def publish(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            refuse_if_too_large(record)
        producer = await self.connect()
        try:
            async with asyncio.timeout(self._timing.publish_timeout_s):
                await self._publish_with(producer, records)
        except TimeoutError:
            self._give_up(producer)
            waited = self._timing.publish_timeout_s
            raise BusUnavailable(f"Kafka did not acknowledge within {waited:g} s") from None
        except KafkaError as error:
            self._give_up(producer)
            raise BusUnavailable(f"Kafka did not acknowledge: {error}") from error
        except RecordRefused:
            self._give_up(producer)
            raise

    async def connect(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._producer is None:
                self._producer = await self._started()
            return self._producer

    async def close(self) -> None:
        if self._producer is not None:
            self._give_up(self._producer)
        await asyncio.gather(*self._leaving)

    async def _started(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._address.client_arguments(),
            acks="all",
            enable_idempotence=True,
            max_batch_size=BATCH_BYTES,
            request_timeout_ms=round(self._timing.request_timeout_s * 1000),
        )
        try:
            async with asyncio.timeout(self._timing.connect_timeout_s):
                await producer.start()
        except (KafkaError, OSError, TimeoutError) as error:
            await producer.stop()
            raise BusUnavailable(f"Kafka does not answer: {error}") from error
        return producer

    async def _publish_with(self, producer: AIOKafkaProducer, records: Sequence[Outgoing]) -> None:
        by_place: dict[Place, list[Outgoing]] = defaultdict(list)
        counts = {
            topic: len(await producer.partitions_for(topic)) for topic in {record.topic for record in records}
        }
        for record in records:
            by_place[record.topic, partition_of(record.key, counts[record.topic])].append(record)
        results = await asyncio.gather(
            *(self._send_in_order(producer, place, wanted) for place, wanted in by_place.items()),
            return_exceptions=True,
        )
        failures = [result for result in results if isinstance(result, BaseException)]
        failures.sort(key=lambda failure: not isinstance(failure, RecordRefused))
        if failures:
            raise failures[0]

    async def _send_in_order(
        self, producer: AIOKafkaProducer, place: Place, records: Sequence[Outgoing]
    ) -> None:
        """Each batch is acknowledged before the next one leaves: nothing passes a refused record."""
        topic, partition = place
        waiting = list(records)
        while waiting:
            batch = producer.create_batch()
            taken = 0
            while taken < len(waiting) and _appended(batch, waiting[taken]):
                taken += 1
            batch.close()
            try:
                await (await producer.send_batch(batch, topic, partition=partition))
            except REFUSALS as error:
                raise RecordRefused(f"Kafka refused a record: {error}", waiting[0]) from error
            del waiting[:taken]

    def _give_up(self, producer: AIOKafkaProducer) -> None:
        if self._producer is producer:
            self._producer = None
        leaving = asyncio.create_task(_abandon(producer, self._timing.request_timeout_s))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


def refuse_if_too_large(record: Outgoing) -> None:
    headers = sum(len(name) + len(value) + HEADER_OVERHEAD_BYTES for name, value in record.headers)
    size = len(record.key) + len(record.value) + headers + RECORD_OVERHEAD_BYTES
    if size > RECORD_BYTES_MOST:
        raise RecordRefused(f"{size} bytes are more than the {RECORD_BYTES_MOST} of one record", record)


@lru_cache(maxsize=65_536)
def _hash(key: bytes) -> int:
    return int(murmur2(key)) & 0x7FFFFFFF


def partition_of(key: bytes, partitions: int) -> int:
    """The same partition that Kafka's own Java client chooses for the key."""
    return _hash(key) % partitions


def _appended(batch: BatchBuilder, record: Outgoing) -> bool:
    return (
        batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))
        is not None
    )


async def _abandon(producer: AIOKafkaProducer, patience_s: float) -> None:
    """Ends a producer without sending what it holds; its own stop() waits for that, if need be for ever."""
    # The library has no public way round the flush: this is the rest of what its stop() does.
    producer._closed = True
    try:
        async with asyncio.timeout(patience_s):
            await producer._sender.close()
    except (TimeoutError, KafkaError, OSError) as error:
        log.warning("a Kafka producer did not end cleanly", error=repr(error))
    await producer.client.close()
