"""What tests of several folders need beside the chassis's kit: a real Apache Kafka."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BROKER = Path(__file__).parent.parent / "deploy" / "kafka" / "broker.py"


@pytest.fixture(scope="session")
def kafka_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`host:port`, with commas between several: of CONCERT_TEST_KAFKA, else of one started for the session.

    A machine that cannot have a broker fails; these tests never skip.
    """
    given = os.environ.get("CONCERT_TEST_KAFKA")
    if given:
        yield given
        return
    data = str(tmp_path_factory.mktemp("kafka"))
    started = subprocess.run(
        [sys.executable, str(BROKER), "start", "--data", data], capture_output=True, text=True, check=False
    )
    if started.returncode != 0:
        pytest.fail(f"no Apache Kafka can be had here: {started.stderr}", pytrace=False)
    yield started.stdout.strip()
    subprocess.run([sys.executable, str(BROKER), "stop", "--data", data], check=True, capture_output=True)
