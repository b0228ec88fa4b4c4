"""What a shift, a week and a person may look like: the rules every schedule keeps."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from staffing_svc.domain.schedule.refusals import ImpossibleShiftRule

DAY_S = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class BreakRule:
    """A break of `length_s` that begins `earliest_s` to `latest_s` after the shift's start (both included)."""

    name: str
    length_s: int
    earliest_s: int
    latest_s: int
    paid: bool


@dataclass(frozen=True)
class ShiftRule:
    """A kind of shift: how long, at which local times of which weekdays (0 = Monday) it may begin, its breaks.

    `starts_s` are seconds after local midnight; a shift may end on the next day. Break windows come in order
    and do not overlap, so that any choice within them is a lawful day. Raises ImpossibleShiftRule.
    """

    name: str
    length_s: int
    starts_s: tuple[int, ...]
    weekdays: frozenset[int]
    breaks: tuple[BreakRule, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.length_s <= DAY_S:
            raise ImpossibleShiftRule(f"shift {self.name} must last up to 24 hours", field="shift.length")
        if not self.starts_s or not self.weekdays:
            raise ImpossibleShiftRule(f"shift {self.name} can never begin", field="shift.starts")
        if any(not 0 <= start_s < DAY_S for start_s in self.starts_s):
            raise ImpossibleShiftRule(f"shift {self.name} begins outside the day", field="shift.starts")
        for rule in self.breaks:
            self._check_window(rule)
        for first, second in pairwise(self.breaks):
            if first.latest_s + first.length_s > second.earliest_s:
                raise ImpossibleShiftRule(
                    f"shift {self.name}: {first.name} may still run when {second.name} may begin",
                    field="shift.break",
                )

    def _check_window(self, rule: BreakRule) -> None:
        if rule.length_s <= 0 or not 0 < rule.earliest_s <= rule.latest_s:
            raise ImpossibleShiftRule(
                f"shift {self.name}: the window of {rule.name} is empty", field="shift.break"
            )
        if rule.latest_s + rule.length_s >= self.length_s:
            raise ImpossibleShiftRule(
                f"shift {self.name}: {rule.name} may end with or after the shift", field="shift.break"
            )

    @property
    def paid_s(self) -> int:
        """Paid seconds: the shift without its unpaid breaks."""
        return self.length_s - sum(rule.length_s for rule in self.breaks if not rule.paid)


@dataclass(frozen=True)
class WeekLimits:
    """What one person may work in each week of the schedule, and the rest between two shifts."""

    max_paid_s: int
    max_days: int
    rest_s: int

    def __post_init__(self) -> None:
        if self.max_paid_s <= 0 or not 1 <= self.max_days <= 7 or not 0 <= self.rest_s <= DAY_S:
            raise ImpossibleShiftRule(
                "a week needs hours above 0, 1-7 days and 0-24 h of rest between shifts", field="week"
            )


@dataclass(frozen=True)
class Period:
    """From `starts_at` until `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Person:
    """Somebody who works shifts; an empty `skills` means every queue, an empty `weekdays` every day.

    Shifts lie between `earliest_s` and `latest_s` after midnight of the day they begin (latest above 24 h
    reaches into the next day), and never touch a day of `away`. `contract_s` is the paid time of a week they
    are to have, `unsocial_before` the night and weekend shifts of the past that fairness makes up for.
    """

    name: str
    contract_s: int
    max_paid_s: int
    max_days: int
    skills: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    away: frozenset[date] = frozenset()
    earliest_s: int = 0
    latest_s: int = 2 * DAY_S
    prefers_start_s: int | None = None
    prefers_days_off: frozenset[int] = frozenset()
    unsocial_before: int = 0

    def can_take(self, queue: str) -> bool:
        """True if the person has the queue's skill."""
        return not self.skills or queue in self.skills

    def works_on(self, day: date) -> bool:
        """True if a shift may begin on this local day."""
        return day not in self.away and (not self.weekdays or day.weekday() in self.weekdays)


@dataclass(frozen=True)
class ScheduleRules:
    """All rules of one schedule. No people means that as many as needed can be found.

    `under_cover_cost` is how many paid hours one missing agent hour is worth; None forbids under-cover.
    `repeats` lets the last night reach round to the first morning, as in a rota that is worked every week.
    """

    shifts: tuple[ShiftRule, ...]
    limits: WeekLimits
    people: tuple[Person, ...] = ()
    under_cover_cost: float | None = None
    repeats: bool = False

    def __post_init__(self) -> None:
        if not self.shifts:
            raise ImpossibleShiftRule("there must be at least one kind of shift", field="shift")
        if len({shift.name for shift in self.shifts}) < len(self.shifts):
            raise ImpossibleShiftRule("two kinds of shift have the same name", field="shift.name")
        if len({person.name for person in self.people}) < len(self.people):
            raise ImpossibleShiftRule("two people have the same name", field="staff.name")
        if self.under_cover_cost is not None and self.under_cover_cost <= 0:
            raise ImpossibleShiftRule("under-cover must cost something", field="cover.under_cover_cost")

    def with_people(self, people: tuple[Person, ...]) -> "ScheduleRules":
        """The same rules for other people."""
        return replace(self, people=people)
