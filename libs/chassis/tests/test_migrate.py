"""A database is brought up to date once, by whoever starts first, and never by an older version."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from concert_chassis.embedded import THROWN_AWAY, Cluster, start_cluster
from concert_chassis.migrate import DatabaseNewerThanCode, migrate

STEP = """
from alembic import op
revision = "{revision}"
down_revision = {down}

def upgrade():
    op.execute("CREATE TABLE {table} (n int)")
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        cluster = start_cluster(Path(folder) / "postgresql", settings=THROWN_AWAY)
        yield cluster
        cluster.stop()


@pytest_asyncio.fixture
async def database(cluster: Cluster) -> AsyncIterator[str]:
    name = f"migrate_{uuid4().hex}"
    connection = await asyncpg.connect(cluster.url())
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    yield cluster.url(name)


@pytest.fixture
def package(tmp_path: Path) -> Iterator[str]:
    name = f"service_{uuid4().hex}"
    versions = tmp_path / name / "versions"
    versions.mkdir(parents=True)
    (tmp_path / name / "__init__.py").write_text("")
    (versions / "one.py").write_text(STEP.format(revision="one", down=None, table="first"))
    sys.path.insert(0, str(tmp_path))
    yield name
    sys.path.remove(str(tmp_path))


def for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://")


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    return {row["tablename"] for row in rows}


async def test_three_instances_that_start_at_once_migrate_once(database: str, package: str) -> None:
    await asyncio.gather(*(migrate(for_sqlalchemy(database), package) for _ in range(3)))
    assert {"first", "outbox", "inbox", "alembic_version", "alembic_version_chassis"} <= await tables(
        database
    )


async def test_a_new_step_is_added_to_those_already_done(database: str, package: str, tmp_path: Path) -> None:
    await migrate(for_sqlalchemy(database), package)
    step = STEP.format(revision="two", down='"one"', table="second")
    (tmp_path / package / "versions" / "two.py").write_text(step)
    await migrate(for_sqlalchemy(database), package)
    assert {"first", "second"} <= await tables(database)


async def test_a_database_of_a_newer_version_is_left_alone(
    database: str, package: str, tmp_path: Path
) -> None:
    await migrate(for_sqlalchemy(database), package)
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    await connection.close()
    with pytest.raises(DatabaseNewerThanCode, match="from_the_future"):
        await migrate(for_sqlalchemy(database), package)
