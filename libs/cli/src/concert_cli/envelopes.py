"""Events on their way to the gateway: wrapped as CloudEvents, a batch per request."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx
from concert_chassis.clock import SystemClock
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.external import ContactEnded
from concert_contracts.http_codec import to_http_batch
from concert_contracts.identity import uuid7

from concert_cli.installation import answer

BATCH = 500
SOURCE = "/concert/command-line"


def identity_of(contact: ContactEnded) -> UUID:
    """The same contact of a file loaded twice is the same event, which everybody counts once."""
    return uuid5(NAMESPACE_URL, f"urn:concert:contact:{contact.contact_id}:{contact.ended_at.isoformat()}")


def wrapped(event: Event, *, at: datetime, identity: UUID | None = None) -> Envelope:
    """The event as said at `at`, under a new id unless it has one."""
    identity = identity or uuid7(SystemClock().now())
    return Envelope.carrying(
        event,
        id=identity,
        source=SOURCE,
        time=at,
        recordedtime=at,
        correlationid=str(identity),
        causationid=str(identity),
        sequence=0,
    )


def send(gateway: httpx.Client, envelopes: Sequence[Envelope]) -> Iterator[int]:
    """Sends batch by batch and says how many were taken after each."""
    for first in range(0, len(envelopes), BATCH):
        part = envelopes[first : first + BATCH]
        headers, body = to_http_batch(part)
        answer(gateway.post("/v1/events", headers=headers, content=body))
        yield len(part)
