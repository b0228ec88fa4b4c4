"""Each service of a local installation has a database and a role of its own, on whatever server there is."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from concert_chassis.databases import Databases
from concert_chassis.home import Home
from concert_chassis.local_database import DatabaseNotUsable, local_database


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / ".concert")
    with home.taken():
        yield home


@pytest_asyncio.fixture
async def administrator(databases: Databases) -> AsyncIterator[str]:
    """Somebody who may make databases and roles, and is no superuser."""
    url = await databases.empty()
    connection = await asyncpg.connect(url)
    await connection.execute("DROP ROLE IF EXISTS landlord")
    await connection.execute("CREATE ROLE landlord LOGIN CREATEDB CREATEROLE PASSWORD 'landlord'")
    yield url.replace(url.partition("://")[2].partition("@")[0], "landlord:landlord")
    for name in ("concert_one", "concert_two"):
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
        await connection.execute(f"DROP ROLE IF EXISTS {name}")
    await connection.execute("DROP ROLE landlord")
    await connection.close()


async def test_a_service_reaches_its_own_database_and_no_other(home: Home, administrator: str) -> None:
    async with local_database(home, administrator) as database:
        urls = await database.prepared(["concert_one", "concert_two"])
        assert urls == await database.prepared(["concert_one", "concert_two"])
    connection = await asyncpg.connect(urls["concert_one"])
    await connection.execute("CREATE TABLE mine (n int)")
    await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(urls["concert_one"].removesuffix("concert_one") + "concert_two")


async def test_a_user_who_may_not_make_databases_is_told_what_is_missing(
    home: Home, administrator: str
) -> None:
    async with local_database(home, administrator) as database:
        tenant = (await database.prepared(["concert_one"]))["concert_one"]
    async with local_database(home, tenant) as database:
        with pytest.raises(DatabaseNotUsable, match="CREATEDB CREATEROLE"):
            await database.prepared(["concert_two"])


async def test_a_server_that_does_not_answer_is_named(home: Home) -> None:
    async with local_database(home, "postgresql://nobody:secret@127.0.0.1:1/none") as database:
        with pytest.raises(DatabaseNotUsable, match="check CONCERT_DATABASE_URL") as refused:
            await database.prepared(["concert_one"])
    assert "secret" not in str(refused.value)
