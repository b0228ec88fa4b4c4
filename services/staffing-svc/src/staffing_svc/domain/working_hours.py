"""When a person works on a published day, with overtime and time off, and whether they may work more or less."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from concert_contracts.refusal import Refusal

from staffing_svc.domain.schedule import OfferKind, ScheduleRules, Shift

Span = tuple[datetime, datetime]


class UnknownPerson(Refusal):
    """The shift rules that the schedule was made under name nobody so."""

    code = "unknown-person"
    status = 404


class CannotTake(Refusal):
    """The person may not work more then, or does not work then."""

    code = "person-cannot-take"
    status = 409


@dataclass(frozen=True)
class Move:
    """Overtime or time off that a person has accepted."""

    kind: OfferKind
    queue: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class WorkingHours:
    """Published shifts of a person and what they have accepted, around the time that is asked about."""

    person: str
    shifts: tuple[Shift, ...]
    moves: tuple[Move, ...]

    def at_work(self, queue: str) -> list[Span]:
        """When the person takes contacts of the queue, breaks and time off left out, in order."""
        spans = [span for shift in self.shifts if shift.queue == queue for span in shift.at_work()]
        gone = [(one.starts_at, one.ends_at) for one in self._moves(OfferKind.TIME_OFF)]
        more = [(one.starts_at, one.ends_at) for one in self._moves(OfferKind.OVERTIME) if one.queue == queue]
        return sorted([*without(spans, gone), *more])

    def breaks(self, queue: str | None) -> list[Span]:
        """The breaks of the shifts on a queue, or on all, those within time off left out."""
        pauses = [
            (pause.starts_at, pause.ends_at)
            for shift in self.shifts
            if queue in (None, shift.queue)
            for pause in shift.breaks
        ]
        return without(pauses, [(one.starts_at, one.ends_at) for one in self._moves(OfferKind.TIME_OFF)])

    def on_duty(self) -> list[Span]:
        """When the person is in, breaks included, whatever the queue; what adjoins is one stretch."""
        gone = [(one.starts_at, one.ends_at) for one in self._moves(OfferKind.TIME_OFF)]
        shifts = without([(shift.starts_at, shift.ends_at) for shift in self.shifts], gone)
        more = [(one.starts_at, one.ends_at) for one in self._moves(OfferKind.OVERTIME)]
        return joined([*shifts, *more])

    def _moves(self, kind: OfferKind) -> list[Move]:
        return [one for one in self.moves if one.kind is kind]


def check_person(person: str, rules: ScheduleRules) -> None:
    """Raises `UnknownPerson`."""
    if all(one.name != person for one in rules.people):
        raise UnknownPerson(f"the team's shift rules name nobody {person!r}", field="/person")


def check_overtime(hours: WorkingHours, rules: ScheduleRules, queue: str, extra: Span) -> None:
    """Who works more has the skill, is not away, is not in then, and rests before and after.

    The limits of the week are not held against them: beyond them is what overtime is. Raises `CannotTake`.
    """
    person = next(one for one in rules.people if one.name == hours.person)
    last = extra[1] - timedelta(seconds=1)
    if not person.can_take(queue):
        raise _cannot(hours.person, f"has no skill for {queue}")
    if extra[0].date() in person.away or last.date() in person.away:
        raise _cannot(hours.person, "is away that day")
    if any(begins < extra[1] and extra[0] < ends for begins, ends in hours.on_duty()):
        raise _cannot(hours.person, "works then already")
    if _rest_around(joined([*hours.on_duty(), extra]), extra) < timedelta(seconds=rules.limits.rest_s):
        raise _cannot(hours.person, f"would rest less than {rules.limits.rest_s / 3600:g} h between shifts")


def _rest_around(stretches: Sequence[Span], extra: Span) -> timedelta:
    """The shorter rest before and after the stretch that `extra` has become part of."""
    own = next(one for one in stretches if one[0] <= extra[0] and extra[1] <= one[1])
    gaps = [own[0] - ends for _, ends in stretches if ends < own[0]]
    gaps += [begins - own[1] for begins, _ in stretches if begins > own[1]]
    return min(gaps, default=timedelta.max)


def check_time_off(hours: WorkingHours, queue: str, off: Span) -> list[Span]:
    """The time at work that somebody gives up, who is in all the while. Raises `CannotTake`."""
    if not any(begins <= off[0] and off[1] <= ends for begins, ends in hours.on_duty()):
        raise _cannot(hours.person, "does not work all of that time")
    given_up = [
        (max(begins, off[0]), min(ends, off[1]))
        for begins, ends in hours.at_work(queue)
        if begins < off[1] and off[0] < ends
    ]
    if not given_up:
        raise _cannot(hours.person, f"does not work on {queue} then")
    return given_up


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order; what overlaps or adjoins is one."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def without(spans: Sequence[Span], gone: Sequence[Span]) -> list[Span]:
    """What is left of the spans."""
    left = list(spans)
    for begins, ends in gone:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, begins)), (max(first, ends), last))
            if piece[0] < piece[1]
        ]
    return left


def _cannot(person: str, why: str) -> CannotTake:
    return CannotTake(f"{person} {why}", field="/person")
