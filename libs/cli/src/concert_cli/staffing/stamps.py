"""Timestamps as exports write them, read into local or aware datetimes without guessing silently."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

_CLOCK = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?$"
_SLASHED = re.compile(r"^(\d{1,2})(?:[/.](\d{1,2})[/.](\d{4}|\d{2})|-(\d{1,2})-(\d{4}))" + _CLOCK)
_DOTTED = re.compile(r"^\d{1,2}\.\d{1,2}\.\d{2}")
_LOOSE_ISO = re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})" + _CLOCK)
_DAY_MONTH = re.compile(r"^(\d{1,2})[ \-/.]*([A-Za-z]{3})[a-z]*\.?[ \-/,]*(\d{4}|\d{2})" + _CLOCK)
_MONTH_DAY = re.compile(r"^([A-Za-z]{3})[a-z]*\.?[ \-]*(\d{1,2}),?[ \-]+(\d{4})" + _CLOCK)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH = re.compile(r"^\d{10}(\d{3})?$")
_UTC = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_TO = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?)\s*(?:\s-\s|–|—|\sto\s)\s*\d.*$")

Parse = Callable[[str], datetime]


def stamp_parser(samples: Sequence[str]) -> Parse:
    """The parser that fits these samples: ISO 8601, seconds since 1970, names of months, or day-first or
    month-first dates with slashes or dots; of "08:00 - 08:30" the beginning counts.

    Dates with dots are day-first, as all who write dots mean them, unless one of them says otherwise. Raises
    ValueError if slashed dates occur and none of them tells the day from the month.
    """
    slashed = [match for match in (_SLASHED.match(_plain(sample)) for sample in samples) if match]
    if not slashed:
        return _any_other
    day_first = any(int(match[1]) > 12 for match in slashed)
    month_first = any(int(match[2] or match[4]) > 12 for match in slashed)
    if not month_first and all(_DOTTED.match(match[0]) for match in slashed):
        return _day_first
    if day_first == month_first:
        raise ValueError("dates such as 03/04/2024 do not tell the day from the month: write 2024-04-03")
    return _day_first if day_first else _month_first


def _plain(text: str) -> str:
    """The beginning of an interval that is written with its end."""
    return _TO.sub(r"\1", text.strip())


def _any_other(text: str) -> datetime:
    plain = _plain(text)
    if _EPOCH.match(plain):
        return datetime.fromtimestamp(int(plain[:10]), UTC)
    without_utc = _UTC.sub("", plain)
    stamp = _iso(without_utc)
    return stamp if without_utc == plain else stamp.replace(tzinfo=UTC)


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        match = _LOOSE_ISO.match(text)
        if match is not None:
            return _at(int(match[1]), int(match[2]), int(match[3]), match.groups()[3:])
        return _named(text)


def _named(text: str) -> datetime:
    """A date with its month as an English word."""
    match = _DAY_MONTH.match(text)
    if match is not None:
        return _at(_year(match[3]), _month(match[2]), int(match[1]), match.groups()[3:])
    match = _MONTH_DAY.match(text)
    if match is None:
        raise ValueError(f"{text} is not a timestamp")
    return _at(int(match[3]), _month(match[1]), int(match[2]), match.groups()[3:])


def _day_first(text: str) -> datetime:
    return _slashed(text, day_is_first=True)


def _month_first(text: str) -> datetime:
    return _slashed(text, day_is_first=False)


def _slashed(text: str, *, day_is_first: bool) -> datetime:
    match = _SLASHED.match(_plain(text))
    if match is None:
        return _any_other(text)
    one, other = int(match[1]), int(match[2] or match[4])
    day, month = (one, other) if day_is_first else (other, one)
    return _at(_year(match[3] or match[5]), month, day, match.groups()[5:])


def _at(year: int, month: int, day: int, clock: Sequence[str | None]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower().startswith("p") else 0)
    return datetime(year, month, day, hour, minute, second)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1
