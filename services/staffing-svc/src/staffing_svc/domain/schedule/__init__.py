"""Schedules: rules as data, tours that cover the requirement, and what happens to them during the day.

Import `draft.draft` and `publishing.publish` from their modules: the former loads the solver into the process
that imports it, the latter only into a worker process.
"""

from staffing_svc.domain.schedule.adherence import (
    Adherence,
    StateSpan,
    adherence,
    conformance,
    scheduled_states,
)
from staffing_svc.domain.schedule.budget import Progress, SearchBudget
from staffing_svc.domain.schedule.coverage import Coverage, coverage
from staffing_svc.domain.schedule.offers import Offer, OfferKind, OfferRound, offers_for
from staffing_svc.domain.schedule.requirement import Requirement
from staffing_svc.domain.schedule.rules import BreakRule, Person, ScheduleRules, ShiftRule, WeekLimits
from staffing_svc.domain.schedule.rules_table import rules_from
from staffing_svc.domain.schedule.schedule import Schedule
from staffing_svc.domain.schedule.sessions import (
    HarmfulPlace,
    PlacedSession,
    SessionPlan,
    least_harmful,
    place_sessions,
)
from staffing_svc.domain.schedule.shift import Shift, ShiftBreak
from staffing_svc.domain.schedule.tour import Tour

__all__ = [
    "Adherence", "BreakRule", "Coverage", "HarmfulPlace", "Offer", "OfferKind", "OfferRound", "Person",
    "PlacedSession", "Progress", "Requirement", "Schedule", "ScheduleRules", "SearchBudget", "SessionPlan", "Shift",
    "ShiftBreak", "ShiftRule", "StateSpan", "Tour", "WeekLimits", "adherence", "conformance", "coverage",
    "least_harmful", "offers_for", "place_sessions", "rules_from", "scheduled_states",
]  # fmt: skip
