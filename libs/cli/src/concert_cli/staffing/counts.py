"""Counts as exports write them: `1,150`, `1.150,5`, `1 150`, or an empty cell for what is not known."""

import math
import re
from collections.abc import Callable, Iterable

UNKNOWN = frozenset({"", "-", "na", "n/a", "#n/a", "nan", "null", "none"})
_COMMA_THOUSANDS = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
_DOT_THOUSANDS = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$")
_COMMA_DECIMAL = re.compile(r"^-?[\d.]*,(\d{1,2}|\d{4,})$")
_SPACES = re.compile(r"(?<=\d)[ '\u00a0\u202f](?=\d{3})")

Count = Callable[[str], "float | str"]


def count_parser(samples: Iterable[str]) -> Count:
    """The reading that fits these samples: a comma is decimal where one of them shows it, else it groups
    thousands."""
    return _with_comma if any(_COMMA_DECIMAL.match(sample.strip()) for sample in samples) else _with_point


def _with_point(text: str) -> float | str:
    plain = _SPACES.sub("", text.strip())
    return _count(plain.replace(",", "") if _COMMA_THOUSANDS.match(plain) else plain, text)


def _with_comma(text: str) -> float | str:
    plain = _SPACES.sub("", text.strip())
    grouped = plain.replace(".", "") if _DOT_THOUSANDS.match(plain) else plain
    return _count(grouped.replace(",", "."), text)


def _count(plain: str, text: str) -> float | str:
    """A count, NaN for an empty cell (a gap), or the reason why it is neither."""
    if plain.lower() in UNKNOWN:
        return math.nan
    try:
        value = float(plain)
    except ValueError:
        return f"'{text.strip()}' is not a count"
    if not math.isfinite(value):
        return f"'{text.strip()}' is not a finite count"
    return value if value >= 0 else f"{text.strip()} offered contacts: a count cannot be negative"
