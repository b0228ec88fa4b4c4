"""All five services behind real sockets, in a thread of their own, for clients that know only their documents."""

import asyncio
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import structlog
import uvicorn
from campaign_svc.service import SERVICE as CAMPAIGN
from concert_chassis.company import Department, company_of
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock
from concert_chassis.local_issuer import kept_local_issuer
from fastapi import FastAPI
from gateway_svc.service import SERVICE as GATEWAY
from goals_svc.service import SERVICE as GOALS
from insight_svc.service import SERVICE as INSIGHT
from staffing_svc.service import SERVICE as STAFFING

sys.path.insert(0, str(Path(__file__).parent))

from strangers import Stranger

LONGEST_S = 60.0
ASKED_AS = [
    (GATEWAY, "system"),
    (CAMPAIGN, "campaign_owner"),
    (STAFFING, "planner"),
    (INSIGHT, "planner"),
    (GOALS, "executive"),
]


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


class _Company:
    """Opened in its own thread; `strangers` by the name of the service once `opened` is set."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self.opened = threading.Event()
        self.strangers: dict[str, Stranger] = {}

    def run(self) -> None:
        try:
            asyncio.run(self._work())
        finally:
            self.opened.set()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)

    async def _work(self) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        clock = FakeClock()
        departments = [Department(service) for service, _ in ASKED_AS]
        async with AsyncExitStack() as stack:
            company = await stack.enter_async_context(
                company_of(departments, databases=self._databases, folder=self._folder, clock=clock)
            )
            issuer = kept_local_issuer(self._folder)
            for service, role in ASKED_AS:
                address = await stack.enter_async_context(served(company.services[service.name].app))
                self.strangers[service.name] = Stranger(address, issuer.token(role, now=clock.now()))
            self.opened.set()
            await self._closing.wait()


@pytest.fixture(scope="package")
def strangers(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Stranger]]:
    """Who asks each service, and where."""
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    company = _Company(databases, tmp_path_factory.mktemp("keys"))
    thread = threading.Thread(target=company.run, name="company")
    thread.start()
    assert company.opened.wait(LONGEST_S)
    try:
        yield company.strangers
    finally:
        company.close()
        thread.join(LONGEST_S)
        structlog.configure(**before)
