"""What tests of tables stand on: how a migrated database differs from what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.ext.asyncio import AsyncEngine


async def differences(engine: AsyncEngine, metadata: MetaData) -> list[object]:
    """What a migration would have to change; tables that are not the service's own do not count."""

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        changes: list[object] = [*compare_metadata(context, metadata)]
        return changes + _missing(connection) + _other_conditions(connection)

    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return kind != "table" or name in metadata.tables

    def _missing(connection: Connection) -> list[object]:
        return [*sorted(set(metadata.tables) - set(inspect(connection).get_table_names()))]

    def _other_conditions(connection: Connection) -> list[object]:
        """Partial indexes that are whole in the database, or the other way round; alembic does not compare them."""
        found = {
            index["name"]
            for table in metadata.tables
            for index in inspect(connection).get_indexes(table)
            if index["dialect_options"].get("postgresql_where") is not None
        }
        said = {
            index.name
            for table in metadata.tables.values()
            for index in table.indexes
            if index.dialect_options["postgresql"]["where"] is not None
        }
        return [*sorted(found ^ said, key=str)]

    async with engine.connect() as connection:
        return await connection.run_sync(compare)
