"""Which days are special: holidays of a country or given by date, days around them, and closures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import holidays as country_holidays

from staffing_svc.domain.forecast.refusals import UnknownCountry

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class OpenHours:
    """Open from `opens_s` up to `closes_s`, local seconds of the day."""

    opens_s: int
    closes_s: int


@dataclass(frozen=True)
class Calendar:
    """Special days by date, and opening hours where they are given rather than learnt. `minor` days
    (optional or half holidays) are learnt apart from full holidays."""

    holidays: Mapping[date, str] = field(default_factory=dict[date, str])
    minor: Mapping[date, str] = field(default_factory=dict[date, str])
    closures: frozenset[date] = frozenset()
    opening: tuple[tuple[OpenHours, ...], ...] | None = None

    def with_closures(self, closed: Iterable[date]) -> "Calendar":
        """The same calendar with more days on which nothing is offered."""
        return replace(self, closures=self.closures | frozenset(closed))

    def with_opening(self, week: Sequence[Sequence[OpenHours]]) -> "Calendar":
        """The same calendar with opening hours for Monday to Sunday, none on a day that is closed."""
        if len(week) != 7:
            raise ValueError("opening hours are given for seven days")
        return replace(self, opening=tuple(tuple(spans) for spans in week))


def country_calendar(code: str, years: Iterable[int]) -> Calendar:
    """Public and optional holidays of a country ("IL") or one of its regions ("DE-BY"), package
    `holidays`."""
    country, _, region = code.strip().upper().partition("-")
    wanted = sorted(set(years))
    try:
        known = country_holidays.country_holidays(country, subdiv=region or None, years=wanted)
        extra = [name for name in known.supported_categories if name in ("optional", "half_day")]
        other = (
            country_holidays.country_holidays(
                country, subdiv=region or None, years=wanted, categories=tuple(extra)
            )
            if extra
            else {}
        )
    except NotImplementedError as error:
        raise UnknownCountry(f"no holiday calendar for {code}", field="holidays") from error
    full = {day: str(name) for day, name in known.items()}
    return Calendar(full, {day: str(name) for day, name in other.items() if day not in full})


def given_calendar(days: Mapping[date, str]) -> Calendar:
    """A calendar of the customer's own special days."""
    return Calendar(dict(days))


def to_date(day: int) -> date:
    """The date of a local day number (days since 1970-01-01)."""
    return EPOCH + timedelta(days=day)
