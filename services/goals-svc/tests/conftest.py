"""What the tests of goals-svc share: its database, its builders, and a transaction at any time."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transaction
from goals_svc.service import SERVICE
from goals_time import Later
from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest.fixture
def later(tx: Transaction, engine: AsyncEngine, clock: FakeClock) -> Later:
    return Later(tx, engine, clock)
