"""What the tests of insight-svc share: the service whose database they use, on a Monday at 9."""

import pytest
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transaction
from insight_builders import NOW, Later
from insight_svc.service import SERVICE
from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def later(tx: Transaction, engine: AsyncEngine, clock: FakeClock) -> Later:
    return Later(tx, engine, clock)
