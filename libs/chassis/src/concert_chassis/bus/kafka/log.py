"""The bus's promises kept by Apache Kafka, assembled from its parts."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime

from concert_contracts.streams import Stream

from concert_chassis.bus.kafka.address import parse_address
from concert_chassis.bus.kafka.publishing import Publisher
from concert_chassis.bus.kafka.reading import read_along
from concert_chassis.bus.kafka.subscription import KafkaSubscription
from concert_chassis.bus.kafka.timing import KafkaTiming
from concert_chassis.bus.kafka.topics import Topics
from concert_chassis.bus.protocol import BusUnavailable, Outgoing, Record, RecordRefused


class KafkaBus:
    """`url` as in address.py."""

    def __init__(self, url: str, *, timing: KafkaTiming | None = None) -> None:
        self._address = parse_address(url)
        self._timing = timing or KafkaTiming()
        self._publisher = Publisher(self._address, self._timing)
        self._topics = Topics(self._address, self._timing)
        self._streams: dict[str, Stream] = {}
        self._known: set[str] = set()

    async def start(self) -> None:
        """Raises BusUnavailable when no broker answers; whoever starts a service tries again."""
        await self._publisher.connect()

    async def close(self) -> None:
        await self._publisher.close()

    async def check(self) -> None:
        await self._topics.check()

    async def ensure_topics(self, streams: Iterable[Stream]) -> None:
        wanted = {stream.name: stream for stream in streams}
        await self._topics.ensure(wanted.values())
        self._streams |= wanted
        self._known |= wanted.keys()

    async def publish(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            if record.topic not in self._known:
                await self._find_topic(record)
        try:
            await self._publisher.publish(records)
        except BusUnavailable:
            # A broker that was wiped has lost its topics: look for them again before the next attempt.
            self._known.clear()
            raise

    def subscribe(self, *, group: str, topics: Collection[str], member: str) -> KafkaSubscription:
        return KafkaSubscription(self._address, self._timing, group=group, topics=topics, member=member)

    def tail(self, topics: Collection[str], *, since: datetime | None) -> AsyncIterator[Record]:
        return read_along(self._address, self._timing, topics, since)

    async def lag(self, group: str) -> dict[tuple[str, int], int]:
        return await self._topics.lag(group)

    async def _find_topic(self, record: Outgoing) -> None:
        """A topic that we made once is made again if it is gone; one that nobody made is refused."""
        if stream := self._streams.get(record.topic):
            await self._topics.ensure([stream])
        elif not await self._topics.exists(record.topic):
            raise RecordRefused(f"there is no topic {record.topic!r}", record)
        self._known.add(record.topic)
