"""The whole company in one process, for stories by date: real services and databases, a clock and a bus in hand."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
from concert_contracts import codec
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.streams import STREAMS

from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Outgoing
from concert_chassis.databases import Databases
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.local_issuer import LOCAL_ISSUER, LocalIssuer, kept_local_issuer
from concert_chassis.running import RunningService, running
from concert_chassis.settings import ServiceSettings
from concert_chassis.testing import enveloped

QUIET_WITHIN_S = 60.0
_LOOK_AGAIN_S = 0.005


class StoodStill(AssertionError):
    """The company did not become quiet; the message says who is stuck on what."""


@dataclass(frozen=True, slots=True)
class Department:
    """A service with the class of its settings."""

    service: Service
    settings: type[ServiceSettings] = ServiceSettings


class _Bearer(httpx.Auth):
    """A fresh token for each request: stories last longer than tokens."""

    def __init__(self, issuer: LocalIssuer, clock: FakeClock, role: str, subject: str | None) -> None:
        self._issuer = issuer
        self._clock = clock
        self._role = role
        self._subject = subject

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = self._issuer.token(self._role, now=self._clock.now(), subject=self._subject)
        request.headers["Authorization"] = f"Bearer {token}"
        yield request


class Company:
    """Nothing moves in it but by `at`, `say` and the requests of its clients, and what follows from them."""

    def __init__(
        self, services: Mapping[str, RunningService], clock: FakeClock, bus: MemoryBus, issuer: LocalIssuer
    ) -> None:
        self.services = services
        self.clock = clock
        self.bus = bus
        self._issuer = issuer

    async def at(self, moment: datetime | str) -> None:
        """Moves the clock there (`2025-03-01T09:00`, UTC), runs what became due and waits until all is quiet.

        A timer that is missed several times runs once: go in steps where each run matters.
        """
        self.clock.set(moment)
        await self.drain()

    async def say(self, *events: Event) -> None:
        """What outside systems report, on the bus as if it had come through the gateway, and what follows."""
        await self.bus.publish([self._outgoing(event) for event in events])
        await self.drain()

    def client(self, service: str, role: str, *, subject: str | None = None) -> httpx.AsyncClient:
        """The service's HTTP, signed in as somebody of that role; close it, or use it as a context."""
        app = self.services[service].app
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url=f"http://{service}",
            auth=_Bearer(self._issuer, self.clock, role, subject),
        )

    def said(self) -> list[Envelope]:
        """Everything that was ever published, by time and then in the order of each key."""
        records = [record for stream in STREAMS for record in self.bus.records(stream.name)]
        envelopes = [codec.from_kafka(record.key, record.value, record.headers) for record in records]
        return sorted(envelopes, key=lambda envelope: (envelope.recordedtime, envelope.id))

    async def drain(self) -> None:
        """Until nothing is due, unread or unpublished anywhere. Raises StoodStill."""
        try:
            async with asyncio.timeout(QUIET_WITHIN_S):
                while not await self._quiet() or await self.bus.let_go():
                    self._check_pumps()
        except TimeoutError:
            raise StoodStill(f"not quiet within {QUIET_WITHIN_S:g} s: {await self._unfinished()}") from None

    async def _quiet(self) -> bool:
        """True if one round found nothing to do and nothing was published during it."""
        ran = 0
        for service in self.services.values():
            ran += await service.timers.run_due()
            await service.replays.replay_due()
        before = self.bus.count
        for name in self._reacting():
            await self.bus.until(partial(self._read_or_halted, name))
        unpublished = [await self._unpublished(service) for service in self.services.values()]
        if any(unpublished):
            await asyncio.sleep(_LOOK_AGAIN_S)
        return not ran and not any(unpublished) and self.bus.count == before and not self._unread()

    def _reacting(self) -> list[str]:
        return [name for name, running in self.services.items() if running.service.reactions]

    def _unread(self) -> list[str]:
        return [name for name in self._reacting() if not self.bus.is_read(name)]

    def _read_or_halted(self, name: str) -> bool:
        return self.bus.is_read(name) or self.services[name].pump.halted is not None

    def _check_pumps(self) -> None:
        for name, service in self.services.items():
            if service.pump.halted:
                raise StoodStill(f"{name} has halted: {service.pump.halted}")

    async def _unpublished(self, service: RunningService) -> int:
        async with service.transactions.begin() as tx:
            raw = await tx.raw()
            return int(await raw.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL"))

    async def _unfinished(self) -> str:
        waiting = {name: await self._unpublished(service) for name, service in self.services.items()}
        return f"unread by {self._unread()}, unpublished {waiting}"

    def _outgoing(self, event: Event) -> Outgoing:
        key, value, headers = codec.to_kafka(enveloped(event, now=self.clock.now()))
        return Outgoing(event.STREAM.name, key, value, tuple(headers))


@asynccontextmanager
async def company_of(
    departments: Sequence[Department],
    *,
    databases: Databases,
    folder: Path,
    clock: FakeClock,
    bus_of: Callable[[FakeClock], MemoryBus] = MemoryBus,
) -> AsyncIterator[Company]:
    """Each department on a fresh database of its own; `folder` keeps the keys that tokens are signed with.

    `bus_of` makes the bus: one that delivers twice, or late, where a story is about that.
    """
    bus = bus_of(clock)
    await bus.ensure_topics(STREAMS)
    issuer = kept_local_issuer(folder)
    async with AsyncExitStack() as open_services:
        services: dict[str, RunningService] = {}
        for department in departments:
            settings = department.settings.model_validate(
                {
                    "environment": "test",
                    "database_url": await databases.fresh(department.service),
                    "bus_url": "memory://",
                    "auth_issuer": LOCAL_ISSUER,
                    "auth_jwks_file": folder / "jwks.json",
                    "relay_scan_every_s": 0.2,
                }
            )
            services[department.service.name] = await open_services.enter_async_context(
                running(department.service, settings, clock=clock, bus=bus)
            )
        yield Company(services, clock, bus, issuer)
