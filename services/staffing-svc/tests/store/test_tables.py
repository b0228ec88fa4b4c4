"""The migrations create exactly what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine
from staffing_svc.store.tables import METADATA


def differences(connection: Connection) -> list[object]:
    ours = set(METADATA.tables)

    def include(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return kind != "table" or name in ours

    context = MigrationContext.configure(connection, opts={"include_object": include, "compare_type": True})
    return list(compare_metadata(context, METADATA))


async def test_the_migrated_database_is_what_the_tables_say(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert set(METADATA.tables) <= set(names)


async def test_partial_indexes_are_partial_in_the_database_too(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: {
                index["name"]: index["dialect_options"].get("postgresql_where")
                for table in METADATA.tables
                for index in inspect(sync).get_indexes(table)
            }
        )
    said = {
        index.name: index.dialect_options["postgresql"]["where"]
        for table in METADATA.tables.values()
        for index in table.indexes
    }
    assert {name for name, where in found.items() if where is not None} == {
        name for name, where in said.items() if where is not None
    }
