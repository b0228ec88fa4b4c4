"""The migrations create exactly what the tables say."""

from concert_chassis.testing_tables import differences
from sqlalchemy.ext.asyncio import AsyncEngine
from staffing_svc.store.tables import METADATA


async def test_the_migrated_database_is_what_the_tables_say(engine: AsyncEngine) -> None:
    assert await differences(engine, METADATA) == []
