"""What the tests of the command share: services that really answer on this machine, and the command itself."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

sys.path.insert(0, str(Path(__file__).parent))

from cli_company import RunningCompany, running_company
from concert_chassis.databases import Databases


@pytest.fixture(scope="package")
def company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCompany]:
    """Gateway, campaigns and staffing behind real sockets, for all tests of the command."""
    with running_company(databases, tmp_path_factory.mktemp("installation")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _logs_elsewhere() -> Iterator[None]:
    """The services share this process, but what they log is not what the command prints."""
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _nothing_but_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command knows only what a test tells it."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONCERT_TOKEN", "CONCERT_CALLER_KEY"):
        monkeypatch.delenv(name, raising=False)
    for service in ("GATEWAY", "CAMPAIGN", "STAFFING", "INSIGHT", "GOALS"):
        monkeypatch.delenv(f"CONCERT_{service}_URL", raising=False)
