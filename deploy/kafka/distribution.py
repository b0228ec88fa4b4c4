"""Fetches Apache Kafka's jars by Maven and runs its tools, so that no archive has to be unpacked by hand."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class KafkaNotAvailable(Exception):
    """This machine cannot run the broker; the message says what is missing and what to do."""


def fetch_jars() -> Path:
    """The folder of the broker's jars, fetched by Maven once per content of pom.xml."""
    digest = hashlib.sha256((HERE / "pom.xml").read_bytes()).hexdigest()[:12]
    jars = ROOT / ".kafka" / f"jars-{digest}"
    if jars.is_dir():
        return jars
    if shutil.which("mvn") is None:
        raise KafkaNotAvailable(
            "Maven is needed to fetch Apache Kafka the first time: install it (Debian: apt-get install "
            "maven), or use containers: docker compose up kafka"
        )
    sys.stderr.write("fetching Apache Kafka with Maven\n")
    partial = jars.with_name(f"{jars.name}.{os.getpid()}")
    fetched = subprocess.run(
        [
            *("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"),
            *("-DincludeScope=runtime", f"-DoutputDirectory={partial}"),
        ],
        stdout=sys.stderr,
        check=False,
    )
    if fetched.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise KafkaNotAvailable("Maven could not fetch Apache Kafka; its message is above")
    try:
        partial.rename(jars)
    except OSError:  # another start has fetched the same jars meanwhile
        shutil.rmtree(partial)
    return jars


def java(jars: Path, *arguments: str) -> list[str]:
    found = shutil.which("java")
    if found is None:
        raise KafkaNotAvailable(
            "Java 17 or newer is needed to run Apache Kafka: install it (Debian: apt-get install "
            "default-jre-headless), or use containers: docker compose up kafka"
        )
    return [found, "-cp", f"{jars}/*", *arguments]


def format_storage(jars: Path, cluster_id: str, configuration: Path) -> None:
    formatted = subprocess.run(
        java(jars, "kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(configuration)),
        capture_output=True,
        text=True,
        check=False,
    )
    if formatted.returncode != 0:
        raise KafkaNotAvailable(f"the data directory could not be formatted:\n{formatted.stderr}")


def new_cluster_id(jars: Path) -> str:
    made = subprocess.run(
        java(jars, "kafka.tools.StorageTool", "random-uuid"), capture_output=True, text=True, check=True
    )
    return made.stdout.strip()
