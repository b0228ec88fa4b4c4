"""The way into a service's process: `run(SERVICE, settings)` is all that its main does."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import asyncpg
import uvicorn
import uvloop
from sqlalchemy.exc import SQLAlchemyError

from concert_chassis.bus.opening import open_bus
from concert_chassis.clock import Clock, SystemClock
from concert_chassis.collector import settle
from concert_chassis.definition import Service
from concert_chassis.held_clock import HeldClock
from concert_chassis.logging import log_of, log_to
from concert_chassis.migrate import DatabaseNewerThanCode
from concert_chassis.outages import is_outage
from concert_chassis.running import RunningService, running
from concert_chassis.settings import ServiceSettings
from concert_chassis.telemetry import trace_as
from concert_chassis.tokens import LocalKeysInProduction
from concert_chassis.worker import tasks_together

__all__ = ["RunningService", "Service", "run", "running"]

START_AGAIN_AFTER_S = 1.0
KEEP_ALIVE_S = 30

log = log_of(__name__)


def run(service: Service, settings: ServiceSettings) -> None:
    """Runs until SIGTERM or SIGINT, then drains: requests in flight, the batch in hand, events to publish.

    An outage at the start is waited out; what waiting cannot mend ends the process with its reason.
    """
    log_to(service=service.name, log_format=settings.log_format, level=settings.log_level)
    trace_as(service.name)
    try:
        uvloop.run(_live(service, settings, _clock(settings)))
    except (LocalKeysInProduction, DatabaseNewerThanCode) as error:
        log.critical("cannot start", reason=str(error))
        sys.exit(1)


def _clock(settings: ServiceSettings) -> Clock:
    return SystemClock() if settings.clock_file is None else HeldClock(settings.clock_file)


async def _live(service: Service, settings: ServiceSettings, clock: Clock) -> None:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(_bound(settings.http_host, settings.http_port))
        live = await _started(stack, service, settings, clock, told_to_stop)
        if live is not None:
            await _serve(live, settings, listener, told_to_stop)
    log.info("stopped")


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """Taken before anything else, so that a busy port is told at once; nobody is let in before the start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        yield listener


async def _started(
    stack: AsyncExitStack,
    service: Service,
    settings: ServiceSettings,
    clock: Clock,
    told_to_stop: asyncio.Event,
) -> RunningService | None:
    """The running service, which ends with the stack; None if told to stop before the outage was over."""
    while not told_to_stop.is_set():
        try:
            async with AsyncExitStack() as starting:
                bus = open_bus(settings.bus_url.get_secret_value(), SystemClock())
                starting.push_async_callback(bus.close)
                await bus.start()
                live = await starting.enter_async_context(running(service, settings, clock=clock, bus=bus))
                stack.push_async_exit(starting.pop_all())
                return live
        except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            if not is_outage(error):
                raise
            log.warning("waiting for the database or the bus", error=str(error))
            await _rest(told_to_stop)
    return None


async def _rest(told_to_stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(told_to_stop.wait(), START_AGAIN_AFTER_S)
    except TimeoutError:
        return


class _Server(uvicorn.Server):
    """Leaves the signals to us: the pump and the relay must stop in order, not only HTTP."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(
    live: RunningService, settings: ServiceSettings, listener: socket.socket, told_to_stop: asyncio.Event
) -> None:
    server = _Server(
        uvicorn.Config(
            live.app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=max(int(settings.drain_timeout_s / 2), 1),
        )
    )
    async with tasks_together() as group:
        group.create_task(server.serve([listener]))
        settle()
        host, port = listener.getsockname()[:2]
        log.info("serving", address=f"http://{host}:{port}", docs=f"http://{host}:{port}/docs")
        await told_to_stop.wait()
        log.info("draining", within_s=settings.drain_notice_s + settings.drain_timeout_s)
        live.readiness.draining = True
        await asyncio.sleep(settings.drain_notice_s)
        server.should_exit = True
