"""CloudEvents 1.0 on Kafka (binary, and structured when read) and as structured JSON."""

import base64
import binascii
from collections.abc import Iterable, Mapping

from pydantic_core import from_json, to_json

from concert_contracts.attributes import (
    Attributes,
    attributes_of,
    check_content_type,
    check_data,
    check_name,
    check_size,
)
from concert_contracts.envelope import Envelope
from concert_contracts.malformed import (
    InvalidAttribute,
    InvalidData,
    MissingAttribute,
    UnknownAttribute,
    UnsupportedContentType,
)
from concert_contracts.schema import value_schema_header
from concert_contracts.vocabulary import find_event_class

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

KafkaHeaders = list[tuple[str, bytes]]

_PREFIX = "ce_"


def to_kafka(envelope: Envelope) -> tuple[bytes, bytes, KafkaHeaders]:
    """Key, value and headers of a record that a CloudEvents reader, a Confluent reader and kcat all read."""
    check_data(envelope.data)
    texts = attributes_of(envelope)
    content_type = texts.pop("datacontenttype")
    headers = [("content-type", content_type.encode())]
    headers += [(_PREFIX + name, text.encode()) for name, text in texts.items()]
    if envelope.traceparent is not None:
        headers.append(("traceparent", envelope.traceparent.encode()))
    if event_class := find_event_class(envelope.type):
        headers.append(("__value_schema_id", value_schema_header(event_class)))
    return envelope.partitionkey.encode(), envelope.data, headers


def from_kafka(key: bytes | None, value: bytes | None, headers: Iterable[tuple[str, bytes]]) -> Envelope:
    """Read a record in either content mode, or refuse it with a `WireRefusal` that names what is wrong."""
    if value is None:
        raise InvalidData("the record has no value; events are never deleted by tombstones", field="data")
    check_size(value)
    given = list(headers)
    content_type = _content_type(given)
    if content_type.lower().startswith("application/cloudevents"):
        return _from_structured_record(key, value, content_type)
    texts = _texts(given)
    if content_type:
        check_content_type(content_type)
    _agree_on_key(texts, key)
    return Attributes(texts, value).envelope()


def to_structured(envelope: Envelope) -> bytes:
    """The event as one JSON document (`application/cloudevents+json`)."""
    check_data(envelope.data)
    return _document(envelope)


def from_structured(body: bytes) -> Envelope:
    """Read one JSON document; `data` may be JSON or, as `data_base64`, the bytes of JSON."""
    check_size(body)
    return _from_members(_json(body), key=None)


def to_batch(envelopes: Iterable[Envelope]) -> bytes:
    """Several events as one JSON array (`application/cloudevents-batch+json`)."""
    return b"[" + b",".join(to_structured(envelope) for envelope in envelopes) + b"]"


def from_batch(body: bytes) -> list[Envelope]:
    """Read a JSON array of events; each may have the size of an event, and one bad one refuses them all."""
    members = _json(body)
    if not isinstance(members, list):
        raise InvalidData("a batch is a JSON array of events", field="")
    envelopes = [_from_members(member, key=None) for member in members]
    for envelope in envelopes:
        check_size(envelope.data)
    return envelopes


def _from_structured_record(key: bytes | None, value: bytes, content_type: str) -> Envelope:
    if content_type.partition(";")[0].strip().lower() != STRUCTURED:
        raise UnsupportedContentType(
            f"content-type {content_type[:80]!r} is not read from a stream; send one event per record",
            field="content-type",
        )
    return _from_members(_json(value), key=key)


def _content_type(headers: list[tuple[str, bytes]]) -> str:
    found = [value for name, value in headers if name.lower() == "content-type" and value]
    return _utf8("content-type", found[0]) if found else ""


def _texts(headers: list[tuple[str, bytes]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    trace: str | None = None
    for header, value in headers:
        if header == "traceparent" and value:
            trace = value.decode("ascii", errors="replace")
        if not header.lower().startswith(_PREFIX):
            continue
        if not header.startswith(_PREFIX):
            raise UnknownAttribute(
                f"header {header[:80]!r}: write attributes in lower case", field=header[:80]
            )
        name = check_name(header.removeprefix(_PREFIX))
        if name in texts:
            raise InvalidAttribute(f"attribute {name!r} is given twice", field=name)
        texts[name] = _utf8(name, value)
    if trace is not None:
        texts.setdefault("traceparent", trace)
    return texts


def _agree_on_key(texts: dict[str, str], key: bytes | None) -> None:
    """The record's key stands for the attribute; two that differ would put one story in two orders."""
    if key and texts.setdefault("partitionkey", _utf8("partitionkey", key)) != _utf8("partitionkey", key):
        raise InvalidAttribute(
            "partitionkey is not the key of the record; send them equal", field="partitionkey"
        )


def _utf8(name: str, value: bytes | None) -> str:
    if value is None:
        raise MissingAttribute(f"attribute {name!r} has no value", field=name)
    try:
        return value.decode()
    except UnicodeDecodeError as refused:
        raise InvalidAttribute(f"{name} is not UTF-8: {refused.reason}", field=name) from None


def _document(envelope: Envelope) -> bytes:
    attributes: bytes = to_json(attributes_of(envelope))
    return attributes[:-1] + b',"data":' + envelope.data + b"}"


def _json(body: bytes) -> object:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as refused:
        raise InvalidData(f"this is not JSON in UTF-8: {refused}", field="") from None


def _from_members(members: object, *, key: bytes | None) -> Envelope:
    if not isinstance(members, dict):
        raise InvalidData("a structured event is a JSON object", field="")
    data = _data(members)
    texts = {
        check_name(name): _text(name, value)
        for name, value in members.items()
        if name not in ("data", "data_base64") and value is not None
    }
    _agree_on_key(texts, key)
    return Attributes(texts, data).envelope()


def _data(members: Mapping[str, object]) -> bytes:
    if "data" in members and "data_base64" in members:
        raise InvalidData("data and data_base64 exclude each other; send one", field="data_base64")
    encoded = members.get("data_base64")
    if encoded is None:
        if "data" not in members:
            raise InvalidData("the event has no data", field="data")
        return bytes(to_json(members["data"]))
    if not isinstance(encoded, str):
        raise InvalidData("data_base64 is not a text", field="data_base64")
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as refused:
        raise InvalidData(f"data_base64 is not base64: {refused}", field="data_base64") from None


def _text(name: str, value: object) -> str:
    """CloudEvents 1.0, JSON format: text, Boolean or whole number; anything else is no attribute."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise InvalidAttribute(f"{name} is neither text, Boolean nor whole number", field=name)
    return value
