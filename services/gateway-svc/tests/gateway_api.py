"""How a test posts to the gateway, and who listens behind it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import httpx
from concert_chassis.company import Company
from concert_chassis.definition import Service
from concert_chassis.transaction import Transaction
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.external import OrderPlaced
from concert_contracts.goals import GoalSet
from concert_contracts.http_codec import to_http_batch, to_http_binary, to_http_structured
from concert_contracts.identity import uuid7
from pydantic_core import from_json

ADDRESS = "/v1/events"


async def on_order_placed(tx: Transaction, event: OrderPlaced) -> None:
    """Answers every order it hears of with a goal of that name, so that a test can count what was heard."""
    fields = from_json(example_of(GoalSet))["data"]
    tx.emit(GoalSet.model_validate(fields | {"name": event.order_id}, strict=False))


LISTENER = Service("goals-svc", "goals", "Listens to orders.", None, reactions=[on_order_placed])


@dataclass(frozen=True)
class Gateway:
    """`client` asks as a system."""

    MINUTE: ClassVar[timedelta] = timedelta(minutes=1)

    company: Company
    client: httpx.AsyncClient

    def order(self, order_id: str = "A-1", **changes: Any) -> Envelope:
        """An order as a shop would say it."""
        now = self.company.clock.now()
        event = OrderPlaced(order_id=order_id, placed_at=now, revenue_minor=2_500, currency="EUR")
        return self.enveloped(event, **changes)

    def enveloped(self, event: Event, **changes: Any) -> Envelope:
        now = self.company.clock.now()
        identity = uuid7(now)
        given = {
            "id": identity,
            "source": "/shop",
            "time": now,
            "recordedtime": now,
            "correlationid": str(identity),
            "causationid": str(identity),
            "sequence": 0,
        }
        return Envelope.carrying(event, **(given | changes))

    async def binary(self, envelope: Envelope) -> httpx.Response:
        headers, body = to_http_binary(envelope)
        return await self.client.post(ADDRESS, headers=headers, content=body)

    async def structured(self, envelope: Envelope) -> httpx.Response:
        headers, body = to_http_structured(envelope)
        return await self.client.post(ADDRESS, headers=headers, content=body)

    async def batch(self, *envelopes: Envelope, address: str = ADDRESS) -> httpx.Response:
        headers, body = to_http_batch(envelopes)
        return await self.client.post(address, headers=headers, content=body)

    async def raw(self, document: object, *, address: str = ADDRESS) -> httpx.Response:
        kind = "application/cloudevents-batch+json" if isinstance(document, list) else STRUCTURED
        return await self.client.post(address, json=document, headers={"Content-Type": kind})

    async def said(self) -> list[Envelope]:
        """What is on the bus since this test began."""
        await self.company.drain()
        began = self.company.clock.now().replace(second=0)
        return [envelope for envelope in self.company.said() if envelope.recordedtime >= began]

    async def said_outside(self) -> list[Envelope]:
        return [envelope for envelope in await self.said() if envelope.event().owner() == "external"]

    async def heard(self) -> list[str]:
        """The orders that had an effect behind the gateway."""
        events = [envelope.event() for envelope in await self.said()]
        return [event.name for event in events if isinstance(event, GoalSet)]


STRUCTURED = "application/cloudevents+json"
