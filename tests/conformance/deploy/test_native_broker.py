"""The native Kafka starts, stops and says plainly what is missing; three brokers outlive one of them."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from concert_chassis.bus.kafka import KafkaBus
from concert_chassis.bus.protocol import Outgoing
from concert_contracts.streams import Stream

BROKER = Path(__file__).parents[3] / "deploy" / "kafka" / "broker.py"
ENOUGH_S = 90.0


def broker(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": os.environ["PATH"] if path is None else path}
    command = [sys.executable, str(BROKER), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_without_java_and_maven_it_says_what_to_install(tmp_path: Path) -> None:
    found = shutil.which("ps")
    assert found is not None
    only_ps = tmp_path / "bin"
    only_ps.mkdir()
    (only_ps / "ps").symlink_to(found)
    refused = broker("start", "--data", str(tmp_path / "kafka"), path=str(only_ps))
    assert refused.returncode == 1
    assert "apt-get install" in refused.stderr
    assert "docker compose up kafka" in refused.stderr


def test_the_status_of_nothing_is_nothing(tmp_path: Path) -> None:
    shown = broker("status", "--data", str(tmp_path))
    assert shown.returncode == 3
    assert "no Kafka was started" in shown.stdout
    assert broker("stop", "--data", str(tmp_path)).stdout == "0 broker(s) stopped\n"


@pytest.fixture
def three_brokers(tmp_path: Path) -> Iterator[str]:
    started = broker("start", "--brokers", "3", "--data", str(tmp_path))
    assert started.returncode == 0, started.stderr
    yield started.stdout.strip()
    broker("stop", "--data", str(tmp_path))


@pytest.mark.kafka
async def test_with_three_brokers_the_death_of_one_loses_and_reorders_nothing(
    three_brokers: str, tmp_path: Path
) -> None:
    assert len(three_brokers.split(",")) == 3
    stream = Stream("conformance.three", "conformance", "key", timedelta(days=7), 6)
    bus = KafkaBus(f"kafka://{three_brokers}")
    await bus.start()
    await bus.ensure_topics([stream])
    keys = [f"key-{number}".encode() for number in range(20)]
    async with asyncio.timeout(ENOUGH_S):
        for n in range(100):
            await bus.publish([Outgoing(stream.name, key, str(n).encode(), ()) for key in keys])
            if n == 30:
                shown = await asyncio.to_thread(broker, "status", "--data", str(tmp_path))
                os.kill(int(shown.stdout.splitlines()[1].split()[-1]), signal.SIGKILL)
        found: dict[bytes, list[int]] = defaultdict(list)
        async with bus.subscribe(group="three", topics=[stream.name], member="a") as member:
            while sum(len(numbers) for numbers in found.values()) < 100 * len(keys):
                batch = await member.take(max_records=500, linger_s=0)
                await member.commit(batch)
                for record in batch:
                    found[record.key or b""].append(int(record.value or b"-1"))
    await bus.close()
    assert found == {key: list(range(100)) for key in keys}
