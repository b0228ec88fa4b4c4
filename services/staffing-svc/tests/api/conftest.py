"""The service asked over HTTP, on a database that is emptied after each test, with a token per role."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from concert_chassis.databases import Databases, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.testing_http import forget
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from staffing_api import Api
from staffing_svc.service import SERVICE
from staffing_svc.settings import StaffingSettings
from staffing_svc.store.tables import METADATA


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
        SERVICE, StaffingSettings, committed, clock=clock, keys=keys, role="planner"
    ) as asked:
        yield asked
    await forget(committed, METADATA)
