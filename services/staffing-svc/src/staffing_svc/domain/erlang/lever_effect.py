"""What an intraday lever would do to service level, abandonment and lost contacts, by the transient model."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.levers import Lever, RestOfDay
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant, service_level
from staffing_svc.domain.erlang.transient import Course, course_of


@dataclass(frozen=True)
class Outcome:
    """The rest of the day in three numbers: service level (by volume), abandonment, contacts lost."""

    service_level: float
    abandonment: float
    contacts_lost: float


@dataclass(frozen=True)
class LeverEffect:
    """The rest of the day without the lever and with it, and both courses for those who want to see why."""

    before: Outcome
    after: Outcome
    course_before: Course
    course_after: Course


def predict_effect(
    day: RestOfDay,
    lever: Lever,
    *,
    within_s: float = 20.0,
    variant: ServiceLevelVariant = ServiceLevelVariant.SL4,
) -> LeverEffect:
    """Follow the queue with and without `lever`; contacts lost are abandoned, or turned away unresolved."""
    changed = lever.pull(day)
    courses = course_of(
        np.stack([day.contacts, changed.contacts]),
        np.stack([day.agents, changed.agents]),
        aht_s=day.aht_s,
        interval_s=day.interval_s,
        patience_s=day.patience_s,
        within_s=within_s,
        in_system=day.in_system,
    )
    first, second = courses.scenario(0), courses.scenario(1)
    return LeverEffect(_outcome(first, day, variant), _outcome(second, changed, variant), first, second)


def _outcome(course: Course, day: RestOfDay, variant: ServiceLevelVariant) -> Outcome:
    offered, abandoned = float(course.offered.sum()), float(course.abandoned.sum())
    gone = float(course.abandoned_within.sum())
    level = service_level(
        variant,
        offered=offered,
        answered=offered - abandoned,
        answered_within=float(course.answered_within.sum()),
        abandoned_within=gone,
        abandoned_short=gone,
    )
    share = abandoned / offered if offered > 0 else 0.0
    return Outcome(float(level), share, abandoned + day.unresolved)
