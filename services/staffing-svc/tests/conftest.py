"""What the tests of staffing-svc share: the service whose database they use."""

import pytest
from concert_chassis.definition import Service
from staffing_svc.service import SERVICE


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE
