"""Tells an outage, which passes by waiting, from poison and bugs, which do not."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

_OUR_OWN_FILES = (
    FileNotFoundError,
    FileExistsError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)
_DATABASE_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    PoolExhausted,
)
_TRY_AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)


def is_outage(error: BaseException | None) -> bool:
    """Whether a database, broker or network is away: nothing is wrong with what was asked."""
    if isinstance(error, OSError):
        return not isinstance(error, _OUR_OWN_FILES)
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_outage(driver_error(error))
    return isinstance(error, _DATABASE_AWAY)


def is_collision(error: BaseException | None) -> bool:
    """Whether two transactions were in each other's way: the same again will pass."""
    return isinstance(driver_error(error), _TRY_AGAIN)


def driver_error(error: BaseException | None) -> BaseException | None:
    """What asyncpg said, from under SQLAlchemy's wrappings."""
    while isinstance(error, DBAPIError) or (error is not None and _is_adapter_error(error)):
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return error


def _is_adapter_error(error: BaseException) -> bool:
    return type(error).__module__.startswith("sqlalchemy.dialects") and error.__cause__ is not None
