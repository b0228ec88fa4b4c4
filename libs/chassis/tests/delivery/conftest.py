"""Small builders for the tests of deliveries: cancelled campaigns, said by one service, heard by another."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
import pytest_asyncio
from concert_chassis.databases import Databases, Migrated, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transactions
from concert_contracts.campaign import CampaignCancelled
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def cancelled() -> Callable[..., CampaignCancelled]:
    """The campaign of that number was cancelled, in that version of it."""

    def build(number: int = 1, version: int = 1) -> CampaignCancelled:
        return CampaignCancelled(
            campaign_id=UUID(int=number), version=version, cancelled_at=AT, reason="no budget"
        )

    return build


@pytest_asyncio.fixture
async def own_engine(databases: Databases, service: Migrated) -> AsyncIterator[AsyncEngine]:
    """On a database of this test alone, in which things are committed."""
    opened = create_async_engine(driver_url(await databases.fresh(service)))
    yield opened
    await opened.dispose()


@pytest.fixture
def transactions(own_engine: AsyncEngine, service: Migrated, clock: FakeClock) -> Transactions:
    return Transactions(own_engine, service=service.name, owner="campaign", clock=clock)
