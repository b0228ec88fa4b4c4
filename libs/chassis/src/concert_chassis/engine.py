"""A service's pool of database connections, which hands out none that the database has ended."""

from asyncpg import Connection
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from concert_chassis.liveness import PAUSED_FOR_S
from concert_chassis.settings import ServiceSettings


def database_engine(name: str, settings: ServiceSettings) -> AsyncEngine:
    """`command_timeout` bounds every statement, so that a stuck database becomes an outage and not a hang."""
    engine = create_async_engine(
        settings.sqlalchemy_url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        pool_timeout=settings.database_wait_s,
        connect_args={
            "command_timeout": settings.database_timeout_s,
            "timeout": settings.database_wait_s,
            "server_settings": {
                "application_name": name,
                # A process that was stopped inside a transaction loses it: its successor need not wait for ever.
                "idle_in_transaction_session_timeout": f"{PAUSED_FOR_S}s",
            },
        },
    )
    without_dead_connections(engine)
    return engine


def without_dead_connections(engine: AsyncEngine) -> None:
    """Asks the driver at each checkout, which costs no round trip.

    SQLAlchemy drops dead connections only when a statement of its own fails on one; ours often go to the driver.
    """

    def living(
        connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        driver = connection.driver_connection
        if isinstance(driver, Connection) and driver.is_closed():
            raise DisconnectionError("the database has ended this connection")

    event.listen(engine.sync_engine, "checkout", living)
