"""The short way for records exactly as Concert writes them; every other record goes the long way of the codec.

One pattern checks all attributes at once. What the short way reads or writes, the codec reads or writes the same:
where the pattern does not fit, the codec decides.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from uuid import UUID

from concert_contracts import codec
from concert_contracts.attributes import check_data
from concert_contracts.envelope import Envelope
from concert_contracts.schema import value_schema_header
from concert_contracts.vocabulary import find_event_class

Headers = tuple[tuple[str, bytes], ...]

_URI = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,2048}"
_TEXT = r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,2048}"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z"
_TRACE = r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"
_ALWAYS = {
    "content-type": r"application/json",
    "ce_specversion": r"1\.0",
    "ce_id": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "ce_source": _URI,
    "ce_type": r"concert\.[a-z]{1,40}\.[A-Za-z]{1,80}\.v[0-9]{1,4}",
    "ce_subject": _TEXT,
    "ce_time": _TIME,
    "ce_dataschema": _URI,
    "ce_partitionkey": _TEXT,
    "ce_correlationid": _TEXT,
    "ce_causationid": _TEXT,
    "ce_recordedtime": _TIME,
    # One digit less than the codec allows, so that every number fits into 63 bits.
    "ce_sequence": r"00[0-9]{18}",
}
_EXPIRY = {"ce_expirytime": _TIME}
_TRACES = {"ce_traceparent": _TRACE, "traceparent": _TRACE}
_SCHEMA = "__value_schema_id"


def _shape(expires: bool, traced: bool) -> dict[str, str]:
    return _ALWAYS | (_EXPIRY if expires else {}) | (_TRACES if traced else {})


_SHAPES = [(expires, traced) for expires, traced in product((False, True), repeat=2)]
_NAMES = {shape: tuple(_shape(*shape)) for shape in _SHAPES}
_PATTERNS = {
    shape: re.compile("\n".join(f"({part})" for part in _shape(*shape).values()), re.ASCII)
    for shape in _SHAPES
}
HEADER_NAMES: tuple[tuple[str, ...], ...] = tuple(
    (*_NAMES[shape], *tail) for shape in _SHAPES for tail in ((), (_SCHEMA,))
)
"""The headers that Concert's own records have, in their order; a list of them is only ever added to."""
_SHAPE_OF_NAMES = {
    (*_NAMES[shape], *tail): (shape, len(_NAMES[shape])) for shape in _SHAPES for tail in ((), (_SCHEMA,))
}


def read_record(key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]) -> Envelope:
    """As `codec.from_kafka`."""
    found = _SHAPE_OF_NAMES.get(tuple([name for name, _ in headers]))
    if found is None or value is None:
        return codec.from_kafka(key, value, headers)
    shape, count = found
    texts = _texts_of(shape, [content for _, content in headers[:count]])
    if texts is None or (key and key != texts[8].encode()):
        return codec.from_kafka(key, value, headers)
    try:
        time, recordedtime = datetime.fromisoformat(texts[6]), datetime.fromisoformat(texts[11])
        expirytime = datetime.fromisoformat(texts[13]) if shape[0] else None
    except ValueError:
        return codec.from_kafka(key, value, headers)
    check_data(value)
    return Envelope(
        id=UUID(texts[2]),
        source=texts[3],
        type=texts[4],
        subject=texts[5],
        time=time,
        dataschema=texts[7],
        partitionkey=texts[8],
        correlationid=texts[9],
        causationid=texts[10],
        recordedtime=recordedtime,
        sequence=int(texts[12]),
        expirytime=expirytime,
        traceparent=texts[14 if shape[0] else 13] if shape[1] else None,
        data=value,
    )


def write_record(envelope: Envelope, *, sequence: int) -> tuple[bytes, bytes, Headers]:
    """As `codec.to_kafka` of the envelope with that sequence."""
    shape = (envelope.expirytime is not None, envelope.traceparent is not None)
    time = _text_of(envelope.time)
    texts = [
        "application/json",
        "1.0",
        str(envelope.id),
        envelope.source,
        envelope.type,
        envelope.subject,
        time,
        envelope.dataschema,
        envelope.partitionkey,
        envelope.correlationid,
        envelope.causationid,
        time if envelope.recordedtime is envelope.time else _text_of(envelope.recordedtime),
        f"{sequence:020d}",
    ]
    if envelope.expirytime is not None:
        texts.append(_text_of(envelope.expirytime))
    if envelope.traceparent is not None:
        texts += [envelope.traceparent, envelope.traceparent]
    joined = "\n".join(texts)
    if not _PATTERNS[shape].fullmatch(joined):
        key, value, headers = codec.to_kafka(replace(envelope, sequence=sequence))
        return key, value, tuple(headers)
    check_data(envelope.data)
    contents = zip(_NAMES[shape], joined.encode().split(b"\n"), strict=True)
    return envelope.partitionkey.encode(), envelope.data, (*contents, *_schema_header(envelope.type))


def _texts_of(shape: tuple[bool, bool], contents: list[bytes]) -> tuple[str, ...] | None:
    try:
        match = _PATTERNS[shape].fullmatch(b"\n".join(contents).decode())
    except (UnicodeDecodeError, TypeError):
        return None
    return match.groups() if match else None


def _text_of(moment: datetime) -> str:
    """Empty, which fits no pattern, for a time without an offset: the codec refuses it by name."""
    if moment.tzinfo is None:
        return ""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@cache
def _schema_header(wire_name: str) -> Headers:
    event_class = find_event_class(wire_name)
    return () if event_class is None else ((_SCHEMA, value_schema_header(event_class)),)
