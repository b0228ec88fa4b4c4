"""Makes the topics as their streams describe them, and asks the brokers how things are."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError, for_code
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from concert_contracts.streams import Stream

from concert_chassis.bus.kafka.address import KafkaAddress
from concert_chassis.bus.kafka.timing import KafkaTiming
from concert_chassis.bus.protocol import BusUnavailable

log = structlog.get_logger(__name__)

ALREADY_EXISTS = 36
UNKNOWN_TOPIC = 3
BROKERS_DEFAULT = -1


class TopicNotMade(RuntimeError):
    """The broker does not allow the topic as it is described: a person has to change one of the two."""


class Topics:
    """Opens a connection for each question: they are rare, and then nothing can be stale."""

    def __init__(self, address: KafkaAddress, timing: KafkaTiming) -> None:
        self._address = address
        self._timing = timing

    async def check(self) -> None:
        async with self._asking() as admin:
            await admin.describe_cluster()

    async def exists(self, topic: str) -> bool:
        async with self._asking() as admin:
            (found,) = await admin.describe_topics([topic])
            return bool(found["error_code"] != UNKNOWN_TOPIC)

    async def ensure(self, streams: Iterable[Stream]) -> None:
        wanted = {stream.name: stream for stream in streams}
        if not wanted:
            return
        async with self._asking() as admin:
            answer = await admin.create_topics([_as_topic(stream) for stream in wanted.values()])
            old = {name for name, code, *_ in answer.topic_errors if code == ALREADY_EXISTS}
            for name, code, *message in answer.topic_errors:
                if code and code != ALREADY_EXISTS:
                    _raise(name, code, *message)
            await self._adjust(admin, [wanted[name] for name in sorted(old)])
            await self._until_led(admin, wanted)

    async def lag(self, group: str) -> dict[tuple[str, int], int]:
        async with self._asking() as admin:
            committed = await _committed(admin, group)
        done = {place: kept.offset for place, kept in committed.items() if kept.offset >= 0}
        if not done:
            return {}
        async with self._reading() as reader:
            ends = await reader.end_offsets(list(done))
        return {(at.topic, at.partition): max(0, ends[at] - offset) for at, offset in done.items()}

    async def _adjust(self, admin: AIOKafkaAdminClient, streams: list[Stream]) -> None:
        """Retention follows the stream; partitions stay: adding some would break the order of keys."""
        if not streams:
            return
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, stream.name, _settings(stream)) for stream in streams]
        )
        for found in await admin.describe_topics([stream.name for stream in streams]):
            wanted = next(stream.partitions for stream in streams if stream.name == found["topic"])
            if len(found["partitions"]) != wanted:
                log.warning(
                    "topic has other partitions than its stream",
                    topic=found["topic"],
                    partitions=len(found["partitions"]),
                    wanted=wanted,
                )

    async def _until_led(self, admin: AIOKafkaAdminClient, names: Iterable[str]) -> None:
        """A topic just made has no leaders for a moment, and a consumer that asks then waits for long."""
        while True:
            found = await admin.describe_topics(list(names))
            if all(_is_led(topic) for topic in found):
                return
            await asyncio.sleep(0.05)

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(
            **self._address.client_arguments(),
            request_timeout_ms=round(self._timing.request_timeout_s * 1000),
        )
        try:
            async with asyncio.timeout(self._timing.connect_timeout_s):
                await admin.start()
                yield admin
        except (KafkaError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"Kafka does not answer: {error!r}") from error
        finally:
            await admin.close()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AIOKafkaConsumer]:
        reader = AIOKafkaConsumer(
            **self._address.client_arguments(),
            enable_auto_commit=False,
            request_timeout_ms=round(self._timing.request_timeout_s * 1000),
        )
        try:
            async with asyncio.timeout(self._timing.connect_timeout_s):
                await reader.start()
                yield reader
        except (KafkaError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"Kafka does not answer: {error!r}") from error
        finally:
            await reader.stop()


def _as_topic(stream: Stream) -> NewTopic:
    return NewTopic(
        stream.name,
        stream.partitions,
        BROKERS_DEFAULT,
        replica_assignments={},
        topic_configs=_settings(stream),
    )


def _settings(stream: Stream) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(stream.retention // timedelta(milliseconds=1)),
    }


async def _committed(admin: AIOKafkaAdminClient, group: str) -> dict[TopicPartition, OffsetAndMetadata]:
    while True:  # ended by the timeout of the connection
        try:
            found: dict[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(group)
        except GroupCoordinatorNotAvailableError:  # so says a broker that makes its first group
            await asyncio.sleep(0.1)
        else:
            return found


def _is_led(topic: dict[str, object]) -> bool:
    partitions = topic["partitions"]
    if topic["error_code"] or not isinstance(partitions, list):
        return False
    return bool(partitions) and all(part["leader"] >= 0 and not part["error_code"] for part in partitions)


def _raise(name: str, code: int, *message: str | None) -> None:
    error = for_code(code)
    said = f"topic {name}: {error.__name__} {' '.join(text for text in message if text)}"
    if error.retriable:
        raise BusUnavailable(said)
    raise TopicNotMade(said)
