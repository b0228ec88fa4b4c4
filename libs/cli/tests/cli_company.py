"""Services in a thread of their own behind loopback sockets, and the command run against them."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from campaign_svc.service import SERVICE as CAMPAIGN
from campaign_svc.settings import CampaignSettings
from concert_chassis.clock import SystemClock
from concert_chassis.company import Company, Department, company_of
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock
from concert_chassis.home import Addresses, Home
from concert_chassis.local_issuer import DEPARTMENT_OF_ROLE, kept_local_issuer
from concert_cli.main import app
from concert_contracts.envelope import Envelope
from fastapi import FastAPI
from gateway_svc.service import SERVICE as GATEWAY
from gateway_svc.settings import GatewaySettings
from staffing_svc.service import SERVICE as STAFFING
from staffing_svc.settings import StaffingSettings
from typer.testing import CliRunner, Result

DEPARTMENTS = [
    Department(GATEWAY, GatewaySettings),
    Department(CAMPAIGN, CampaignSettings),
    Department(STAFFING, StaffingSettings),
]
LONGEST_S = 60.0
Answer = TypeVar("Answer")


def concert(*arguments: str, typed: str | None = None) -> Result:
    """The command as a person runs it."""
    return CliRunner().invoke(app, list(arguments), input=typed, catch_exceptions=False)


@dataclass
class RunningCompany:
    """`home` is what `concert run` would have left behind."""

    home: Path
    company: Company = field(init=False)
    loop: asyncio.AbstractEventLoop = field(init=False)

    def concert(self, *arguments: str, typed: str | None = None) -> Result:
        return concert(*arguments, "--home", str(self.home), typed=typed)

    def told(self, *arguments: str, typed: str | None = None) -> Any:
        """What the command says in JSON, when all went well."""
        result = self.concert(*arguments, "-o", "json", typed=typed)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LONGEST_S)

    def drain(self) -> None:
        self.wait(self.company.drain())

    def said(self, name: str) -> list[Envelope]:
        """Events of that name on the bus, once all is quiet."""
        self.drain()
        return [envelope for envelope in self.company.said() if f".{name}." in envelope.type]

    async def open(self, databases: Databases, opened: threading.Event, closing: asyncio.Event) -> None:
        clock = FakeClock(SystemClock().now())
        async with AsyncExitStack() as stack:
            self.company = await stack.enter_async_context(
                company_of(DEPARTMENTS, databases=databases, folder=self.home / "keys", clock=clock)
            )
            addresses = {
                name: await stack.enter_async_context(served(running.app))
                for name, running in self.company.services.items()
            }
            issuer = kept_local_issuer(self.home / "keys")
            tokens = {role: issuer.token(role, now=clock.now()) for role in DEPARTMENT_OF_ROLE}
            Home(self.home).tell(
                Addresses(
                    services=addresses, tokens=tokens, bus_url="memory://", database_urls={}, launcher_pid=1
                )
            )
            opened.set()
            await closing.wait()


@asynccontextmanager
async def served(application: FastAPI) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@contextmanager
def running_company(databases: Databases, home: Path) -> Iterator[RunningCompany]:
    """Leaving it stops the services and their thread."""
    running, opened, closing = RunningCompany(home), threading.Event(), asyncio.Event()
    failures: list[BaseException] = []

    def work() -> None:
        async def main() -> None:
            running.loop = asyncio.get_running_loop()
            await running.open(databases, opened, closing)

        try:
            asyncio.run(main())
        except BaseException as error:
            failures.append(error)
            opened.set()

    thread = threading.Thread(target=work, name="company")
    thread.start()
    opened.wait(LONGEST_S)
    try:
        if failures:
            raise failures[0]
        yield running
    finally:
        if not failures:
            running.loop.call_soon_threadsafe(closing.set)
        thread.join(LONGEST_S)
