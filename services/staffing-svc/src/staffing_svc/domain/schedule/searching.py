"""What the worker process does: draft, search exactly, count the cover of what was found."""

from collections.abc import Callable
from multiprocessing.synchronize import Event

from staffing_svc.domain.schedule.budget import Progress, SearchBudget
from staffing_svc.domain.schedule.draft import drafted
from staffing_svc.domain.schedule.exact import search
from staffing_svc.domain.schedule.requirement import Requirement
from staffing_svc.domain.schedule.rules import ScheduleRules
from staffing_svc.domain.schedule.schedule import Schedule, schedule_from


def searched(
    requirement: Requirement,
    rules: ScheduleRules,
    budget: SearchBudget,
    tell: Callable[[Progress], None],
    stop: Event,
) -> Schedule:
    """The best schedule found within the budget."""
    start = drafted(requirement, rules)
    found = search(start, budget, tell, stop)
    programme = start.programme
    return schedule_from(requirement, rules, programme.grid, programme.lines, found.staffing, found.bound_h)
