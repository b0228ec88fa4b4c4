"""The JSON Schema of each event, as its writer promises it, and the id by which registries know it."""

import json
from functools import cache
from uuid import UUID, uuid5

from pydantic import JsonValue, TypeAdapter

from concert_contracts.envelope import dataschema_of
from concert_contracts.event import Event

Schema = dict[str, JsonValue]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMA_IDS = UUID("1f1c1d51-7f0c-5f57-a5a5-3c6f0d9b8d11")
_SCHEMAS: TypeAdapter[Schema] = TypeAdapter(Schema)


def schema_of(event_class: type[Event]) -> Schema:
    """The closed schema of the writer (nothing undeclared), self-contained, the same bytes on every run."""
    written = _SCHEMAS.validate_python(event_class.model_json_schema(mode="serialization"))
    return {"$schema": DIALECT, "$id": dataschema_of(event_class.WIRE_NAME), **written}


def schema_text(event_class: type[Event]) -> str:
    """The schema as it is committed."""
    return json.dumps(schema_of(event_class), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@cache
def schema_guid(event_class: type[Event]) -> UUID:
    """The id of exactly this schema: another schema, another id."""
    canonical = json.dumps(schema_of(event_class), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return uuid5(_SCHEMA_IDS, canonical)


@cache
def value_schema_header(event_class: type[Event]) -> bytes:
    """Confluent's `__value_schema_id` header: the byte 1, then the 16 bytes of the GUID."""
    return b"\x01" + schema_guid(event_class).bytes
