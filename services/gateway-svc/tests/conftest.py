"""What the tests of gateway-svc share: the gateway with a listener behind it, in one process on the bus of tests."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))

from concert_chassis.company import Company, Department, company_of
from concert_chassis.databases import Databases
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from gateway_api import LISTENER, Gateway
from gateway_svc.service import SERVICE
from gateway_svc.settings import GatewaySettings


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    departments = [Department(SERVICE, GatewaySettings), Department(LISTENER)]
    folder = tmp_path_factory.mktemp("keys")
    async with company_of(departments, databases=databases, folder=folder, clock=FakeClock()) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def gateway(company: Company) -> AsyncIterator[Gateway]:
    """Each test has a minute of its own, so that it reads only what it caused."""
    await company.at(company.clock.now().replace(second=0) + Gateway.MINUTE)
    async with company.client(SERVICE.name, "system") as client:
        yield Gateway(company, client)
