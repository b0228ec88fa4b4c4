"""Headers as one text, for buses and outboxes that keep them in a database."""

from concert_contracts.canonical import HEADER_NAMES
from pydantic_core import from_json, to_json

from concert_chassis.bus.protocol import Headers

_NUMBER_OF_NAMES = {names: number for number, names in enumerate(HEADER_NAMES)}


def headers_text(headers: Headers) -> str:
    """Two forms: the number of a known list of names and the values by lines, which is short; or JSON pairs.

    In both, each byte of a value is one character (Latin-1), so that binary headers survive as well.
    """
    number = _NUMBER_OF_NAMES.get(tuple([name for name, _ in headers]))
    if number is not None:
        text = b"\n".join([value for _, value in headers]).decode("latin-1")
        if text.count("\n") == len(headers) - 1 and "\x00" not in text:
            return f"{number}\n{text}"
    return to_json([(name, value.decode("latin-1")) for name, value in headers]).decode()


def headers_from_text(text: str) -> Headers:
    if text.startswith("["):
        return tuple((name, value.encode("latin-1")) for name, value in from_json(text))
    number, *values = text.encode("latin-1").split(b"\n")
    return tuple(zip(HEADER_NAMES[int(number)], values, strict=True))
