"""Headers as one text, for buses and outboxes that keep them in a database."""

from pydantic_core import from_json, to_json

from concert_chassis.bus.protocol import Headers


def headers_text(headers: Headers) -> str:
    """JSON pairs; each byte of a value is one character (Latin-1), so that binary headers survive as well."""
    return to_json([(name, value.decode("latin-1")) for name, value in headers]).decode()


def headers_from_text(text: str) -> Headers:
    return tuple((name, value.encode("latin-1")) for name, value in from_json(text))
