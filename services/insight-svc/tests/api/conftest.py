"""The service asked over HTTP, on a database that is emptied after each test, with a token per role."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from concert_chassis.databases import Databases, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.testing_http import forget
from insight_api import Api
from insight_svc.service import SERVICE
from insight_svc.settings import InsightSettings
from insight_svc.store.tables import METADATA
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


@pytest_asyncio.fixture(scope="session")
async def committed(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """A database for the tests that commit."""
    engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture
async def api(committed: AsyncEngine, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Api]:
    keys = tmp_path / "keys"
    async with Api.over_http(
        SERVICE, InsightSettings, committed, clock=clock, keys=keys, role="campaign_owner"
    ) as asked:
        yield asked
    await forget(committed, METADATA, kept=("department",))
