"""What one person works: their shifts in order, and whether the rules let them take one more."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from staffing_svc.domain.schedule.rules import Person, WeekLimits
from staffing_svc.domain.schedule.shift import Shift, instant_s


@dataclass(frozen=True)
class Tour:
    """The shifts of one person, by start."""

    person: str
    shifts: tuple[Shift, ...]

    @property
    def paid_s(self) -> int:
        """Paid seconds of all shifts."""
        return sum(shift.paid_s for shift in self.shifts)


@dataclass(frozen=True)
class Span:
    """The days a schedule is about: weeks count from `first_day`; `repeats_days` > 0 for a repeating rota."""

    first_day: date
    repeats_days: int = 0

    def week(self, shift: Shift) -> int:
        """The week of the schedule in which a shift begins; what begins the evening before counts as week -1."""
        return (shift.starts_at.date() - self.first_day).days // 7


@dataclass
class Working:
    """One person while shifts are being handed out."""

    person: Person
    limits: WeekLimits
    span: Span
    shifts: list[Shift] = field(default_factory=list)

    def days(self, week: int) -> int:
        """Days worked in a week."""
        return sum(self.span.week(shift) == week for shift in self.shifts)

    def paid_s(self, week: int) -> int:
        """Paid seconds in a week."""
        return sum(shift.paid_s for shift in self.shifts if self.span.week(shift) == week)

    @property
    def max_days(self) -> int:
        """Days a week, by the person's contract and the rules."""
        return min(self.person.max_days, self.limits.max_days)

    @property
    def max_paid_s(self) -> int:
        """Paid seconds a week, by the person's contract and the rules."""
        return min(self.person.max_paid_s, self.limits.max_paid_s)

    @property
    def unsocial(self) -> int:
        """Night and weekend shifts so far, those of the past included."""
        return self.person.unsocial_before + sum(shift.unsocial() for shift in self.shifts)

    def take(self, shift: Shift) -> None:
        """Add a shift that `obstacle` had nothing against."""
        self.shifts.append(shift)
        self.shifts.sort(key=lambda taken: taken.starts_at)

    def obstacle(self, shift: Shift) -> str | None:
        """The first rule that keeps the person from this shift, in words; None if there is none."""
        week = self.span.week(shift)
        if not self.person.can_take(shift.queue):
            return "no skill for the queue"
        if not self._present(shift):
            return "not available"
        if any(taken.starts_at.date() == shift.starts_at.date() for taken in self.shifts):
            return "already works that day"
        if self.days(week) >= self.max_days:
            return "no working day left in the week"
        if self.paid_s(week) + shift.paid_s > self.max_paid_s:
            return "no paid hours left in the week"
        return None if self._rested(shift) else "not enough rest between shifts"

    def _present(self, shift: Shift) -> bool:
        day = shift.starts_at.date()
        midnight = datetime.combine(day, time(), shift.starts_at.tzinfo)
        begins_s = (shift.starts_at - midnight).total_seconds()
        last = (shift.ends_at - timedelta(seconds=1)).date()
        inside = begins_s >= self.person.earliest_s and (begins_s + _lasts_s(shift) <= self.person.latest_s)
        return inside and self.person.works_on(day) and last not in self.person.away

    def _rested(self, shift: Shift) -> bool:
        others = list(self.shifts)
        if self.span.repeats_days:
            round_trip = timedelta(days=self.span.repeats_days)
            others += [_moved(taken, step) for taken in self.shifts for step in (round_trip, -round_trip)]
        return all(_apart_s(taken, shift) >= self.limits.rest_s for taken in others)


def _lasts_s(shift: Shift) -> float:
    return instant_s(shift.ends_at) - instant_s(shift.starts_at)


def _apart_s(one: Shift, other: Shift) -> float:
    first, second = sorted((one, other), key=lambda shift: shift.starts_at)
    return instant_s(second.starts_at) - instant_s(first.ends_at)


def _moved(shift: Shift, step: timedelta) -> Shift:
    return Shift(shift.kind, shift.queue, shift.starts_at + step, shift.ends_at + step, shift.paid_s)
