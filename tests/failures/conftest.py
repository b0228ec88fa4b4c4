"""The ledger's pipeline on each bus that keeps things: PostgreSQL and a real Apache Kafka."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from concert_chassis.databases import Databases
from concert_chassis.local_issuer import kept_local_issuer

sys.path.insert(0, str(Path(__file__).parent))
from ledger import asked  # the folder is made importable just above
from ledger_services import HEARD_TABLES, SAID_TABLE
from processes import Nursery, nursery
from rig import Pipeline


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
    kept = {"producer": await databases.empty(), "consumer": await databases.empty()}
    await asked(kept["producer"], SAID_TABLE)
    for statement in HEARD_TABLES.split(";\n"):
        await asked(kept["consumer"], statement)
    bus_url = await databases.empty()
    if request.param == "kafka":
        bus_url = f"kafka://{request.getfixturevalue('kafka_servers')}"
    keys = tmp_path_factory.mktemp("issuer")
    return Pipeline(bus_url, kept, keys, kept_local_issuer(keys), cradle)


@pytest.fixture
def prefix() -> str:
    """Begins the names of this test's queues, so that tests can share one pipeline."""
    return f"{uuid4().hex[:12]}-"
