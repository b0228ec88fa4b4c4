"""One bus after the other for the same tests: in memory, on PostgreSQL, on a real Apache Kafka."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from concert_chassis.bus.kafka import KafkaBus
from concert_chassis.bus.kafka.timing import KafkaTiming
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.opening import open_bus
from concert_chassis.bus.protocol import Bus
from concert_chassis.clock import SystemClock
from concert_chassis.databases import Databases
from concert_contracts.streams import Stream

sys.path.insert(0, str(Path(__file__).parent))
from bus_records import NewBus, a_stream  # the folder is made importable just above

IMPATIENT = KafkaTiming(settle_s=0.5, poll_s=0.1)
DURABLE = ["postgres", pytest.param("kafka", marks=pytest.mark.kafka)]


@pytest_asyncio.fixture(scope="session")
async def bus_database(databases: Databases) -> str:
    return await databases.empty()


@pytest.fixture(params=DURABLE)
def address(request: pytest.FixtureRequest) -> str:
    """Where the durable bus of this round is."""
    if request.param == "kafka":
        return f"kafka://{request.getfixturevalue('kafka_servers')}"
    return str(request.getfixturevalue("bus_database"))


@pytest.fixture(params=["memory", *DURABLE])
def where(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The bus of this round and its address, looked up while no event loop runs yet."""
    kind = str(request.param)
    found = {"kafka": "kafka_servers", "postgres": "bus_database"}.get(kind)
    return kind, str(request.getfixturevalue(found)) if found else ""


@pytest.fixture
async def new_bus(where: tuple[str, str]) -> AsyncIterator[NewBus]:
    """Each call opens the bus once more, as another process would; all see the same records."""
    opened: list[Bus] = []
    memory = MemoryBus(SystemClock())
    kind, address = where

    async def open_one() -> Bus:
        bus: Bus = memory
        if kind == "kafka":
            bus = KafkaBus(f"kafka://{address}", timing=IMPATIENT)
        elif kind == "postgres":
            bus = open_bus(address, SystemClock())
        opened.append(bus)
        await bus.start()
        return bus

    yield open_one
    for bus in opened:
        await bus.close()


@pytest.fixture
async def bus(new_bus: NewBus) -> Bus:
    return await new_bus()


@pytest.fixture
async def stream(bus: Bus) -> Stream:
    """A topic of four partitions that nobody else uses."""
    made = a_stream()
    await bus.ensure_topics([made])
    return made
