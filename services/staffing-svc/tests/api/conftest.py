"""The staffing service asked over HTTP, on a database that is emptied after each test, with a token per role."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio
from concert_chassis.application import application
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.databases import Databases, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.health import Readiness
from concert_chassis.http import Wired
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer
from concert_chassis.tokens import token_verifier
from concert_chassis.transaction import Transactions
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from staffing_api import Api
from staffing_svc.service import SERVICE
from staffing_svc.settings import StaffingSettings
from staffing_svc.store.tables import METADATA

DELIVERIES = ("outbox", "inbox", "aggregate_sequence", "idempotency")


@pytest_asyncio.fixture(scope="session")
async def committed(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """A database for the tests that commit."""
    engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture
async def api(committed: AsyncEngine, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Api]:
    issuer = kept_local_issuer(tmp_path / "keys")
    settings = StaffingSettings.model_validate(
        {
            "environment": "test",
            "database_url": "postgresql://unused",
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": tmp_path / "keys" / "jwks.json",
        }
    )
    transactions = Transactions(committed, service=SERVICE.name, owner=SERVICE.owner, clock=clock)
    app = application(
        name=SERVICE.name,
        version="0",
        description=SERVICE.description,
        routers=SERVICE.routers,
        parts=Wired(settings, clock, transactions, token_verifier(settings, clock), MemoryBus(clock)),
        readiness=Readiness(started=True),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://staffing") as client:
        client.headers.update({"Authorization": f"Bearer {issuer.token('planner', now=clock.now())}"})
        yield Api(client, issuer, clock, transactions)
    await _empty(committed)


async def _empty(engine: AsyncEngine) -> None:
    """Row by row: for a handful of rows that is faster than truncating."""
    tables = [table.name for table in reversed(METADATA.sorted_tables)]
    async with engine.begin() as connection:
        for table in [*tables, *DELIVERIES]:
            await connection.execute(text(f"DELETE FROM {table}"))
