"""The chassis is tested as a service with nothing of its own: the name of campaign-svc, no tables beside."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Bare:
    name: str
    migrations: str | None = None


@pytest.fixture(scope="session")
def service() -> Bare:
    return Bare("campaign-svc")
