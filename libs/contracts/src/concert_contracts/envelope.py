"""What travels around an event: who said it, when, about what, and what led to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from concert_contracts.event import Event
from concert_contracts.malformed import UnknownEventType
from concert_contracts.vocabulary import find_event_class


def dataschema_of(wire_name: str) -> str:
    """The URI that names the schema of an event type; the registry of schemas is found by it."""
    return f"urn:concert:schema:{wire_name}"


@dataclass(frozen=True)
class Envelope:
    """One event as it travels; `data` is its JSON.

    `time` is when the fact happened, `recordedtime` when Concert wrote it down. `sequence` counts the events
    of one aggregate from 1 (0: said by an outside system that does not count). `correlationid` is the same
    through a whole story, `causationid` is the id of what directly led to this event.
    """

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    dataschema: str
    partitionkey: str
    correlationid: str
    causationid: str
    recordedtime: datetime
    sequence: int
    expirytime: datetime | None
    traceparent: str | None
    data: bytes

    @classmethod
    def carrying(
        cls,
        event: Event,
        *,
        id: UUID,
        source: str,
        time: datetime,
        recordedtime: datetime,
        correlationid: str,
        causationid: str,
        sequence: int,
        subject: str | None = None,
        traceparent: str | None = None,
    ) -> Self:
        """Wrap an event; what follows from its class (type, schema, key, expiry) is taken from there."""
        expires_after = event.EXPIRES_AFTER
        key = event.key
        return cls(
            id=id,
            source=source,
            type=event.WIRE_NAME,
            subject=key if subject is None else subject,
            time=time,
            dataschema=dataschema_of(event.WIRE_NAME),
            partitionkey=key,
            correlationid=correlationid,
            causationid=causationid,
            recordedtime=recordedtime,
            sequence=sequence,
            expirytime=None if expires_after is None else time + expires_after,
            traceparent=traceparent,
            data=event.data(),
        )

    def event(self) -> Event:
        """The event inside. Raises `UnknownEventType`, or `MalformedEvent` naming JSON pointers."""
        event_class = find_event_class(self.type)
        if event_class is None:
            raise UnknownEventType(
                f"type {self.type!r} is not in the vocabulary; check its spelling and version", field="type"
            )
        return event_class.read(self.data)

    def expired(self, now: datetime) -> bool:
        """Whether acting on this event at `now` would do harm."""
        return self.expirytime is not None and now >= self.expirytime
