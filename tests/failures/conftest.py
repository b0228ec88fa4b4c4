"""The ledger's pipeline on each bus that keeps things: PostgreSQL and a real Apache Kafka."""

import sys
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from concert_chassis.databases import Databases

sys.path.insert(0, str(Path(__file__).parent))
from ledger import asked  # the folder is made importable just above
from ledger_services import HEARD_TABLES, SAID_TABLE
from rig import Pipeline


@pytest_asyncio.fixture(scope="session", params=["postgres", pytest.param("kafka", marks=pytest.mark.kafka)])
async def pipeline(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Pipeline:
    kept = {"producer": await databases.empty(), "consumer": await databases.empty()}
    await asked(kept["producer"], SAID_TABLE)
    for statement in HEARD_TABLES.split(";\n"):
        await asked(kept["consumer"], statement)
    bus_url = await databases.empty()
    if request.param == "kafka":
        bus_url = f"kafka://{request.getfixturevalue('kafka_servers')}"
    return Pipeline(bus_url, kept, tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def prefix() -> str:
    """Begins the names of this test's queues, so that tests can share one pipeline."""
    return f"{uuid4().hex[:12]}-"
