"""insight-svc asked over HTTP, on a database of its own, with a token per role."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio
from concert_chassis.application import application
from concert_chassis.bus.opening import open_bus
from concert_chassis.databases import Databases, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.health import Readiness
from concert_chassis.http import Wired
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer
from concert_chassis.tokens import token_verifier
from concert_chassis.transaction import Transactions
from insight_api import Api
from insight_svc.service import SERVICE
from insight_svc.settings import InsightSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

FORGOTTEN = (
    "insight",
    "insight_step",
    "announced_campaign",
    "topic_look",
    "surge",
    "contact",
    "reason",
    "reason_model",
    "idempotency",
    "inbox",
    "outbox",
)


@pytest_asyncio.fixture(scope="session")
async def committed_to(databases: Databases) -> str:
    """A database of its own for what these tests commit; each begins by forgetting the one before."""
    return await databases.fresh(SERVICE)


@pytest_asyncio.fixture
async def api(committed_to: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Api]:
    issuer = kept_local_issuer(tmp_path / "keys")
    url = committed_to
    settings = InsightSettings.model_validate(
        {
            "environment": "test",
            "database_url": url,
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": tmp_path / "keys" / "jwks.json",
        }
    )
    engine = create_async_engine(driver_url(url))
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(FORGOTTEN)}"))
    transactions = Transactions(engine, service=SERVICE.name, owner=SERVICE.owner, clock=clock)
    bus = open_bus("memory://", clock)
    app = application(
        name=SERVICE.name,
        version="0",
        description=SERVICE.description,
        routers=SERVICE.routers,
        parts=Wired(settings, clock, transactions, token_verifier(settings, clock), bus),
        readiness=Readiness(started=True),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://insight") as client:
        client.headers.update({"Authorization": f"Bearer {issuer.token('campaign_owner', now=clock.now())}"})
        yield Api(client, issuer, clock, transactions)
    await engine.dispose()
