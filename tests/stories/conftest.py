"""The whole company in one process, its sales queue with seven weeks of history behind it."""

import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from concert_chassis.company import Company, company_of
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock

sys.path.insert(0, str(Path(__file__).parent))
from sample_company import DEPARTMENTS, MONDAY, Opened, sales_is_set_up
from stored_history import StoredHistory


@pytest_asyncio.fixture(scope="session")
async def history(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> StoredHistory:
    """The staffing-svc database after seven weeks, loaded once; each story gets a copy."""
    kept = StoredHistory(databases)
    before = MONDAY - timedelta(hours=1)
    folder = tmp_path_factory.mktemp("keys")
    async with company_of(DEPARTMENTS, databases=kept, folder=folder, clock=FakeClock(before)) as company:
        await sales_is_set_up(company)
        kept.keep("staffing-svc")
    return kept


@pytest.fixture
def opened(history: StoredHistory, tmp_path: Path) -> Opened:
    """Opens a company of these departments, on the Monday on which the stories begin."""
    given = partial(company_of, databases=history, folder=tmp_path)
    return lambda departments, **more: given(departments, clock=FakeClock(MONDAY), **more)


@pytest_asyncio.fixture
async def company(opened: Opened) -> AsyncIterator[Company]:
    async with opened(DEPARTMENTS) as whole:
        yield whole
