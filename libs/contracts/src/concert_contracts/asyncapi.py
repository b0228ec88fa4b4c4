"""The AsyncAPI 3.0.0 document of Concert: what integrators generate code and pages from."""

import json
from typing import cast

from pydantic import JsonValue

from concert_contracts.attributes import SPEC_VERSION
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.schema import Schema, schema_of
from concert_contracts.streams import STREAMS, Stream
from concert_contracts.vocabulary import EVENTS

_ATTRIBUTES = {
    "specversion": "the CloudEvents version",
    "id": "identifies the event; a UUID of version 7",
    "source": "who said it",
    "type": "the event's wire name",
    "subject": "what it is about",
    "time": "when the fact happened (RFC 3339)",
    "dataschema": "names the schema of the data",
    "partitionkey": "orders the event in its stream; also the record's key",
    "correlationid": "the same through a whole story",
    "causationid": "the id of what led directly to this event",
    "recordedtime": "when it was written down (RFC 3339)",
    "sequence": "counts the events of one subject, zero-padded to 20 digits",
}
_FROM_OUTSIDERS = ("specversion", "id", "source", "type", "time")


def asyncapi_text() -> str:
    """The document as it is committed, the same on every run."""
    return json.dumps(asyncapi_document(), indent=2, ensure_ascii=False) + "\n"


def asyncapi_document() -> Schema:
    """Concert seen as one application: it sends its own streams and receives those of outside systems."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:concert",
        "info": {
            "title": "Concert",
            "version": "1.0.0",
            "description": "Events of Concert as CloudEvents 1.0 in Kafka's binary content mode: the value "
            "is the data as JSON, every attribute a `ce_` header, the key the partition key.",
        },
        "defaultContentType": "application/json",
        "channels": {_identifier(stream.name): _channel(stream) for stream in STREAMS},
        "operations": {_operation_name(stream): _operation(stream) for stream in STREAMS},
        "components": {
            "messages": {event.WIRE_NAME: _message(event) for event in EVENTS},
            "schemas": _schemas(),
        },
    }


def _channel(stream: Stream) -> Schema:
    events = [event for event in EVENTS if stream is event.STREAM]
    return {
        "address": stream.name,
        "description": f"Ordered by `{stream.key_field}`, kept {stream.retention.days} days.",
        "messages": {
            event.WIRE_NAME: {"$ref": f"#/components/messages/{event.WIRE_NAME}"} for event in events
        },
        "bindings": {
            "kafka": {
                "topic": stream.name,
                "partitions": stream.partitions,
                "topicConfiguration": {"retention.ms": int(stream.retention.total_seconds() * 1000)},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(stream: Stream) -> Schema:
    channel = _identifier(stream.name)
    events = [event for event in EVENTS if stream is event.STREAM]
    return {
        "action": "receive" if stream.owner == "external" else "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{event.WIRE_NAME}"} for event in events],
    }


def _message(event: type[Event]) -> Schema:
    document = json.loads(example_of(event))
    data = document.pop("data")
    headers: Schema = {f"ce_{name}": text for name, text in document.items() if name != "datacontenttype"}
    return {
        "name": event.WIRE_NAME,
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": _headers(event),
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
        "examples": [{"name": "example", "headers": headers, "payload": data}],
    }


def _headers(event: type[Event]) -> Schema:
    described: Schema = {
        f"ce_{name}": {"type": "string", "description": meaning} for name, meaning in _ATTRIBUTES.items()
    }
    described["ce_specversion"] = {"type": "string", "const": SPEC_VERSION}
    described["ce_type"] = {"type": "string", "const": event.WIRE_NAME}
    if event.EXPIRES_AFTER is not None:
        described["ce_expirytime"] = {"type": "string", "description": "from then on nobody should act on it"}
    names = _FROM_OUTSIDERS if event.owner() == "external" else tuple(_ATTRIBUTES)
    return {"type": "object", "properties": described, "required": [f"ce_{name}" for name in names]}


def _schemas() -> Schema:
    """Every event's schema and every part's, once, by class name."""
    schemas: Schema = {}
    for event in EVENTS:
        schema = schema_of(event)
        parts = cast(Schema, schema.pop("$defs", {}))
        body = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
        for name, part in {**parts, event.__name__: body}.items():
            if schemas.setdefault(name, _relinked(part)) != _relinked(part):
                raise ValueError(f"two different parts are called {name}; rename one of them")
    return schemas


def _relinked(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _relinked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_relinked(inner) for inner in value]
    if isinstance(value, str):
        return value.replace("#/$defs/", "#/components/schemas/")
    return value


def _identifier(name: str) -> str:
    """`external.business-events` -> `externalBusinessEvents`."""
    first, *rest = name.replace("-", ".").split(".")
    return first + "".join(word.capitalize() for word in rest)


def _operation_name(stream: Stream) -> str:
    verb = "receive" if stream.owner == "external" else "send"
    name = _identifier(stream.name)
    return verb + name[0].upper() + name[1:]
