"""A schedule in a fraction of a second: the relaxation made whole, with its gap proven by the same relaxation."""

from dataclasses import dataclass

from staffing_svc.domain.schedule.exchange import exchanged
from staffing_svc.domain.schedule.lines import Staffing, lines_of
from staffing_svc.domain.schedule.programme import Programme, programme_for
from staffing_svc.domain.schedule.relaxation import Relaxation, relax
from staffing_svc.domain.schedule.requirement import Requirement, grid_for
from staffing_svc.domain.schedule.rounding import rounded
from staffing_svc.domain.schedule.rules import ScheduleRules
from staffing_svc.domain.schedule.schedule import Schedule, schedule_from


@dataclass(frozen=True)
class Drafted:
    """What the exact search starts from."""

    programme: Programme
    staffing: Staffing
    relaxation: Relaxation


def drafted(requirement: Requirement, rules: ScheduleRules) -> Drafted:
    """The programme, its bound and a whole staffing near it."""
    grid = grid_for(requirement, rules)
    programme = programme_for(rules, lines_of(rules, grid), grid, requirement.queue)
    relaxation = relax(programme)
    floor = rounded(programme, relaxation, tolerate_hours=rules.under_cover_cost)
    staffing = exchanged(floor, relaxation.bound_h, rules.under_cover_cost)
    return Drafted(programme, staffing, relaxation)


def draft(requirement: Requirement, rules: ScheduleRules) -> Schedule:
    """A whole schedule near the cheapest; `gap` says how near.

    It covers everything unless the rules allow under-cover or the people's limits bind, in which case its
    coverage says where agents are missing. Raises ImpossibleRequirement, NoShiftCovers, NotEnoughPeople.
    """
    made = drafted(requirement, rules)
    grid, lines = made.programme.grid, made.programme.lines
    return schedule_from(requirement, rules, grid, lines, made.staffing, made.relaxation.bound_h)
