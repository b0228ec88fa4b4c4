"""Whether all that one schema allows to be written, another allows to be read; if not, where and why.

Knows the subset of JSON Schema 2020-12 that our models generate. A keyword outside that subset counts as a
break unless both schemas say the same, so that a verdict of "readable" can be relied on.
"""

from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from concert_contracts.numeric_bounds import looser_bounds
from concert_contracts.scalars import has_type, scalar_problem
from concert_contracts.schema import Schema, as_object

_SAYS_NOTHING = frozenset(
    {"$schema", "$id", "$defs", "title", "description", "default", "examples", "deprecated", "$comment"}
)
_KNOWN = _SAYS_NOTHING | {
    "$ref", "type", "enum", "const", "anyOf", "oneOf", "items",
    "properties", "required", "additionalProperties",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
    "minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems", "pattern", "format",
}  # fmt: skip
_SAME_OR_NONE = ("pattern", "format", "multipleOf", "uniqueItems")


@dataclass(frozen=True)
class Problem:
    """Something a writer may write that a reader cannot read, at a JSON pointer into the data."""

    pointer: str
    reason: str


@dataclass(frozen=True)
class _Side:
    """One schema with its definitions."""

    definitions: Schema

    def resolved(self, schema: Schema) -> Schema:
        """Follow references; what stands beside a reference joins what it names."""
        while "$ref" in schema:
            name = cast(str, schema["$ref"]).removeprefix("#/$defs/")
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**as_object(self.definitions[name]), **beside}
        return schema


def unreadable(*, writer: Schema, reader: Schema) -> list[Problem]:
    """What `writer` (closed) allows that `reader` (opened: undeclared fields are ignored) refuses."""
    comparison = _Comparison(
        _Side(as_object(writer.get("$defs", {}))), _Side(as_object(reader.get("$defs", {})))
    )
    return comparison.problems(writer, reader, "")


class _Comparison:
    """Walks both schemas side by side; a recursive definition is trusted while it is being compared."""

    def __init__(self, writer: _Side, reader: _Side) -> None:
        self._writer = writer
        self._reader = reader
        self._under_way: set[tuple[str, str]] = set()

    def problems(self, writer: Schema, reader: Schema, at: str) -> list[Problem]:
        pair = (str(writer.get("$ref", "")), str(reader.get("$ref", "")))
        if all(pair):
            if pair in self._under_way:
                return []
            self._under_way.add(pair)
            found = self._compare(self._writer.resolved(writer), self._reader.resolved(reader), at)
            self._under_way.discard(pair)
            return found
        return self._compare(self._writer.resolved(writer), self._reader.resolved(reader), at)

    def _compare(self, writer: Schema, reader: Schema, at: str) -> list[Problem]:
        if strange := _strange_keywords(writer, reader):
            return [Problem(at, f"keyword {strange[0]} is outside what can be compared, and it differs")]
        if (branches := _branches(writer)) is not None:
            return [found for branch in branches for found in self.problems(branch, reader, at)]
        if (branches := _branches(reader)) is not None:
            return self._fits_one(writer, branches, at)
        if (values := _values(writer)) is not None:
            return self._values_fit(values, reader, at)
        if (allowed := _values(reader)) is not None:
            return self._only_values(writer, allowed, at)
        return self._same_kind(writer, reader, at)

    def _fits_one(self, writer: Schema, branches: list[Schema], at: str) -> list[Problem]:
        if (values := _values(writer)) is not None and len(values) > 1:
            singles: list[Schema] = [{"const": value} for value in values]
            return [found for single in singles for found in self._fits_one(single, branches, at)]
        attempts = [self.problems(writer, branch, at) for branch in branches]
        if any(not attempt for attempt in attempts):
            return []
        same_kind = [
            attempt
            for attempt, branch in zip(attempts, branches, strict=True)
            if self._reader.resolved(branch).get("type") == writer.get("type")
        ]
        if len(same_kind) == 1:
            return same_kind[0]
        return [Problem(at, f"may be written as {_kind(writer)}, which no alternative of the reader allows")]

    def _values_fit(self, values: list[JsonValue], reader: Schema, at: str) -> list[Problem]:
        allowed = _values(reader)
        if allowed is not None:
            missing = [value for value in values if not _contains(allowed, value)]
            return [Problem(at, f"may be {value!r}, which the reader does not list") for value in missing]
        return [Problem(at, why) for value in values if (why := scalar_problem(value, reader))]

    def _only_values(self, writer: Schema, allowed: list[JsonValue], at: str) -> list[Problem]:
        if writer.get("type") == "null" and _contains(allowed, None):
            return []
        if writer.get("type") == "boolean" and _contains(allowed, True) and _contains(allowed, False):
            return []
        return [Problem(at, f"may be any {_kind(writer)}, the reader allows listed values only")]

    def _same_kind(self, writer: Schema, reader: Schema, at: str) -> list[Problem]:
        kind = reader.get("type")
        if kind is None:
            return [] if not set(reader) - _SAYS_NOTHING else [Problem(at, "the reader's schema has no type")]
        if writer.get("type") != kind and not (kind == "number" and writer.get("type") == "integer"):
            return [Problem(at, f"is written as {_kind(writer)}, the reader expects {kind}")]
        found = [Problem(at, why) for why in looser_bounds(writer, reader)]
        found += [Problem(at, why) for why in _unequal(writer, reader)]
        if kind == "object":
            found += self._members(writer, reader, at)
        if kind == "array":
            found += self.problems(
                as_object(writer.get("items", {})), as_object(reader.get("items", {})), f"{at}/*"
            )
        return found

    def _members(self, writer: Schema, reader: Schema, at: str) -> list[Problem]:
        written, read = as_object(writer.get("properties", {})), as_object(reader.get("properties", {}))
        always = set(cast(list[str], writer.get("required", [])))
        needed = cast(list[str], reader.get("required", []))
        found = [
            Problem(f"{at}/{name}", "may be left out, the reader requires it")
            for name in needed
            if name not in always
        ]
        rest = writer.get("additionalProperties", {})
        for name, member in read.items():
            if name in written:
                found += self.problems(as_object(written[name]), as_object(member), f"{at}/{name}")
            elif rest is not False:
                found += self.problems(as_object(rest), as_object(member), f"{at}/{name}")
        return found + self._undeclared(writer, reader, at)

    def _undeclared(self, writer: Schema, reader: Schema, at: str) -> list[Problem]:
        """Maps: what the reader says of all further members must hold for those that the writer may send."""
        every = reader.get("additionalProperties", True)
        if isinstance(every, bool):
            return []
        read = as_object(reader.get("properties", {}))
        members = {
            name: member
            for name, member in as_object(writer.get("properties", {})).items()
            if name not in read
        }
        rest = writer.get("additionalProperties", {})
        further = members if rest is False else {**members, "*": rest}
        return [
            found
            for name, member in further.items()
            for found in self.problems(as_object(member), as_object(every), f"{at}/{name}")
        ]


def _strange_keywords(writer: Schema, reader: Schema) -> list[str]:
    strange = (set(writer) | set(reader)) - _KNOWN
    return sorted(key for key in strange if writer.get(key) != reader.get(key) or key not in writer)


def _branches(schema: Schema) -> list[Schema] | None:
    """The alternatives of a schema; `type: [a, b]` is two of them."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            beside = {inner: value for inner, value in schema.items() if inner != key}
            return [{**beside, **as_object(branch)} for branch in cast(list[JsonValue], schema[key])]
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": kind} for kind in cast(list[JsonValue], schema["type"])]
    return None


def _values(schema: Schema) -> list[JsonValue] | None:
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        kind = schema.get("type")
        values = cast(list[JsonValue], schema["enum"])
        return [value for value in values if kind is None or has_type(value, kind)]
    return None


def _contains(values: list[JsonValue], value: JsonValue) -> bool:
    """JSON equality: true is not 1."""
    return any(type(value) is type(other) and value == other for other in values)


def _unequal(writer: Schema, reader: Schema) -> list[str]:
    return [
        f"has {key} {writer.get(key)!r}, the reader requires {reader[key]!r}"
        for key in _SAME_OR_NONE
        if reader.get(key) not in (None, False) and reader[key] != writer.get(key)
    ]


def _kind(schema: Schema) -> str:
    values = _values(schema)
    return f"{values}" if values is not None else str(schema.get("type", "anything"))
