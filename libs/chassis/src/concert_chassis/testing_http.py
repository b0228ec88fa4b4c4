"""What tests of routes stand on: a service asked over HTTP, on a real database, with a token per role."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from concert_chassis.application import application
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.health import Readiness
from concert_chassis.http import Wired
from concert_chassis.local_issuer import LOCAL_ISSUER, LocalIssuer, kept_local_issuer
from concert_chassis.settings import ServiceSettings
from concert_chassis.tokens import token_verifier
from concert_chassis.transaction import Transactions

DELIVERIES = ("outbox", "inbox", "aggregate_sequence", "idempotency")


@dataclass(frozen=True)
class Asked:
    """`client` asks as the role that was given to `over_http`; `role(...)` gives headers for somebody else."""

    client: httpx.AsyncClient
    issuer: LocalIssuer
    clock: FakeClock
    transactions: Transactions

    def role(self, role: str, **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.token(role, now=self.clock.now(), **claims)}"}

    @classmethod
    @asynccontextmanager
    async def over_http(
        cls,
        service: Service,
        settings: type[ServiceSettings],
        engine: AsyncEngine,
        *,
        clock: FakeClock,
        keys: Path,
        role: str,
    ) -> AsyncIterator[Self]:
        """The service's own application, on a database whose transactions commit."""
        issuer = kept_local_issuer(keys)
        wired = _wired(service, settings, engine, clock, keys)
        app = application(
            name=service.name,
            version="0",
            description=service.description,
            routers=service.routers,
            parts=wired,
            readiness=Readiness(started=True),
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{service.owner}") as client:
            asked = cls(client, issuer, clock, wired.transactions)
            client.headers.update(asked.role(role))
            yield asked


def _wired(
    service: Service, settings: type[ServiceSettings], engine: AsyncEngine, clock: FakeClock, keys: Path
) -> Wired:
    given = settings.model_validate(
        {
            "environment": "test",
            "database_url": "postgresql://unused",
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": keys / "jwks.json",
        }
    )
    transactions = Transactions(engine, service=service.name, owner=service.owner, clock=clock)
    return Wired(given, clock, transactions, token_verifier(given, clock), MemoryBus(clock))


async def forget(engine: AsyncEngine, metadata: MetaData, *, kept: tuple[str, ...] = ()) -> None:
    """Empties the service's tables but those `kept`, row by row: for a handful that is faster than truncating."""
    tables = [table.name for table in reversed(metadata.sorted_tables) if table.name not in kept]
    async with engine.begin() as connection:
        for table in [*tables, *DELIVERIES]:
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 # names of our own tables
