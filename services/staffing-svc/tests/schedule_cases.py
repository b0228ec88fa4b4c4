"""Small builders for schedule tests: one rule set and one requirement, changed only where a test is about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from staffing_svc.domain.schedule import (
    BreakRule,
    Person,
    Requirement,
    ScheduleRules,
    Shift,
    ShiftRule,
    WeekLimits,
)

H = 3600
MONDAY = datetime(2025, 3, 3)
EVERY_DAY = frozenset(range(7))
LUNCH = BreakRule("lunch", H, 3 * H, 5 * H, paid=False)
LIMITS = WeekLimits(40 * H, 5, 11 * H)


def requirement(agents: Sequence[int], *, interval_s: int = H, queue: str = "service") -> Requirement:
    return Requirement(queue, MONDAY, interval_s, tuple(agents))


def shift_rule(
    name: str = "day", hours: int = 8, starts: Sequence[int] = range(24), breaks: tuple[BreakRule, ...] = ()
) -> ShiftRule:
    return ShiftRule(name, hours * H, tuple(start * H for start in starts), EVERY_DAY, breaks)


def rules(
    *shifts: ShiftRule,
    people: tuple[Person, ...] = (),
    under_cover_cost: float | None = None,
    repeats: bool = False,
    limits: WeekLimits = LIMITS,
) -> ScheduleRules:
    return ScheduleRules(shifts or (shift_rule(),), limits, people, under_cover_cost, repeats)


def person(name: str = "Ana", **changed: object) -> Person:
    facts: dict[str, object] = {"contract_s": 40 * H, "max_paid_s": 40 * H, "max_days": 5}
    return Person(name, **(facts | changed))  # type: ignore[arg-type]  # a builder's free choice of fields


def shift(day: int = 0, begins: int = 9, hours: int = 8, *, queue: str = "service") -> Shift:
    starts_at = MONDAY + timedelta(days=day, hours=begins)
    return Shift("day", queue, starts_at, starts_at + timedelta(hours=hours), hours * H)


def minutes_at_work(made: Sequence[Shift], at: datetime) -> int:
    """Counted the slow way: who is within a shift and within none of its breaks."""
    return sum(
        one.starts_at <= at < one.ends_at and not any(p.starts_at <= at < p.ends_at for p in one.breaks)
        for one in made
    )


def curve(days: int, peak: int, *, per_day: int = 48) -> list[int]:
    """A simulated week of half-hours: low at night, two humps by day, weaker at the weekend."""
    shape = [1, 1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 9, 8, 8, 9, 9, 8, 7, 5, 4, 3, 2, 1]
    level = [1.0, 0.95, 0.9, 0.9, 0.95, 0.6, 0.4]
    return [
        round(peak * level[day % 7] * shape[slot * 24 // per_day] / 10)
        for day in range(days)
        for slot in range(per_day)
    ]
