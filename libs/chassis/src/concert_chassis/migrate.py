"""Brings a service's database up to date at its start: the chassis's tables first, then the service's own.

A service's migrations are a package with a folder `versions/` of files with `revision`, `down_revision` and
`upgrade()`; nothing else is needed in it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CHASSIS = "concert_chassis.migrations"
CHASSIS_VERSIONS = "alembic_version_chassis"
SERVICE_VERSIONS = "alembic_version"
_LOCK = 0x636F6E63657274
"""One process migrates a database at a time; the number spells `concert`."""

_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Alembic keeps its context in module variables: one migration at a time in a process, too."""


class DatabaseNewerThanCode(RuntimeError):
    """A newer version of the service has migrated this database: start that one, or restore a backup."""


async def migrate(sqlalchemy_url: str, package: str | None) -> None:
    """Takes a postgresql+asyncpg address; with `package` None, only the chassis's tables are made.

    Waits while another process migrates the same database. Raises DatabaseNewerThanCode.
    """
    engine = create_async_engine(sqlalchemy_url, poolclass=NullPool)
    try:
        async with _turn(), _alone(engine):
            await _upgrade(engine, CHASSIS, CHASSIS_VERSIONS)
            if package is not None:
                await _upgrade(engine, package, SERVICE_VERSIONS)
    finally:
        await engine.dispose()


def _turn() -> asyncio.Lock:
    return _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Lock())


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[None]:
    """A lock of the session, so that a migration may end its transaction (for CREATE INDEX CONCURRENTLY)."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        try:
            yield
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


async def _upgrade(engine: AsyncEngine, package: str, version_table: str) -> None:
    config = Config()
    config.set_main_option("script_location", _escaped(_folder(CHASSIS)))
    config.set_main_option("version_locations", _escaped(_folder(package) / "versions"))
    config.set_main_option("path_separator", "newline")
    async with engine.connect() as connection:
        await connection.run_sync(_run, config, version_table)


def _run(connection: Connection, config: Config, version_table: str) -> None:
    config.attributes.update(connection=connection, version_table=version_table)
    try:
        command.upgrade(config, "heads")
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise DatabaseNewerThanCode(f"{error}: a newer version has migrated this database") from error
        raise


def _folder(package: str) -> Path:
    return Path(str(resources.files(package)))


def _escaped(path: Path) -> str:
    """Percent signs mean something to the configuration parser."""
    return str(path).replace("%", "%%")
