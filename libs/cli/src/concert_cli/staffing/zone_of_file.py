"""The time zone of stamps that carry offsets: a queue keeps its pattern by the clock on its wall, not by UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

FIRST_TRIED = (
    "Europe/Berlin",
    "Europe/London",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Asia/Jerusalem",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""Of zones that keep the same time the one that most people know."""


def zone_of(offsets: Mapping[int, int]) -> str:
    """A zone that had each of these offsets (in seconds, by instant in seconds), or UTC if there is none.

    One and the same offset throughout stays that offset: nothing says when its clocks change.
    """
    seen = set(offsets.values())
    if len(seen) == 1:
        return _fixed(seen.pop())
    for name in (*FIRST_TRIED, *sorted(available_timezones())):
        if _kept(ZoneInfo(name), offsets):
            return name
    return "UTC"


def _fixed(offset_s: int) -> str:
    """`Etc/GMT-1` is one hour ahead of UTC; offsets of half hours are found among the zones of the world."""
    hours, rest = divmod(offset_s, 3600)
    if offset_s == 0:
        return "UTC"
    if rest == 0 and -12 <= hours <= 14:
        return f"Etc/GMT{-hours:+d}"
    january, july = (int(datetime(2024, month, 1, tzinfo=UTC).timestamp()) for month in (1, 7))
    fixed = {january: offset_s, july: offset_s}
    return next((name for name in sorted(available_timezones()) if _kept(ZoneInfo(name), fixed)), "UTC")


def _kept(zone: ZoneInfo, offsets: Mapping[int, int]) -> bool:
    return all(
        datetime.fromtimestamp(instant, zone).utcoffset() == timedelta(seconds=offset)
        for instant, offset in offsets.items()
    )
