"""The PostgreSQL of a local installation: one that is given, or our own; a database and a role for each service."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from concert_chassis.embedded import Cluster, free_port, start_cluster
from concert_chassis.home import Home
from concert_chassis.logging import log_of

WANTED_PORT = 54321
_WATCH_EVERY_S = 0.5
_PORT_TRIES = 100
_PORT_TRY_EVERY_S = 0.1
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

log = log_of(__name__)


class DatabaseNotUsable(RuntimeError):
    """The given PostgreSQL cannot be reached or does not let us make databases; the message says what to do."""


@dataclass(slots=True)
class LocalDatabase:
    """A server on which databases are made; `administrator` is the address of one who may."""

    home: Home
    administrator: str
    own: Cluster | None

    async def prepared(self, names: Sequence[str]) -> dict[str, str]:
        """For each name an address of a database of that name, owned by a role of that name alone."""
        try:
            connection = await asyncpg.connect(self.administrator)
        except (OSError, asyncpg.PostgresError) as error:
            raise DatabaseNotUsable(
                f"PostgreSQL does not answer: {error}; check CONCERT_DATABASE_URL"
            ) from error
        try:
            return {name: await self._prepare(connection, name) for name in names}
        except asyncpg.InsufficientPrivilegeError as error:
            raise DatabaseNotUsable(
                f"the user of CONCERT_DATABASE_URL may not make databases and roles ({error}); "
                "ALTER ROLE it with CREATEDB CREATEROLE"
            ) from error
        finally:
            await connection.close()

    async def _prepare(self, connection: asyncpg.Connection, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a database")
        password = self.home.secret(name)
        known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
        verb = "ALTER" if known else "CREATE"
        quoted = await connection.fetchval("SELECT quote_literal($1)", password)
        await connection.execute(f"{verb} ROLE {name} LOGIN PASSWORD {quoted}")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f"GRANT {name} TO CURRENT_USER")
            await connection.execute(f"CREATE DATABASE {name} OWNER {name}")
            await connection.execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {name} FROM PUBLIC")
        return self._address(name, password)

    def _address(self, name: str, password: str) -> str:
        parts = urlsplit(self.administrator)
        where = f"{parts.hostname or 'localhost'}:{parts.port or 5432}"
        place = f"{name}:{quote(password, safe='')}@{where}"
        return urlunsplit(("postgresql", place, f"/{name}", parts.query, ""))

    async def watch(self) -> None:
        """Starts our own server again when it dies; on the same port, because the services know it."""
        while self.own is not None:
            await asyncio.sleep(_WATCH_EVERY_S)
            if not self.own.alive():
                log.warning("PostgreSQL died and is started again")
                await _until_free(self.own.port)
                self.own = start_cluster(self.home.data, self.own.port)


async def _until_free(port: int) -> None:
    for _ in range(_PORT_TRIES):
        if free_port(port) == port:
            return
        await asyncio.sleep(_PORT_TRY_EVERY_S)


@asynccontextmanager
async def local_database(home: Home, given: str | None) -> AsyncIterator[LocalDatabase]:
    """`given` is CONCERT_DATABASE_URL. Raises NoPostgres when none is given and none can be started."""
    if given:
        yield LocalDatabase(home, given, None)
        return
    database = _own(home)
    try:
        yield database
    finally:
        if database.own is not None:
            await asyncio.to_thread(database.own.stop)


def _own(home: Home) -> LocalDatabase:
    """Not in a thread: the server stops with the thread that started it."""
    cluster = start_cluster(home.data, WANTED_PORT)
    return LocalDatabase(home, cluster.url(), cluster)
