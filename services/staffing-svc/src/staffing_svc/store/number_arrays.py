"""Arrays of numbers to and from PostgreSQL as a whole: taken one by one they cost more than computing them."""

import struct

import numpy as np

from staffing_svc.domain.series import Numbers

FLOAT8 = 701
"""PostgreSQL's number for its type double precision."""
_CELL = np.dtype([("size", ">i4"), ("value", ">f8")])
_HEADER = struct.Struct(">iiiii")
"""Dimensions, whether there are nulls, type of the elements, length, first index."""


def encoded(numbers: Numbers) -> bytes:
    """A double precision[] in PostgreSQL's binary format (src/backend/utils/adt/arrayfuncs.c, array_send)."""
    cells = np.empty(numbers.size, dtype=_CELL)
    cells["size"] = 8
    cells["value"] = numbers
    return _HEADER.pack(1, 0, FLOAT8, numbers.size, 1) + cells.tobytes()


def decoded(sent: bytes) -> Numbers:
    """What `array_send(column)` gives for a double precision[] without nulls; an empty one has no dimension."""
    if len(sent) < _HEADER.size:
        return np.zeros(0)
    return np.frombuffer(sent, dtype=_CELL, offset=_HEADER.size)["value"].astype(np.float64)
