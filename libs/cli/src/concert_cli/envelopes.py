"""Events on their way to the gateway: wrapped as CloudEvents, a batch per request."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import httpx
from concert_chassis.clock import SystemClock
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.http_codec import to_http_batch
from concert_contracts.identity import uuid7

from concert_cli.installation import answer

BATCH = 500
SOURCE = "/concert/command-line"


def wrapped(event: Event, *, at: datetime) -> Envelope:
    """The event as said at `at`."""
    identity = uuid7(SystemClock().now())
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
