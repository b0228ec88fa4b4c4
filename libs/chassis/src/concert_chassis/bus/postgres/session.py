"""Connections to the bus's database: an outage is told from a mistake in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from concert_chassis.bus.protocol import BusUnavailable
from concert_chassis.outages import is_outage

ANSWER_WITHIN_S = 10.0
MOST_CONNECTIONS = 8


class Sessions:
    """A few connections, opened when needed and again after an outage.

    `durable` False is for offsets: what a crash of the server takes back is delivered again and known by then.
    """

    def __init__(self, url: str, *, durable: bool) -> None:
        self._url = url
        self._synchronous_commit = "on" if durable else "off"
        self._pool: asyncpg.Pool | None = None

    async def open(self) -> None:
        if self._pool is None:
            async with reachable():
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=1,
                    max_size=MOST_CONNECTIONS,
                    timeout=ANSWER_WITHIN_S,
                    command_timeout=ANSWER_WITHIN_S,
                    server_settings={
                        "application_name": "concert-bus",
                        "jit": "off",
                        "synchronous_commit": self._synchronous_commit,
                    },
                )

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            async with reachable():
                await pool.close()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """For a statement or a transaction. Raises BusUnavailable."""
        if self._pool is None:
            raise BusUnavailable("the bus is not started")
        async with reachable(), self._pool.acquire(timeout=ANSWER_WITHIN_S) as connection:
            yield connection

    async def alone(self) -> asyncpg.Connection:
        """A connection outside the pool, which the caller closes."""
        async with reachable():
            return await asyncpg.connect(
                self._url, timeout=ANSWER_WITHIN_S, server_settings={"application_name": "concert-bus-wake"}
            )


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """Turns every sign of a database that is away into BusUnavailable."""
    try:
        yield
    except BusUnavailable:
        raise
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        if is_outage(error) or isinstance(error, asyncpg.DeadlockDetectedError):
            raise BusUnavailable(f"the bus's database does not answer: {error!r}") from error
        raise
