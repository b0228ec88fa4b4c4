"""What would happen if, on a queue whose contacts may wait: nobody is lost, but some are late."""

from dataclasses import replace

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.situation import (
    Change,
    Outcome,
    Situation,
    affordable,
    ready_intervals,
    shrinkage_under,
)
from staffing_svc.domain.plan.requirement import Load


def outcome_deferred(
    situation: Situation, change: Change, waiting: Load, contacts: FloatArray, handle_s: FloatArray
) -> Outcome:
    """The outcome for these contacts [n] of these handle times; before the stretch all is done as required."""
    shrinkage = shrinkage_under(situation, change)
    queue = replace(waiting.queue, shrinkage_share=shrinkage)
    work = replace(waiting, queue=queue, contacts=contacts, handle_s=handle_s).deferred_work
    people = situation.scheduled * change.staff_factor
    people = np.where(ready_intervals(situation, change), np.maximum(people, work.required), people)
    people = affordable(situation, change, people)
    found = work.with_people(people)
    due, late = float(found.due.sum()), float(found.late.sum())
    on_duty_s = float(people.sum()) * (1.0 - shrinkage) * situation.interval_s
    hours = float(people.sum()) * situation.interval_s / 3600.0
    return Outcome(
        service_level=1.0 - late / due if due > 0 else 1.0,
        offered=float(contacts.sum()),
        lost=0.0,
        abandonment=0.0,
        occupancy=float((found.done * _mean_s(contacts, handle_s)).sum()) / on_duty_s
        if on_duty_s > 0
        else 0.0,
        agent_hours=hours,
        staff_cost_minor=round(hours * situation.agent_cost_minor),
        lost_value_minor=0,
        late=late,
    )


def _mean_s(contacts: FloatArray, handle_s: FloatArray) -> float:
    total = float(contacts.sum())
    return float((contacts * handle_s).sum()) / total if total > 0 else 0.0
