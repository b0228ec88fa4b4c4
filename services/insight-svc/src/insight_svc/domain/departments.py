"""Departments are data: when they work, how soon they answer, and whether campaigns are theirs."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from concert_contracts.refusal import Refusal

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
CONTACT_CENTER = "contact_center"
SALES = "sales"
LONGEST_SEARCH_DAYS = 1500


class UnknownDepartment(Refusal):
    """Nobody set up this department."""

    code: ClassVar[str] = "unknown-department"
    status: ClassVar[int] = 422


class HoursNotUsable(Refusal):
    """Working hours that leave no hour to work, or a time zone that does not exist."""

    code: ClassVar[str] = "hours-not-usable"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Local working time: weekdays are ISO numbers (Monday 1), minutes count from midnight."""

    timezone: str = "UTC"
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    opens_minute: int = 9 * 60
    closes_minute: int = 17 * 60

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise HoursNotUsable(f"no time zone {self.timezone!r}", field="/timezone") from None
        if not self.weekdays or not set(self.weekdays) <= set(range(1, 8)):
            raise HoursNotUsable("weekdays are 1 (Monday) to 7, at least one", field="/weekdays")
        if not 0 <= self.opens_minute < self.closes_minute <= 1440:
            raise HoursNotUsable("opens_minute must be before closes_minute", field="/opens_minute")

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment (in the offset of `start`) when so many working hours have passed since `start`."""
        zone, left = ZoneInfo(self.timezone), timedelta(hours=hours)
        day = start.astimezone(zone).date()
        for _ in range(LONGEST_SEARCH_DAYS):
            if day.isoweekday() in self.weekdays:
                midnight = datetime.combine(day, time(), zone)
                opens = _at(midnight, self.opens_minute, start)
                closes = _at(midnight, self.closes_minute, start)
                begins = max(opens, start)
                if closes - begins >= left:
                    return begins + left
                left -= max(closes - begins, timedelta())
            day += timedelta(days=1)
        raise HoursNotUsable(
            f"no {hours:g} working hours within {LONGEST_SEARCH_DAYS} days", field="/weekdays"
        )


def _at(midnight: datetime, minute: int, like: datetime) -> datetime:
    """Wall-clock time: 9 o'clock stays 9 o'clock on the day the clocks change."""
    return (midnight + timedelta(minutes=minute)).astimezone(like.tzinfo)


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    version: int = 0
    runs_campaigns: bool = False
    hours: WorkingHours = field(default_factory=WorkingHours)
    acknowledge_within_hours: float = 8.0
    act_within_hours: float = 40.0

    def acknowledge_due(self, published_at: datetime) -> datetime:
        return self.hours.after(published_at, self.acknowledge_within_hours)

    def act_due(self, acknowledged_at: datetime) -> datetime:
        return self.hours.after(acknowledged_at, self.act_within_hours)
