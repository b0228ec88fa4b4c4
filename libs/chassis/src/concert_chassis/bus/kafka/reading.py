"""Opens readers of the Kafka client, and turns what they return into the bus's records."""

import asyncio
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from concert_chassis.bus.kafka.address import KafkaAddress
from concert_chassis.bus.kafka.timing import (
    FETCH_BYTES_MOST,
    FETCH_BYTES_MOST_PER_PARTITION,
    KafkaTiming,
)
from concert_chassis.bus.protocol import BusUnavailable, Record


def new_reader(address: KafkaAddress, timing: KafkaTiming, **arguments: object) -> AIOKafkaConsumer:
    """A reader with bounded buffers that never commits by itself; not yet connected."""
    return AIOKafkaConsumer(
        **address.client_arguments(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_bytes=FETCH_BYTES_MOST,
        max_partition_fetch_bytes=FETCH_BYTES_MOST_PER_PARTITION,
        request_timeout_ms=round(timing.request_timeout_s * 1000),
        **arguments,
    )


async def connect(reader: AIOKafkaConsumer, timing: KafkaTiming) -> None:
    try:
        async with asyncio.timeout(timing.connect_timeout_s):
            await reader.start()
    except (KafkaError, OSError, TimeoutError) as error:
        await end(reader, timing)
        raise BusUnavailable(f"Kafka does not answer: {error!r}") from error


async def end(reader: AIOKafkaConsumer, timing: KafkaTiming) -> None:
    """Closes the reader, but waits no longer for a broker that is away than one request may take."""
    try:
        async with asyncio.timeout(timing.request_timeout_s):
            await reader.stop()
    except (KafkaError, OSError, TimeoutError):
        await reader._client.close()  # stop() ends with this; after a failure nothing else of it matters


def as_record(found: ConsumerRecord) -> Record:
    return Record(
        found.topic,
        found.partition,
        found.offset,
        found.key,
        found.value,
        tuple((name, value or b"") for name, value in found.headers),
        datetime.fromtimestamp(found.timestamp / 1000, UTC),
    )


async def read_along(
    address: KafkaAddress, timing: KafkaTiming, topics: Collection[str], since: datetime | None
) -> AsyncIterator[Record]:
    """Every record of the topics from `since` on (None: only new ones), for ever, without a group."""
    reader = new_reader(address, timing)
    await connect(reader, timing)
    try:
        places = [place for topic in topics for place in await _places(reader, topic)]
        reader.assign(places)
        await _seek(reader, places, since)
        while True:
            found = await reader.getmany(timeout_ms=round(timing.poll_s * 1000))
            for record in sorted(
                (record for some in found.values() for record in some), key=lambda record: record.timestamp
            ):
                yield as_record(record)
    finally:
        await end(reader, timing)


async def _places(reader: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    numbers = await reader._client._wait_on_metadata(topic)  # partitions_for_topic() does not ask the broker
    return [TopicPartition(topic, number) for number in sorted(numbers)]


async def _seek(reader: AIOKafkaConsumer, places: list[TopicPartition], since: datetime | None) -> None:
    ends = await reader.end_offsets(places)
    found = {}
    if since is not None:
        from_ms = int(since.timestamp() * 1000)
        found = await reader.offsets_for_times(dict.fromkeys(places, from_ms))
    for place in places:
        begin = found.get(place)
        reader.seek(place, ends[place] if begin is None else begin.offset)
