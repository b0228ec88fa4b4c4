"""Bounds in schemas (of numbers, lengths, counts), and whether a writer's are as tight as a reader's."""

from math import ceil, floor
from typing import cast

from pydantic import JsonValue

from concert_contracts.schema import Schema

_LOWER = ("minLength", "minItems", "minProperties")
_UPPER = ("maxLength", "maxItems", "maxProperties")


def looser_bounds(writer: Schema, reader: Schema) -> list[str]:
    """One reason for each bound of the reader that the writer does not keep."""
    found = [
        f"has {key} {writer.get(key, 0)}, the reader requires {reader[key]}"
        for key in _LOWER
        if key in reader and _number(writer.get(key, 0)) < _number(reader[key])
    ]
    found += [
        f"has {key} {writer.get(key, 'unbounded')}, the reader requires {reader[key]}"
        for key in _UPPER
        if key in reader and (key not in writer or _number(writer[key]) > _number(reader[key]))
    ]
    if (needed := least(reader)) is not None and ((given := least(writer)) is None or given < needed):
        found.append(f"may be below the reader's minimum of {needed[0]}")
    if (needed := greatest(reader)) is not None and ((given := greatest(writer)) is None or given > needed):
        found.append(f"may be above the reader's maximum of {needed[0]}")
    return found


def least(schema: Schema) -> tuple[float, int] | None:
    """The lower bound; of equal bounds the exclusive one is tighter; those of whole numbers are closed."""
    bounds: list[tuple[float, int]] = []
    if "minimum" in schema:
        bounds.append((_number(schema["minimum"]), 0))
    if "exclusiveMinimum" in schema:
        bounds.append((_number(schema["exclusiveMinimum"]), 1))
    if schema.get("type") == "integer":
        bounds = [(floor(value) + 1 if exclusive else ceil(value), 0) for value, exclusive in bounds]
    return max(bounds, default=None)


def greatest(schema: Schema) -> tuple[float, int] | None:
    """The upper bound; of equal bounds the exclusive one is tighter; those of whole numbers are closed."""
    bounds: list[tuple[float, int]] = []
    if "maximum" in schema:
        bounds.append((_number(schema["maximum"]), 0))
    if "exclusiveMaximum" in schema:
        bounds.append((_number(schema["exclusiveMaximum"]), -1))
    if schema.get("type") == "integer":
        bounds = [(ceil(value) - 1 if exclusive else floor(value), 0) for value, exclusive in bounds]
    return min(bounds, default=None)


def _number(value: JsonValue) -> float:
    return cast(float, value)
