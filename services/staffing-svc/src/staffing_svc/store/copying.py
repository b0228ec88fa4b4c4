"""Rows with long arrays written by COPY in the binary format: one statement, no conversion of single numbers."""

import struct
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.series import Numbers
from staffing_svc.store.number_arrays import encoded

Value = UUID | str | int | float | datetime | Numbers | tuple[str, ...] | None

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = struct.pack(">h", -1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TEXT = 25
_MICROSECOND = timedelta(microseconds=1)


async def copy_rows(
    tx: Transaction, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Adds rows. An int goes into an INTEGER, a float into a DOUBLE PRECISION, numbers into an array of these."""
    raw = await tx.raw()
    await raw.copy_to_table(table, source=_stream(rows), columns=list(columns), format="binary")


async def _stream(rows: Iterable[Sequence[Value]]) -> AsyncIterator[bytes]:
    yield _SIGNATURE
    for row in rows:
        yield struct.pack(">h", len(row)) + b"".join(_field(value) for value in row)
    yield _END


def _field(value: Value) -> bytes:
    if value is None:
        return struct.pack(">i", -1)
    sent = _sent(value)
    return struct.pack(">i", len(sent)) + sent


def _sent(value: UUID | str | int | float | datetime | Numbers | tuple[str, ...]) -> bytes:
    match value:
        case np.ndarray():
            return encoded(value)
        case UUID():
            return value.bytes
        case str():
            return value.encode()
        case int():
            return struct.pack(">i", value)
        case float():
            return struct.pack(">d", value)
        case datetime():
            return struct.pack(">q", (value - _EPOCH) // _MICROSECOND)
        case _:
            texts = b"".join(_field(text) for text in value)
            return (
                struct.pack(">iiiii", 1 if value else 0, 0, _TEXT, len(value), 1)[: 20 if value else 12]
                + texts
            )
