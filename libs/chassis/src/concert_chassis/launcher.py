"""Starts a whole local installation: PostgreSQL, the bus, every service as a child; one Ctrl-C stops it cleanly.

async with launch(SERVICES, LaunchOptions(home=Path(".concert"))) as launched:
    print(launched.addresses.services)
    await launched.until_told_to_stop()
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from concert_chassis.begun import Begin, begun_by_itself, preloader
from concert_chassis.child import Child, Show
from concert_chassis.clock import Clock, SystemClock
from concert_chassis.embedded import free_port
from concert_chassis.home import Addresses, Home
from concert_chassis.local_database import WANTED_PORT, LocalDatabase, local_database
from concert_chassis.local_issuer import (
    DEPARTMENT_OF_ROLE,
    LOCAL_AUDIENCE,
    LOCAL_ISSUER,
    kept_local_issuer,
)
from concert_chassis.worker import tasks_together

BUS = "concert_bus"
STOP_WITHIN_S = 12.0
"""A service drains within 10 seconds; what takes longer is killed, and loses nothing that was committed."""
TOKENS_LAST = timedelta(days=30)
GIVE_UP_AFTER_DEATHS = 2
_ASK_EVERY_S = 0.1


class ServiceDidNotStart(RuntimeError):
    """A service did not become ready; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class ChildService:
    name: str
    """As `campaign-svc`."""
    module: str
    """What `python -m` runs: `campaign_svc.main`."""
    prefix: str
    """Of its settings: `CAMPAIGN_`."""
    database: str
    """Of its own: `concert_campaign`."""
    port: int
    """Wanted; another is taken when it is busy."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """More of its settings, without the prefix: {"LOG_LEVEL": "debug"}."""


def _silent(_name: str, _line: str) -> None:
    """Logs go to the files only."""


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    home: Path = Path(".concert")
    database_url: str | None = None
    """An administrator's address of a PostgreSQL, CONCERT_DATABASE_URL; None: our own."""
    bus_url: str | None = None
    """kafka://host:port; None: the bus in PostgreSQL."""
    show: Show = _silent
    ready_within_s: float = 120.0


@dataclass(slots=True)
class Launched:
    addresses: Addresses
    notes: tuple[str, ...]
    """What came out otherwise than wanted, as a port that was busy."""
    children: Sequence[Child]
    _told: asyncio.Event

    async def until_told_to_stop(self) -> None:
        """Returns at the first Ctrl-C or SIGTERM; leave the context then."""
        await self._told.wait()

    @property
    def told_to_stop(self) -> bool:
        return self._told.is_set()


@asynccontextmanager
async def launch(services: Sequence[ChildService], options: LaunchOptions) -> AsyncIterator[Launched]:
    """Everything is ready inside; all of it has ended after. Data and keys stay in the home folder.

    Raises AlreadyRunning, NoPostgres, DatabaseNotUsable, ServiceDidNotStart.
    """
    home, notes = Home(options.home.absolute()), list[str]()
    async with AsyncExitStack() as stack:
        stack.enter_context(home.taken())
        told = stack.enter_context(_told_to_stop())
        begin: Begin = begun_by_itself
        if len(services) > 1:
            begin = await stack.enter_async_context(preloader())
        database = await stack.enter_async_context(local_database(home, options.database_url))
        if database.own is not None and database.own.port != WANTED_PORT:
            notes.append(f"Port {WANTED_PORT} is busy; PostgreSQL uses {database.own.port}.")
        addresses = await _addresses(services, options, home, database, notes)
        children = [_child(service, addresses, home, options.show, begin) for service in services]
        await stack.enter_async_context(_alive(children, database, told))
        await _until_ready(addresses.services, children, told, options.ready_within_s)
        home.tell(addresses)
        stack.callback(home.untell)
        yield Launched(addresses, tuple(notes), children, told)


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    try:
        yield told
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _addresses(
    services: Sequence[ChildService],
    options: LaunchOptions,
    home: Home,
    database: LocalDatabase,
    notes: list[str],
    clock: Clock | None = None,
) -> Addresses:
    names = [service.database for service in services] + ([] if options.bus_url else [BUS])
    databases = await database.prepared(names)
    issuer, now = kept_local_issuer(home.keys), (clock or SystemClock()).now()
    return Addresses(
        services={service.name: f"http://127.0.0.1:{_port(service, notes)}" for service in services},
        tokens={role: issuer.token(role, now=now, lasts=TOKENS_LAST) for role in DEPARTMENT_OF_ROLE},
        bus_url=options.bus_url or databases[BUS],
        database_urls={service.name: databases[service.database] for service in services},
        launcher_pid=os.getpid(),
    )


def _port(service: ChildService, notes: list[str]) -> int:
    port = free_port(service.port)
    if port != service.port:
        notes.append(f"Port {service.port} is busy; {service.name} uses {port}.")
    return port


def _child(service: ChildService, addresses: Addresses, home: Home, show: Show, begin: Begin) -> Child:
    settings = {
        "ENVIRONMENT": "local",
        "DATABASE_URL": addresses.database_urls[service.name],
        "BUS_URL": addresses.bus_url,
        "DRAIN_NOTICE_S": "0",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": addresses.services[service.name].rpartition(":")[2],
        "AUTH_ISSUER": LOCAL_ISSUER,
        "AUTH_AUDIENCE": LOCAL_AUDIENCE,
        "AUTH_JWKS_FILE": str(home.keys / "jwks.json"),
        **service.settings,
    }
    environment = {**os.environ, **{service.prefix + name: value for name, value in settings.items()}}
    return Child(service.name, service.module, environment, home.log_file(service.name), show, begin)


@asynccontextmanager
async def _alive(
    children: Sequence[Child], database: LocalDatabase, told: asyncio.Event
) -> AsyncIterator[None]:
    """Keeps children and database alive inside; stops the children together at the end, the database after."""
    async with tasks_together() as group:
        watching = group.create_task(database.watch())
        for child in children:
            group.create_task(child.run())
        try:
            yield
        finally:
            watching.cancel()
            told.clear()
            await _stopped(children, told)


async def _stopped(children: Sequence[Child], again: asyncio.Event) -> None:
    impatient = asyncio.create_task(_killed_at_second_ask(children, again))
    await asyncio.gather(*(child.stop(STOP_WITHIN_S) for child in children))
    impatient.cancel()


async def _killed_at_second_ask(children: Sequence[Child], again: asyncio.Event) -> None:
    """Who presses Ctrl-C twice does not want to wait."""
    await again.wait()
    for child in children:
        child.kill()


async def _until_ready(
    services: Mapping[str, str], children: Sequence[Child], told: asyncio.Event, within_s: float
) -> None:
    deadline = asyncio.get_running_loop().time() + within_s
    async with httpx.AsyncClient(timeout=5.0) as client:
        for child in children:
            while not (told.is_set() or await _ready(client, services[child.name])):
                if child.restarts >= GIVE_UP_AFTER_DEATHS:
                    raise ServiceDidNotStart(_why(child, "ends again and again"))
                if asyncio.get_running_loop().time() > deadline:
                    raise ServiceDidNotStart(_why(child, f"was not ready within {within_s:g} s"))
                await asyncio.sleep(_ASK_EVERY_S)


async def _ready(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/readyz")).status_code == 200
    except httpx.HTTPError:
        return False


def _why(child: Child, what: str) -> str:
    said = "\n".join(child.last_lines)
    return f"{child.name} {what}; its log {child.log_file} ends with:\n{said}"
