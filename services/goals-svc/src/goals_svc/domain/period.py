"""A period of whole days, both of them included: what goals and scorecards are about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from concert_contracts.refusal import Refusal

FIRST_YEAR, LAST_YEAR = 2000, 2199


class PeriodRunsBackward(Refusal):
    """The period ends before it begins."""

    code = "period-runs-backward"
    status = 422


class PeriodOutOfReach(Refusal):
    """The period lies in years that nobody plans for."""

    code = "period-out-of-reach"
    status = 422


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, days in UTC."""

    first: date
    last: date

    def check(self, *, first_field: str, last_field: str) -> None:
        """Raises PeriodRunsBackward or PeriodOutOfReach, pointing at the field that is to blame."""
        for day, field in ((self.first, first_field), (self.last, last_field)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise PeriodOutOfReach(f"days lie in the years {FIRST_YEAR} to {LAST_YEAR}", field=field)
        if self.last < self.first:
            raise PeriodRunsBackward("the last day must not be before the first", field=last_field)

    @property
    def since(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """The moment at which the last day is over; not part of the period."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC) + timedelta(days=1)
