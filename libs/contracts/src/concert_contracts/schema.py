"""The JSON Schema of each event, as its writer promises it, and the id by which registries know it."""

import hashlib
import json
from functools import cache
from uuid import UUID

from pydantic import JsonValue, TypeAdapter

from concert_contracts.envelope import dataschema_of
from concert_contracts.event import Event

Schema = dict[str, JsonValue]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMAS: TypeAdapter[Schema] = TypeAdapter(Schema)


def schema_of(event_class: type[Event]) -> Schema:
    """The closed schema (nothing undeclared), self-contained, the same on every run.

    A field with a default may be absent, and then its default is meant.
    """
    generated = _SCHEMAS.validate_python(event_class.model_json_schema(mode="validation"))
    written = {key: _without_titles(value) for key, value in generated.items() if key != "title"}
    return {
        "$schema": DIALECT,
        "$id": dataschema_of(event_class.WIRE_NAME),
        "title": event_class.__name__,
        **written,
    }


def read_schema(text: str | bytes) -> Schema:
    """A schema from its JSON text."""
    return _SCHEMAS.validate_json(text)


def schema_text(event_class: type[Event]) -> str:
    """The schema as it is committed."""
    return json.dumps(schema_of(event_class), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@cache
def schema_guid(event_class: type[Event]) -> UUID:
    """The id of exactly this schema: another schema, another id (RFC 9562 version 8, from SHA-256).

    Its 16 bytes are made to be UTF-8, because CloudEvents readers (the official SDK 2.2) decode every header
    of a record as text, `__value_schema_id` too, and would otherwise refuse the record.
    """
    canonical = json.dumps(schema_of(event_class), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).digest()[:16]
    octets = bytearray(octet & 0x7F for octet in digest)
    for lead in (5, 7):
        octets[lead] = 0xC2 + digest[lead] % 30
    octets[6] = 0x80 | digest[6] & 0x0F
    octets[8] = 0x80 | digest[8] & 0x3F
    return UUID(bytes=bytes(octets))


@cache
def value_schema_header(event_class: type[Event]) -> bytes:
    """Confluent's `__value_schema_id` header: the byte 1, then the 16 bytes of the GUID."""
    return b"\x01" + schema_guid(event_class).bytes


def opened(schema: Schema) -> Schema:
    """The same schema as a tolerant reader sees it: what is undeclared is allowed, at every depth."""
    return {key: _opened(value) for key, value in schema.items() if _keeps_closed(key, value)}


def as_object(schema: JsonValue) -> Schema:
    """A schema in its object form: true allows everything (and says nothing), false allows no value."""
    if isinstance(schema, dict):
        return schema
    return {} if schema is not False else {"enum": []}


def _opened(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return opened(value)
    if isinstance(value, list):
        return [_opened(inner) for inner in value]
    return value


def _keeps_closed(key: str, value: JsonValue) -> bool:
    return not (key == "additionalProperties" and value is False)


def _without_titles(value: JsonValue) -> JsonValue:
    """Titles that repeat a field's name say nothing and make every difference longer."""
    if isinstance(value, dict):
        return {
            key: _without_titles(inner)
            for key, inner in value.items()
            if not (key == "title" and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [_without_titles(inner) for inner in value]
    return value
