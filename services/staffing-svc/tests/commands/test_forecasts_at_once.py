"""A queue may be forecast by the night's timer and for a new campaign at the same moment."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio
from concert_chassis.databases import Databases, driver_url
from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transactions
from sqlalchemy.ext.asyncio import create_async_engine
from staffing_builders import NOW, a_queue, history
from staffing_svc.commands.forecast_queue import forecast_queue
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.service import SERVICE
from staffing_svc.store import intervals


@pytest_asyncio.fixture
async def transactions(databases: Databases) -> AsyncIterator[Transactions]:
    engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
    yield Transactions(engine, service="staffing-svc", owner="staffing", clock=FakeClock(NOW))
    await engine.dispose()


async def test_two_who_forecast_a_queue_at_once_make_two_versions_one_after_the_other(
    transactions: Transactions,
) -> None:
    async with transactions.begin() as tx:
        queue = await set_up_queue(tx, a_queue(), seen_version=0)
        await intervals.put(tx, history(weeks=3))

    async def forecast() -> int:
        async with transactions.begin() as tx:
            made = await forecast_queue(tx, queue, until=NOW + timedelta(days=7))
            assert made is not None
            return made.version

    assert sorted(await asyncio.gather(forecast(), forecast())) == [1, 2]
