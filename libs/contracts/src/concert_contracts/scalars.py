"""Whether one listed value (of an enumeration) is allowed by a schema that describes values in general."""

import re
from typing import cast

from pydantic import JsonValue

from concert_contracts.numeric_bounds import greatest, least
from concert_contracts.schema import Schema

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def has_type(value: JsonValue, kind: JsonValue) -> bool:
    """Whether a JSON value is of a JSON Schema type; 2.0 is an integer, true is not."""
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(cast(str, kind), ()))


def scalar_problem(value: JsonValue, schema: Schema) -> str | None:
    """Why `schema` refuses `value`, or None. What cannot be told here (a format) counts as refused."""
    kind = schema.get("type")
    if kind is not None and not has_type(value, kind):
        return f"may be {value!r}, the reader expects {kind}"
    if isinstance(value, str):
        return _text_problem(value, schema)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_problem(value, schema)
    if isinstance(value, list | dict):
        return f"may be {value!r}, which is not a plain value"
    return None


def _text_problem(value: str, schema: Schema) -> str | None:
    if len(value) < cast(int, schema.get("minLength", 0)):
        return f"may be {value!r}, shorter than the reader's minLength"
    if "maxLength" in schema and len(value) > cast(int, schema["maxLength"]):
        return f"may be {value!r}, longer than the reader's maxLength"
    if "pattern" in schema and not re.search(cast(str, schema["pattern"]), value):
        return f"may be {value!r}, which the reader's pattern refuses"
    if "format" in schema:
        return f"may be {value!r}, and the reader expects the format {schema['format']}"
    return None


def _number_problem(value: float, schema: Schema) -> str | None:
    low, high = least(schema), greatest(schema)
    if low is not None and (value, 0) < low:
        return f"may be {value!r}, below the reader's minimum"
    if high is not None and (value, 0) > high:
        return f"may be {value!r}, above the reader's maximum"
    if "multipleOf" in schema:
        return f"may be {value!r}, and the reader expects multiples of {schema['multipleOf']}"
    return None
