"""CloudEvents attributes as text, to and from the envelope: the rules that every encoding shares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from pydantic_core import from_json

from concert_contracts.envelope import Envelope, dataschema_of
from concert_contracts.malformed import (
    EventTooLarge,
    InvalidAttribute,
    InvalidData,
    MissingAttribute,
    UnknownAttribute,
    UnsupportedContentType,
    UnsupportedSpecVersion,
)
from concert_contracts.rfc3339 import format_time, parse_time
from concert_contracts.vocabulary import find_event_class

SPEC_VERSION = "1.0"
JSON = "application/json"
LARGEST_EVENT_BYTES = 1024 * 1024
LONGEST_ATTRIBUTE = 2048

_OUTSIDE = "concert.external."
_IDS_OF_OUTSIDE_EVENTS = UUID("6f8fcb1c-3a34-5a5e-9d35-0d0a3c7b3f10")
_NAME = re.compile(r"[a-z0-9]{1,64}")
_URI_REFERENCE = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SEQUENCE = re.compile(r"[0-9]{1,20}")
_LARGEST_SEQUENCE = 2**63 - 1


@dataclass(frozen=True)
class Attributes:
    """The attributes of one event as text, by CloudEvents name, with the data they describe."""

    texts: Mapping[str, str]
    data: bytes

    def envelope(self) -> Envelope:
        """The envelope these attributes describe, or a `WireRefusal` naming what is wrong.

        Id, source, type and time come from the sender and are never invented. Concert's own events carry
        every attribute. An outside system (`concert.external.*`) owes only those four: its event is keyed by
        its data, is its own cause if it names none, and has sequence 0 if it does not count.
        """
        _refuse_unreadable(self.texts)
        wire_name = self._needed("type")
        outside = wire_name.startswith(_OUTSIDE)
        given = {**self._derived(wire_name), **self.texts} if outside else self.texts
        full = Attributes(given, self.data)
        check_data(self.data)
        return Envelope(
            id=_outside_id(full) if outside else _id(full._needed("id")),
            source=_uri(full, "source"),
            type=wire_name,
            subject=full._needed("subject"),
            time=parse_time("time", full._needed("time")),
            dataschema=_uri(full, "dataschema"),
            partitionkey=full._needed("partitionkey"),
            correlationid=full._needed("correlationid"),
            causationid=full._needed("causationid"),
            recordedtime=parse_time("recordedtime", full._needed("recordedtime")),
            sequence=_sequence(full._needed("sequence")),
            expirytime=parse_time("expirytime", given["expirytime"]) if "expirytime" in given else None,
            traceparent=_traceparent(given.get("traceparent")),
            data=self.data,
        )

    def _needed(self, name: str) -> str:
        text = self.texts.get(name, "")
        if not text:
            raise MissingAttribute(f"attribute {name!r} is missing; the sender has to give it", field=name)
        return text

    def _derived(self, wire_name: str) -> dict[str, str]:
        event_id = str(_outside_id(self))
        derived = {
            "dataschema": dataschema_of(wire_name),
            "correlationid": event_id,
            "causationid": event_id,
            "recordedtime": self._needed("time"),
            "sequence": "0",
        }
        key = self.texts.get("partitionkey") or _key_of(wire_name, self.data)
        if key:
            derived |= {"partitionkey": key, "subject": key}
        return derived


def attributes_of(envelope: Envelope) -> dict[str, str]:
    """The envelope's attributes as text, in the order in which they are written."""
    texts = {
        "specversion": SPEC_VERSION,
        "id": str(envelope.id),
        "source": envelope.source,
        "type": envelope.type,
        "subject": envelope.subject,
        "time": format_time("time", envelope.time),
        "datacontenttype": JSON,
        "dataschema": envelope.dataschema,
        "partitionkey": envelope.partitionkey,
        "correlationid": envelope.correlationid,
        "causationid": envelope.causationid,
        "recordedtime": format_time("recordedtime", envelope.recordedtime),
        "sequence": f"{envelope.sequence:020d}",
    }
    if envelope.expirytime is not None:
        texts["expirytime"] = format_time("expirytime", envelope.expirytime)
    if envelope.traceparent is not None:
        texts["traceparent"] = envelope.traceparent
    for name, text in texts.items():
        if not text:
            raise MissingAttribute(f"attribute {name!r} is empty; nothing is sent without it", field=name)
        _check_text(name, text)
    _sequence(texts["sequence"])
    return texts


def check_name(name: str) -> str:
    """CloudEvents 1.0, naming conventions: lower-case ASCII letters and digits."""
    if not _NAME.fullmatch(name):
        raise UnknownAttribute(
            f"attribute {name[:80]!r} is not a CloudEvents name; use lower-case letters and digits",
            field=name[:80],
        )
    return name


def check_size(encoded: bytes) -> None:
    """Refuse what no stream carries, before anything looks inside."""
    if len(encoded) > LARGEST_EVENT_BYTES:
        raise EventTooLarge(
            f"{len(encoded)} bytes are more than the {LARGEST_EVENT_BYTES} of an event; send less",
            field="data",
        )


def check_data(data: bytes) -> None:
    """The data are one JSON object in UTF-8 without NUL characters (which no database of ours could keep)."""
    check_size(data)
    try:
        value = from_json(data, allow_inf_nan=False)
    except ValueError as refused:
        raise InvalidData(f"the data are not JSON in UTF-8: {refused}", field="data") from None
    if not isinstance(value, dict):
        raise InvalidData("the data are JSON, but not an object; an event is an object", field="data")
    if b"\\u0000" in data and _has_nul(value):
        raise InvalidData("a text in the data contains a NUL character; leave it out", field="data")


def check_content_type(content_type: str) -> None:
    """Data travel as JSON."""
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise UnsupportedContentType(
            f"datacontenttype {content_type[:80]!r} is not read; send {JSON}", field="datacontenttype"
        )


def _refuse_unreadable(texts: Mapping[str, str]) -> None:
    if "specversion" not in texts:
        raise MissingAttribute(
            "attribute 'specversion' is missing; this is no CloudEvent", field="specversion"
        )
    if texts["specversion"] != SPEC_VERSION:
        raise UnsupportedSpecVersion(
            f"specversion {texts['specversion'][:20]!r} is not read; send {SPEC_VERSION}", field="specversion"
        )
    for name, text in texts.items():
        check_name(name)
        _check_text(name, text)
    if "datacontenttype" in texts:
        check_content_type(texts["datacontenttype"])


def _check_text(name: str, text: str) -> None:
    if len(text) > LONGEST_ATTRIBUTE:
        raise InvalidAttribute(f"{name} is longer than {LONGEST_ATTRIBUTE} characters", field=name)
    if _UNSPEAKABLE.search(text):
        raise InvalidAttribute(f"{name} contains a control character or half a character", field=name)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidAttribute(f"id {text[:80]!r} is not a UUID", field="id") from None


def _outside_id(attributes: Attributes) -> UUID:
    """Outside ids are any text, unique with their source: the same pair is always the same UUID."""
    text = attributes._needed("id")
    try:
        return UUID(text)
    except ValueError:
        return uuid5(_IDS_OF_OUTSIDE_EVENTS, f"{attributes._needed('source')}\n{text}")


def _uri(attributes: Attributes, name: str) -> str:
    text = attributes._needed(name)
    if not _URI_REFERENCE.fullmatch(text):
        raise InvalidAttribute(f"{name} {text[:80]!r} is not a URI reference", field=name)
    return text


def _sequence(text: str) -> int:
    if not _SEQUENCE.fullmatch(text):
        raise InvalidAttribute(
            f"sequence {text[:40]!r} is not a whole number of at most 20 digits", field="sequence"
        )
    if int(text) > _LARGEST_SEQUENCE:
        raise InvalidAttribute(f"sequence {text} is larger than {_LARGEST_SEQUENCE}", field="sequence")
    return int(text)


def _traceparent(text: str | None) -> str | None:
    """A trace that cannot be read is dropped, as W3C Trace Context asks: it must not cost the event."""
    return text if text is not None and _TRACEPARENT.fullmatch(text) else None


def _key_of(wire_name: str, data: bytes) -> str | None:
    event_class = find_event_class(wire_name)
    if event_class is None:
        return None
    check_data(data)
    key = from_json(data).get(event_class.STREAM.key_field)
    return key if isinstance(key, str) else None


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(_has_nul(inner) for inner in value)
