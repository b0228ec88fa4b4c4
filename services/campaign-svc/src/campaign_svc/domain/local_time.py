"""Dates as people see them: notice is counted in local days of the campaign, never in elapsed hours."""

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from concert_contracts.refusal import Refusal

LONGEST_ZONE_NAME = 64


class UnknownTimezone(Refusal):
    """The name is not in the IANA time zone database."""

    code: ClassVar[str] = "unknown-timezone"
    status: ClassVar[int] = 422


def zone(name: str, *, field: str | None = None) -> ZoneInfo:
    """The IANA time zone of this name; refuses a name that is not one."""
    try:
        if len(name) > LONGEST_ZONE_NAME:
            raise ZoneInfoNotFoundError
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimezone(
            f"{name[:LONGEST_ZONE_NAME]!r} is not an IANA time zone such as 'Europe/Berlin'", field=field
        ) from None


def local_date(at: datetime, timezone: str) -> date:
    """The calendar date at this instant in this time zone."""
    return at.astimezone(zone(timezone)).date()


def end_of_day(day: date, timezone: str) -> datetime:
    """The instant (UTC) at which this local day ends."""
    return datetime.combine(day + timedelta(days=1), time(), zone(timezone)).astimezone(UTC)
