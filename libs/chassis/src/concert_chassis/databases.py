"""Databases for tests: one cluster per test run, a migrated template per service, quick copies."""

from pathlib import Path
from typing import Protocol
from uuid import uuid4

import asyncpg

from concert_chassis.embedded import THROWN_AWAY, Cluster, start_cluster
from concert_chassis.migrate import migrate


class Migrated(Protocol):
    """What a database needs to know of a service."""

    @property
    def name(self) -> str: ...

    @property
    def migrations(self) -> str | None: ...


Tables = tuple[str, str | None]
"""A service's name and migrations: tests make services of the same name with other tables."""


class Databases:
    """Copies are dropped with the cluster, at the end of the test run."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._templates: dict[Tables, str] = {}
        self._shared: dict[Tables, str] = {}

    @classmethod
    def started(cls, folder: Path) -> "Databases":
        return cls(start_cluster(folder / "postgres", settings=THROWN_AWAY))

    def stop(self) -> None:
        self.cluster.discard()

    async def empty(self) -> str:
        """The address of a new database with nothing in it."""
        return await self._create("empty", "template1")

    async def fresh(self, service: Migrated) -> str:
        """The address of a new database with the chassis's and the service's tables."""
        template = self._templates.get(_tables_of(service))
        if template is None:
            url = await self._create(service.name, "template1")
            await migrate(driver_url(url), service.migrations)
            self._templates[_tables_of(service)] = template = url.rpartition("/")[2]
        return await self._create(service.name, template)

    async def copy(self, url: str) -> str:
        """The address of a new database with everything that is in the one at `url`, which nobody may be using."""
        name = url.rpartition("/")[2]
        return await self._create(name.rpartition("_")[0], name)

    async def shared(self, service: Migrated) -> str:
        """The address of the service's one database for all tests that roll back."""
        if _tables_of(service) not in self._shared:
            self._shared[_tables_of(service)] = await self.fresh(service)
        return self._shared[_tables_of(service)]

    async def _create(self, name: str, template: str) -> str:
        database = f"{name}_{uuid4().hex[:12]}".replace("-", "_")
        connection = await asyncpg.connect(self.cluster.url())
        try:
            await connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        finally:
            await connection.close()
        return self.cluster.url(database)


def _tables_of(service: Migrated) -> Tables:
    return service.name, service.migrations


def driver_url(url: str) -> str:
    """The same address for SQLAlchemy with asyncpg."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)
