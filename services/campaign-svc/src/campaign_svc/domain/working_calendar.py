"""Working days of the people who must answer: weekends, public holidays and closures do not count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import ClassVar

import holidays
from concert_contracts.refusal import Refusal

from campaign_svc.domain.local_time import end_of_day, local_date, zone

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
LONGEST_SEARCH_DAYS = 3660


class CalendarNotUsable(Refusal):
    """The working calendar names an unknown country or leaves no day to work."""

    code: ClassVar[str] = "calendar-not-usable"
    status: ClassVar[int] = 422


@lru_cache(maxsize=256)
def _public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision, years=year).items())
    except NotImplementedError:
        where = country if subdivision is None else f"{country}-{subdivision}"
        raise CalendarNotUsable(
            f"no public holidays are known for {where!r}", field="/calendar/country"
        ) from None


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days count. Weekdays are ISO numbers (Monday 1 to Sunday 7); closures are further free dates."""

    timezone: str = "UTC"
    country: str | None = None
    subdivision: str | None = None
    working_weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    closures: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        zone(self.timezone, field="/calendar/timezone")
        if not self.working_weekdays or not set(self.working_weekdays) <= set(range(1, 8)):
            raise CalendarNotUsable(
                "working weekdays are ISO numbers from 1 (Monday) to 7 (Sunday), at least one",
                field="/calendar/working_weekdays",
            )
        if self.country is None and self.subdivision is not None:
            raise CalendarNotUsable("a subdivision needs its country", field="/calendar/country")
        if self.country is not None:
            _public_holidays(self.country, self.subdivision, 2025)

    def is_working(self, day: date) -> bool:
        """Whether people are at work on this local date."""
        if day.isoweekday() not in self.working_weekdays or day in self.closures:
            return False
        if self.country is None:
            return True
        return day not in _public_holidays(self.country, self.subdivision, day.year)

    def deadline(self, start: datetime, working_days: int) -> datetime:
        """The end (UTC) of the n-th working day after the local date of `start`, n >= 1.

        The day on which the clock starts never counts, whatever its hour.
        """
        day, left = local_date(start, self.timezone), working_days
        for _ in range(LONGEST_SEARCH_DAYS):
            day += timedelta(days=1)
            left -= self.is_working(day)
            if left <= 0:
                return end_of_day(day, self.timezone)
        raise CalendarNotUsable(f"no {working_days} working days within ten years", field="/calendar")
