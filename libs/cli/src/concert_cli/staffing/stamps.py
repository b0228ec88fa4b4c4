"""Timestamps as exports write them, read into local or aware datetimes without guessing silently."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

_SLASHED = re.compile(
    r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$"
)
_DOTTED = re.compile(r"^\d{1,2}\.\d{1,2}\.\d{4}")
_LOOSE_ISO = re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")

Parse = Callable[[str], datetime]


def stamp_parser(samples: Sequence[str]) -> Parse:
    """The parser that fits these samples: ISO 8601, or day-first or month-first dates with slashes or dots.

    Dates with dots are day-first, as all who write dots mean them, unless one of them says otherwise. Raises
    ValueError if slashed dates occur and none of them tells the day from the month.
    """
    slashed = [match for match in (_SLASHED.match(sample.strip()) for sample in samples) if match]
    if not slashed:
        return _iso
    day_first = any(int(match[1]) > 12 for match in slashed)
    month_first = any(int(match[2]) > 12 for match in slashed)
    if not month_first and all(_DOTTED.match(match[0]) for match in slashed):
        return _day_first
    if day_first == month_first:
        raise ValueError("dates such as 03/04/2024 do not tell the day from the month: write 2024-04-03")
    return _day_first if day_first else _month_first


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        match = _LOOSE_ISO.match(text.strip())
        if match is None:
            raise
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second)


def _day_first(text: str) -> datetime:
    return _slashed(text, day_group=1, month_group=2)


def _month_first(text: str) -> datetime:
    return _slashed(text, day_group=2, month_group=1)


def _slashed(text: str, *, day_group: int, month_group: int) -> datetime:
    match = _SLASHED.match(text.strip())
    if match is None:
        return _iso(text)
    hour, minute, second = (int(match[group] or 0) for group in (4, 5, 6))
    if match[7]:
        hour = hour % 12 + (12 if match[7].lower() == "pm" else 0)
    return datetime(int(match[3]), int(match[month_group]), int(match[day_group]), hour, minute, second)
