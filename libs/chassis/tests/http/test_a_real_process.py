"""A service as it really runs, behind a socket: it finishes what is in flight and reads nothing too large."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest_asyncio
from concert_chassis.clock import SystemClock
from concert_chassis.databases import Databases
from concert_chassis.embedded import free_port
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer

MAIN = """
import asyncio
from concert_chassis.bodies import RequestBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.service import Service, run
from concert_chassis.settings import ServiceSettings

router = Router(prefix="/v1/work", tags=["work"])

class WorkBody(RequestBody):
    seconds: float

@router.post("", status_code=201)
async def do_work(body: WorkBody, tx: TransactionDep) -> float:
    await asyncio.sleep(body.seconds)
    return body.seconds

service = Service(
    name="concert-chassis", owner="campaign", description="Work.", migrations=None, routers=[router]
)
run(service, ServiceSettings())
"""


@dataclass(frozen=True)
class Live:
    process: Process
    port: int
    client: httpx.AsyncClient


@pytest_asyncio.fixture
async def live(databases: Databases, tmp_path: Path) -> AsyncIterator[Live]:
    (tmp_path / "main.py").write_text(MAIN)
    port, issuer = free_port(), kept_local_issuer(tmp_path / "keys")
    settings = {
        "ENVIRONMENT": "test",
        "DATABASE_URL": await databases.empty(),
        "BUS_URL": "memory://",
        "AUTH_ISSUER": LOCAL_ISSUER,
        "AUTH_JWKS_FILE": str(tmp_path / "keys" / "jwks.json"),
        "HTTP_PORT": str(port),
        "DRAIN_NOTICE_S": "0.4",
    }
    environment = {**os.environ, **{f"CONCERT_{name}": value for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(sys.executable, str(tmp_path / "main.py"), env=environment)
    headers = {"Authorization": f"Bearer {issuer.token('planner', now=SystemClock().now())}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10) as client:
        for _ in range(600):
            if await status_of(client, "/readyz") == 200:
                break
            await asyncio.sleep(0.05)
        yield Live(process, port, client)
    if process.returncode is None:
        process.kill()
        await process.wait()


async def status_of(client: httpx.AsyncClient, path: str) -> int | None:
    try:
        return (await client.get(path)).status_code
    except httpx.TransportError:
        return None


async def test_a_service_outlives_sixty_megabytes_and_finishes_what_is_in_flight_when_terminated(
    live: Live,
) -> None:
    assert await sent_before_refusal(live) < 16 * 1024 * 1024
    assert await status_of(live.client, "/readyz") == 200

    in_flight = asyncio.create_task(live.client.post("/v1/work", json={"seconds": 1.2}))
    await asyncio.sleep(0.2)
    live.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.1)
    assert await status_of(live.client, "/readyz") == 503
    answer = await in_flight
    assert (answer.status_code, answer.json()) == (201, 1.2)
    assert await asyncio.wait_for(live.process.wait(), 10) == 0


async def sent_before_refusal(live: Live) -> int:
    """How many of 60 MB of unannounced length went out before the service closed the connection."""
    _, writer = await asyncio.open_connection("127.0.0.1", live.port)
    token = live.client.headers["Authorization"]
    head = f"POST /v1/work HTTP/1.1\r\nHost: here\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    sent = 0
    with suppress(ConnectionError):
        for _ in range(960):
            writer.write(chunk)
            await writer.drain()
            sent += 65536
    writer.close()
    return sent
