"""Runs the ledger's two services as real processes under load, so that tests can kill and stop them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from child_processes import PATIENCE_S, Child, Nursery
from concert_chassis.bus.opening import open_bus
from concert_chassis.bus.protocol import Bus
from concert_chassis.clock import SystemClock
from concert_chassis.databases import Databases
from concert_chassis.embedded import free_port
from concert_chassis.local_issuer import LOCAL_ISSUER, LocalIssuer, kept_local_issuer
from concert_chassis.settings import ServiceSettings
from event_ledger import Ledger, asked, numbers_in, told_on
from ledger_services import HEARD_TABLES, SAID_TABLE
from pydantic import SecretStr


@dataclass(frozen=True)
class Pipeline:
    """Producer, bus and consumer: where each keeps its things. Queues of one test share a prefix."""

    bus_url: str
    databases: dict[str, str]
    keys: Path
    issuer: LocalIssuer
    nursery: Nursery
    ports: dict[str, int] = field(default_factory=lambda: {"producer": free_port(), "consumer": free_port()})

    def settings(self, role: str) -> ServiceSettings:
        return ServiceSettings(
            environment="test",
            database_url=SecretStr(self.databases[role]),
            bus_url=SecretStr(self.bus_url),
            http_port=self.ports[role],
            auth_issuer=LOCAL_ISSUER,
            auth_jwks_file=self.keys / "jwks.json",
            pump_attempts=2,
            pump_backoff_first_s=0.05,
        )

    def token(self) -> str:
        return self.issuer.token("system", now=SystemClock().now())

    def address(self, role: str) -> str:
        return f"http://127.0.0.1:{self.ports[role]}"

    async def start(self, role: str, *crash: str) -> Child:
        settings = self.settings(role)
        environment = {
            "CONCERT_ENVIRONMENT": "test",
            "CONCERT_DATABASE_URL": self.databases[role],
            "CONCERT_BUS_URL": self.bus_url,
            "CONCERT_HTTP_PORT": str(self.ports[role]),
            "CONCERT_AUTH_ISSUER": LOCAL_ISSUER,
            "CONCERT_AUTH_JWKS_FILE": str(settings.auth_jwks_file),
            "CONCERT_LOG_LEVEL": "warning",
            "CONCERT_DRAIN_NOTICE_S": "0.1",
        }
        return await self.nursery.bear(role, crash, environment)

    async def ready(self, role: str) -> None:
        async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient(base_url=self.address(role)) as client:
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def bus(self) -> AsyncIterator[Bus]:
        opened = open_bus(self.bus_url, SystemClock())
        await opened.start()
        yield opened
        await opened.close()

    async def unpublished(self, role: str) -> int:
        ((count,),) = await asked(
            self.databases[role], "SELECT count(*) FROM outbox WHERE published_at IS NULL"
        )
        return int(count)

    async def quiet(self, prefix: str) -> None:
        """Waits until all that was said is heard and told on; what is missing then is lost."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while asyncio.get_running_loop().time() < deadline:
            said = await numbers_in(self.databases["producer"], "said", prefix)
            heard = await numbers_in(self.databases["consumer"], "heard", prefix)
            waiting = await self.unpublished("producer") + await self.unpublished("consumer")
            if not waiting and all(
                set(numbers) <= set(heard.get(queue, ())) for queue, numbers in said.items()
            ):
                return
            await asyncio.sleep(0.1)

    async def ledger(self, prefix: str) -> Ledger:
        await self.quiet(prefix)
        said = await numbers_in(self.databases["producer"], "said", prefix)
        heard = await numbers_in(self.databases["consumer"], "heard", prefix)
        async with self.bus() as bus:
            return Ledger(said, heard, await told_on(bus, {*said, *heard}))


async def new_pipeline(databases: Databases, bus_url: str, keys: Path, cradle: Nursery) -> Pipeline:
    """With empty tables of its own; `keys` is a folder for the token issuer."""
    kept = {"producer": await databases.empty(), "consumer": await databases.empty()}
    await asked(kept["producer"], SAID_TABLE)
    for statement in HEARD_TABLES:
        await asked(kept["consumer"], statement)
    return Pipeline(bus_url, kept, keys, kept_local_issuer(keys), cradle)


@dataclass
class Load:
    """Speaks to the producer from several clients at once, and keeps speaking while it is away."""

    pipeline: Pipeline
    queues: Sequence[str]
    acknowledged: int = 0
    refused: int = 0

    @asynccontextmanager
    async def speaking(self, *, clients: int = 4, rest_s: float = 0.02) -> AsyncIterator[None]:
        speakers = [asyncio.create_task(self._speak(rest_s)) for _ in range(clients)]
        yield
        for speaker in speakers:
            speaker.cancel()
        await asyncio.gather(*speakers, return_exceptions=True)

    async def _speak(self, rest_s: float) -> None:
        headers = {"Authorization": f"Bearer {self.pipeline.token()}"}
        async with httpx.AsyncClient(
            base_url=self.pipeline.address("producer"), headers=headers, timeout=PATIENCE_S
        ) as client:
            while True:
                for queue in self.queues:
                    with suppress(httpx.TransportError):
                        answer = await client.post("/v1/said", json={"queue": queue, "numbers": 2})
                        self.acknowledged += 2 if answer.status_code == 201 else 0
                        self.refused += answer.status_code != 201
                    await asyncio.sleep(rest_s)
