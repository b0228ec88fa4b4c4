"""Puts a service together and keeps it working: database, bus, pump, relay, timers, retention, HTTP."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from concert_contracts.streams import STREAMS
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from concert_chassis.application import application
from concert_chassis.bus.protocol import Bus
from concert_chassis.clock import Clock, SystemClock
from concert_chassis.definition import Service
from concert_chassis.engine import database_engine
from concert_chassis.health import Check, Readiness
from concert_chassis.http import Wired
from concert_chassis.http_parking import parking_router
from concert_chassis.inbound import Pump
from concert_chassis.lag import LagWatch
from concert_chassis.migrate import migrate
from concert_chassis.outbound import Relay
from concert_chassis.pace import Pace
from concert_chassis.reactions import reactions_table, streams_of
from concert_chassis.replay import Replays
from concert_chassis.retention import Kept, Retention
from concert_chassis.settings import ServiceSettings
from concert_chassis.timers import Timers
from concert_chassis.tokens import TokenVerifier, token_verifier
from concert_chassis.transaction import Transactions
from concert_chassis.worker import Worker, working


@dataclass(frozen=True, slots=True)
class RunningService:
    service: Service
    app: FastAPI
    transactions: Transactions
    bus: Bus
    engine: AsyncEngine
    readiness: Readiness
    pump: Pump
    replays: Replays
    timers: Timers
    retention: Retention
    relay: Relay
    outward: Sequence[Worker]


@asynccontextmanager
async def running(
    service: Service, settings: ServiceSettings, *, clock: Clock, bus: Bus
) -> AsyncIterator[RunningService]:
    """The whole service but for the HTTP server; leaving it drains. The caller starts and closes the bus.

    Raises LocalKeysInProduction and DatabaseNewerThanCode; OSError when the database or the bus is away.
    """
    # Whoever holds the clock of the business does not lengthen anybody's token.
    tokens = token_verifier(settings, clock if settings.clock_file is None else SystemClock())
    await tokens.check()
    await migrate(settings.sqlalchemy_url, service.migrations)
    await bus.ensure_topics(
        [
            *(stream for stream in STREAMS if stream.owner == service.owner),
            *streams_of(reactions_table(service.reactions)),
        ]
    )
    engine = database_engine(service.name, settings)
    try:
        live = assembled(service, settings, clock=clock, bus=bus, engine=engine, tokens=tokens)
        await live.retention.tidy()
        lag = LagWatch(bus, service=service.name)
        workers: list[Worker] = [
            *live.outward,
            live.timers,
            live.retention,
            lag,
            live.pump,
            live.replays,
            live.relay,
        ]
        async with working(workers, drain_timeout_s=settings.drain_timeout_s / 2):
            live.readiness.started = True
            yield live
            live.readiness.draining = True
    finally:
        await engine.dispose()


def assembled(
    service: Service,
    settings: ServiceSettings,
    *,
    clock: Clock,
    bus: Bus,
    engine: AsyncEngine,
    tokens: TokenVerifier,
) -> RunningService:
    """Everything built and nothing started yet."""
    relay = Relay(
        engine,
        bus,
        service=service.name,
        clock=clock,
        shards=settings.relay_shards,
        scan_every_s=settings.relay_scan_every_s,
    )
    transactions = Transactions(engine, service=service.name, owner=service.owner, clock=clock, relay=relay)
    table, pace = reactions_table(service.reactions), Pace.of(settings)
    replays = Replays(transactions, table, clock=clock, pace=pace)
    pump = Pump(
        bus,
        transactions,
        table,
        member=settings.instance or member_name(service.name, settings.http_port),
        clock=clock,
        pace=pace,
        on_set_aside=replays.look_soon,
    )
    readiness = Readiness(_checks(engine, bus, pump))
    parts = Wired(settings, clock, transactions, tokens, bus)
    return RunningService(
        service=service,
        app=application(
            name=service.name,
            version=version(service.name),
            description=service.description,
            routers=[*service.routers, parking_router(replays, pump)],
            parts=parts,
            readiness=readiness,
        ),
        transactions=transactions,
        bus=bus,
        engine=engine,
        readiness=readiness,
        pump=pump,
        replays=replays,
        timers=Timers(transactions, service.timers, clock=clock, every_s=settings.timers_every_s),
        retention=Retention(
            transactions, clock=clock, kept=Kept.of(settings), every_s=settings.retention_every_s
        ),
        relay=relay,
        outward=[worker for make in service.outward if (worker := make(parts)) is not None],
    )


def member_name(service: str, port: int) -> str:
    """The same at every start of this instance, so that the broker gives it its partitions back."""
    return f"{service}-{socket.gethostname()}-{port}"


def _checks(engine: AsyncEngine, bus: Bus, pump: Pump) -> dict[str, Check]:
    async def database() -> str | None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        return None

    async def broker() -> str | None:
        await bus.check()
        return None

    async def inbound() -> str | None:
        return f"halted: {pump.halted}; mend it, then resume it" if pump.halted else None

    return {"database": database, "bus": broker, "inbound": inbound}
