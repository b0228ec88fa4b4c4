"""Times on the wire: RFC 3339 with an offset, because a time without one happened nobody knows when."""

import re
from datetime import UTC, datetime

from concert_contracts.malformed import InvalidAttribute

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)


def parse_time(name: str, text: str) -> datetime:
    """RFC 3339 with an offset; a time without one is refused, because nobody knows when it was."""
    if not (match := _TIME.fullmatch(text)):
        raise InvalidAttribute(f"{name} {text[:40]!r} is not an RFC 3339 time", field=name)
    if match[2] is None:
        raise InvalidAttribute(f"{name} {text!r} has no offset; add Z or +hh:mm", field=name)
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as refused:
        raise InvalidAttribute(f"{name} {text!r} does not exist: {refused}", field=name) from None


def format_time(name: str, moment: datetime) -> str:
    """RFC 3339 in UTC; a naive time is refused."""
    if moment.tzinfo is None:
        raise InvalidAttribute(f"{name} {moment.isoformat()} has no offset; give an aware time", field=name)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
