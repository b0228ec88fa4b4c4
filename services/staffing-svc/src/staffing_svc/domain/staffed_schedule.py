"""Puts the schedules of a team's queues together: shifts handed to people, and who is at work counted anew."""

from collections.abc import Mapping, Sequence
from math import isfinite

from staffing_svc.domain.kept_schedules import Asked, PlannedShift, QueuePart, StaffedSchedule
from staffing_svc.domain.schedule import Schedule, ScheduleRules, Shift, coverage
from staffing_svc.domain.schedule.assignment import assign
from staffing_svc.domain.schedule.tour import Span


def staffed_schedule(
    made: Sequence[tuple[Asked, Schedule]], rules: ScheduleRules, before: Mapping[str, Sequence[Shift]]
) -> StaffedSchedule:
    """The schedules of a team's queues as one; `before` are shifts that people worked until it begins.

    Without staff in the rules nobody is named, and every shift counts.
    """
    shifts = _handed_out([schedule for _, schedule in made], rules, before)
    worked = [one.shift for one in shifts if one.counts]
    return StaffedSchedule(tuple(_part(asked, schedule, worked) for asked, schedule in made), shifts)


def _handed_out(
    made: Sequence[Schedule], rules: ScheduleRules, before: Mapping[str, Sequence[Shift]]
) -> tuple[PlannedShift, ...]:
    shifts = [shift for schedule in made for shift in schedule.shifts]
    if not rules.people:
        return tuple(PlannedShift(shift, None, None) for shift in sorted(shifts, key=_by_start))
    span = Span(min(schedule.requirement.starts_at.date() for schedule in made))
    given = assign(shifts, rules, span, before=before)
    planned = [PlannedShift(shift, tour.person, None) for tour in given.tours for shift in tour.shifts]
    planned += [PlannedShift(one.shift, None, one.reason) for one in given.open_shifts]
    return tuple(sorted(planned, key=lambda one: (*_by_start(one.shift), one.person or "")))


def _by_start(shift: Shift) -> tuple[float, float]:
    return shift.starts_at.timestamp(), shift.ends_at.timestamp()


def _part(asked: Asked, made: Schedule, worked: Sequence[Shift]) -> QueuePart:
    counted = coverage(made.requirement, [shift for shift in worked if shift.queue == asked.queue])
    return QueuePart(
        asked=asked,
        people=counted.mean,
        paid_h=made.paid_h,
        under_h=counted.under_h,
        over_h=counted.over_h,
        bound_h=made.bound_h,
        gap=made.gap if isfinite(made.gap) else None,
    )
