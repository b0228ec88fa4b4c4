"""CloudEvents 1.0 over HTTP: binary (ce- headers), structured and batch."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from concert_contracts.attributes import (
    Attributes,
    attributes_of,
    check_content_type,
    check_data,
    check_name,
    check_size,
)
from concert_contracts.codec import BATCH, STRUCTURED, from_batch, from_structured, to_batch, to_structured
from concert_contracts.envelope import Envelope
from concert_contracts.malformed import EventTooLarge, InvalidAttribute, UnsupportedContentType

LARGEST_BATCH_BYTES = 16 * 1024 * 1024

_PREFIX = "ce-"
# CloudEvents HTTP binding 1.0.2, 3.1.3.2: space, quote, percent and all outside U+0021..U+007E are encoded.
_SENT_AS_THEY_ARE = "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def to_http_binary(envelope: Envelope) -> tuple[dict[str, str], bytes]:
    """Headers and body: each attribute a `ce-` header, the data as they are."""
    check_data(envelope.data)
    texts = attributes_of(envelope)
    headers = {"content-type": texts.pop("datacontenttype")}
    headers |= {_PREFIX + name: quote(text, safe=_SENT_AS_THEY_ARE) for name, text in texts.items()}
    if envelope.traceparent is not None:
        headers["traceparent"] = envelope.traceparent
    return headers, envelope.data


def to_http_structured(envelope: Envelope) -> tuple[dict[str, str], bytes]:
    """Headers and body: the whole event as one JSON document."""
    return {"content-type": f"{STRUCTURED}; charset=UTF-8"}, to_structured(envelope)


def to_http_batch(envelopes: Iterable[Envelope]) -> tuple[dict[str, str], bytes]:
    """Headers and body: several events as one JSON array."""
    return {"content-type": f"{BATCH}; charset=UTF-8"}, to_batch(envelopes)


def from_http(headers: Iterable[tuple[str, str]], body: bytes) -> list[Envelope]:
    """Read a request in any of the three modes; the content type says which. Refuses with a `WireRefusal`."""
    given = [(name.lower(), value) for name, value in headers]
    content_type = next((value for name, value in given if name == "content-type"), "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == BATCH:
        _check_batch_size(body)
        return from_batch(body)
    check_size(body)
    if media_type == STRUCTURED:
        return [from_structured(body)]
    if media_type.startswith("application/cloudevents"):
        raise UnsupportedContentType(
            f"{media_type[:80]!r} is not read; send {STRUCTURED}", field="content-type"
        )
    check_content_type(content_type)
    return [Attributes(_texts(given), body).envelope()]


def _check_batch_size(body: bytes) -> None:
    if len(body) > LARGEST_BATCH_BYTES:
        raise EventTooLarge(
            f"{len(body)} bytes are more than the {LARGEST_BATCH_BYTES} of a batch; send several", field=""
        )


def _texts(headers: list[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for header, value in headers:
        if not header.startswith(_PREFIX):
            continue
        name = check_name(header.removeprefix(_PREFIX))
        if name in texts:
            raise InvalidAttribute(f"attribute {name!r} is given twice", field=name)
        texts[name] = _decoded(name, value)
    trace = next((value for name, value in headers if name == "traceparent"), None)
    return texts if trace is None else {"traceparent": trace, **texts}


def _decoded(name: str, value: str) -> str:
    """Undo quotes (which older senders add) and percent encoding; what is then not UTF-8 is refused."""
    text = value.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    if _BROKEN_ESCAPE.search(text):
        raise InvalidAttribute(f"{name} has a '%' that escapes nothing; write it as %25", field=name)
    try:
        return _ESCAPES.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode(), text)
    except UnicodeDecodeError as refused:
        raise InvalidAttribute(f"{name} is not UTF-8: {refused.reason}", field=name) from None
