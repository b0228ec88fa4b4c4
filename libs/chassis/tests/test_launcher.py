"""One command starts everything, finds yesterday's data again, and one Ctrl-C leaves nothing behind."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx
import psutil
import pytest
from concert_chassis.child import Child
from concert_chassis.embedded import free_port
from concert_chassis.home import AlreadyRunning, Home
from concert_chassis.launcher import ChildService, LaunchOptions, ServiceDidNotStart, launch
from concert_chassis.log_lines import log_printer

MAIN = """
import os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

if os.environ["PLAIN_ENVIRONMENT"] == "production":
    sys.exit("cannot start: tokens of the local issuer are not for production")

def drain(*_):
    print("draining", flush=True)
    os._exit(0)

class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

signal.signal(signal.SIGTERM, drain)
HTTPServer(("127.0.0.1", int(os.environ["PLAIN_HTTP_PORT"])), Ready).serve_forever()
"""
"""A child that starts at once: what real services do when killed and drained is tested with them."""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "plain_main.py").write_text(MAIN)
        monkeypatch.setenv("PYTHONPATH", folder)
        yield Path(folder) / ".concert"


def plain(port: int, **settings: str) -> ChildService:
    return ChildService("plain-svc", "plain_main", "PLAIN_", "concert_plain", port, settings)


async def answers(address: str) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{address}/readyz")).status_code == 200
        except httpx.HTTPError:
            return False


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(400):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come to that within 20 seconds")


async def test_an_installation_is_started_used_killed_in_parts_stopped_and_found_again(home: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        options = LaunchOptions(home=home, bus_url="memory://")
        other = replace(plain(free_port()), name="other-svc", database="concert_other")
        async with launch([plain(port), other], options) as launched:
            address = launched.addresses.services["plain-svc"]
            assert any(str(port) in note and "plain-svc" in note for note in launched.notes)
            assert await answers(address)
            assert Home(home).addresses() == launched.addresses
            assert (home / "addresses.json").stat().st_mode & 0o777 == 0o600
            with pytest.raises(AlreadyRunning, match=str(os.getpid())):
                async with launch([plain(port)], options):
                    pass

            url = launched.addresses.database_urls["plain-svc"]
            await _write(url)
            child = launched.children[0]
            os.kill(child.pid or 0, signal.SIGKILL)
            await eventually(lambda: _restarted(child, address))
            preloaded = next(
                it for it in psutil.Process().children() if "concert_chassis.preloaded" in it.cmdline()
            )
            preloaded.kill()
            await eventually(
                lambda: _restarted(launched.children[1], launched.addresses.services["other-svc"])
            )

            processes = set(psutil.Process().children(recursive=True)) - before
            assert len(processes) > 2
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.wait_for(launched.until_told_to_stop(), 5)
        assert not any(process.is_running() for process in processes)
        assert Home(home).addresses() is None
        assert "draining" in (home / "logs" / "plain-svc.log").read_text()

    async with launch([plain(free_port())], options) as again:
        assert await _read(again.addresses.database_urls["plain-svc"]) == 7
        assert again.addresses.tokens.keys() >= {"planner", "campaign_owner", "operations"}


async def _restarted(child: Child, address: str) -> bool:
    return child.restarts == 1 and await answers(address)


async def _write(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    await connection.close()


async def _read(url: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("SELECT n FROM kept")
    finally:
        await connection.close()


async def test_a_database_that_dies_is_started_again_where_it_was(home: Path) -> None:
    async with launch([plain(free_port())], LaunchOptions(home=home, bus_url="memory://")) as launched:
        url = launched.addresses.database_urls["plain-svc"]
        await _write(url)
        os.kill(_postmaster(home) or 0, signal.SIGKILL)
        await eventually(lambda: _kept(url))
        assert launched.children[0].restarts == 0


def _postmaster(home: Path) -> int | None:
    lines = (home / "postgresql" / "postmaster.pid").read_text().splitlines()
    return int(lines[0]) if lines else None


async def _kept(url: str) -> bool:
    try:
        return await _read(url) == 7
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False


async def test_a_service_that_cannot_start_is_named_with_the_end_of_its_log(home: Path) -> None:
    options = LaunchOptions(home=home, bus_url="memory://")
    with pytest.raises(ServiceDidNotStart, match=r"(?s)plain-svc ends again and again.*not for production"):
        async with launch([plain(free_port(), ENVIRONMENT="production")], options):
            pass


def test_logs_are_shown_as_sentences_and_cannot_move_the_cursor() -> None:
    written: list[str] = []
    show = log_printer(written.append, coloured=False)
    show(
        "campaign-svc",
        '{"message":"surge detected","level":"warning","at":"2025-03-01T09:00:01Z","queue":"a\\u001b[2J"}',
    )
    show("campaign-svc", "plain \x1b[31mtext")
    assert written == [
        " campaign-svc | 09:00:01 warning surge detected queue=a?[2J\n",
        " campaign-svc | plain ?[31mtext\n",
    ]
