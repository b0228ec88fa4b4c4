"""What every bus promises, so that memory, PostgreSQL and Kafka can stand in for each other."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from concert_contracts.streams import Stream

Headers = tuple[tuple[str, bytes], ...]


class BusUnavailable(ConnectionError):
    """The broker does not answer: nothing is known to be stored; try again later, for ever."""


class RecordRefused(Exception):
    """The broker will never take this record (too large, no such topic): trying again cannot help."""

    def __init__(self, message: str, record: "Outgoing") -> None:
        super().__init__(message)
        self.record = record


class Fenced(Exception):
    """The partition belongs to another member now: drop the batch, the other one reads it again."""


@dataclass(frozen=True, slots=True)
class Record:
    """One stored record; `offset` counts from 0 within (topic, partition) and never goes back."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to publish; all records of one key land on one partition, in the order given."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class Subscription(Protocol):
    """One member of a group; leaving the context gives its partitions back at once."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    async def take(self, *, max_records: int, linger_s: float) -> Sequence[Record]:
        """Waits for the first record, then up to `linger_s` for more; all of one partition, in order.

        Each call goes on after the last record taken; what was taken and not committed is delivered
        again only to whoever is given the partition next. Raises BusUnavailable.
        """
        ...

    async def commit(self, records: Sequence[Record]) -> None:
        """Says that these records and all before them in their partitions are done.

        Raises Fenced if a partition was given to another member, BusUnavailable if it is unknown
        whether the offsets were stored.
        """
        ...


class Bus(Protocol):
    """A durable log of topics, partitions and group offsets."""

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def check(self) -> None:
        """Returns if the broker answers now, else raises BusUnavailable."""
        ...

    async def ensure_topics(self, streams: Iterable[Stream]) -> None:
        """Makes the topics that are missing; safe to run in several processes at once."""
        ...

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Returns after every record is acknowledged as stored.

        Raises BusUnavailable (some may be stored: publish all of them again) or RecordRefused
        (none of the records after the refused one of the same key is stored).
        """
        ...

    def subscribe(self, *, group: str, topics: Collection[str], member: str) -> Subscription:
        """A new group begins at the oldest record kept. `member` is unique among live members."""
        ...

    def tail(self, topics: Collection[str], *, since: datetime | None) -> AsyncIterator[Record]:
        """Reads along without a group, for ever; from `since` on, or only what is new when None."""
        ...

    async def lag(self, group: str) -> dict[tuple[str, int], int]:
        """Records not yet committed by the group, per (topic, partition) it has ever been given."""
        ...
