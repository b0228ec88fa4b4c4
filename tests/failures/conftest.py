"""The ledger's pipeline on each bus that keeps things: PostgreSQL and a real Apache Kafka."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from concert_chassis.databases import Databases

sys.path.insert(0, str(Path(__file__).parent))
from child_processes import Nursery, nursery
from pipeline_rig import Pipeline, new_pipeline


@pytest_asyncio.fixture(scope="session")
async def cradle() -> AsyncIterator[Nursery]:
    async with nursery() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", params=["postgres", pytest.param("kafka", marks=pytest.mark.kafka)])
async def pipeline(
    request: pytest.FixtureRequest,
    databases: Databases,
    cradle: Nursery,
    tmp_path_factory: pytest.TempPathFactory,
) -> Pipeline:
    kafka = request.param == "kafka"
    bus_url = f"kafka://{request.getfixturevalue('kafka_servers')}" if kafka else await databases.empty()
    return await new_pipeline(databases, bus_url, tmp_path_factory.mktemp("issuer"), cradle)


@pytest.fixture
def prefix() -> str:
    """Begins the names of this test's queues, so that tests can share one pipeline."""
    return f"{uuid4().hex[:12]}-"
