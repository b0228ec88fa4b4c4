"""What would happen if: volume, handle time, shrinkage, budget, notice or launch time change, nothing being
changed."""

from dataclasses import replace

import numpy as np

from staffing_svc.domain.erlang import performance, required_agents
from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.situation import (
    Change,
    Outcome,
    Situation,
    affordable,
    ready_intervals,
    refuse_impossible_change,
    shrinkage_under,
)
from staffing_svc.domain.layers.what_if_deferred import outcome_deferred

__all__ = ["Change", "Outcome", "Situation", "frontier", "what_if"]


def what_if(situation: Situation, change: Change) -> Outcome:
    """Erlang A by interval under the change; backlog and deadline on a queue whose contacts may wait.

    Fractional agents are interpolated between the whole numbers around them. With `notice_days`,
    intervals from `staff_lead_days - notice_days` days into the grid on are staffed up to the goal
    (adequate notice); earlier ones keep their schedule. A budget is kept last.
    """
    refuse_impossible_change(situation, change)
    contacts, aht_s = demand_under(situation, change)
    if situation.waiting is not None:
        return outcome_deferred(situation, change, situation.waiting, contacts, aht_s)
    shrinkage = shrinkage_under(situation, change)
    on_duty = situation.scheduled * change.staff_factor * (1.0 - shrinkage)
    if change.notice_days is not None:
        on_duty = _staffed_up(situation, change, contacts, aht_s, on_duty)
    people = affordable(situation, change, on_duty / (1.0 - shrinkage))
    on_duty = people * (1.0 - shrinkage)
    level, abandonment, occupancy = _experienced(situation, contacts, aht_s, on_duty)
    offered, lost = float(contacts.sum()), float((contacts * abandonment).sum())
    hours, worked = float(people.sum()) * situation.interval_s / 3600.0, float(on_duty.sum())
    return Outcome(
        service_level=float((level * contacts).sum()) / offered if offered > 0 else 1.0,
        offered=offered,
        lost=lost,
        abandonment=lost / offered if offered > 0 else 0.0,
        occupancy=float((occupancy * on_duty).sum()) / worked if worked > 0 else 0.0,
        agent_hours=hours,
        staff_cost_minor=round(hours * situation.agent_cost_minor),
        lost_value_minor=round(lost * situation.contact_value_minor),
    )


def frontier(situation: Situation, staff_factors: FloatArray, change: Change) -> list[Outcome]:
    """The service-cost frontier: the outcome at each staffing factor, everything else as in `change`."""
    return [
        what_if(situation, replace(change, staff_factor=change.staff_factor * float(factor)))
        for factor in staff_factors
    ]


def demand_under(situation: Situation, change: Change) -> tuple[FloatArray, FloatArray]:
    """Contacts and their mean handle time with the campaign mixed in, both [n]."""
    base = situation.contacts * change.volume_factor
    aht_s = situation.aht_s * change.aht_factor
    if change.campaign_contacts is None:
        return base, aht_s
    added = change.campaign_contacts
    factor = np.ones_like(added) if change.campaign_aht_factor is None else change.campaign_aht_factor
    total = base + added
    mixed = np.divide(base + added * factor, total, out=np.ones_like(total), where=total > 0.0)
    return total, aht_s * mixed


def _staffed_up(
    situation: Situation, change: Change, contacts: FloatArray, aht_s: FloatArray, on_duty: FloatArray
) -> FloatArray:
    """Agents on duty where notice came early enough to have the required ones."""
    required = required_agents(
        contacts, aht_s, situation.interval_s, situation.goal, patience_s=situation.patience_s
    )
    ready = ready_intervals(situation, change)
    return np.where(ready, np.maximum(on_duty, required), on_duty)


def _experienced(
    situation: Situation, contacts: FloatArray, aht_s: FloatArray, on_duty: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Service level, abandonment and occupancy by interval, [n] each."""
    floor = np.floor(on_duty)
    part = on_duty - floor
    both = performance(
        np.tile(contacts, (2, 1)),
        np.tile(np.maximum(aht_s, 1e-9), (2, 1)),
        situation.interval_s,
        np.stack([floor, floor + 1.0]),
        within_s=situation.goal.within_s,
        patience_s=situation.patience_s,
        variant=situation.goal.variant,
    )
    blended = [
        (1.0 - part) * each[0] + part * each[1]
        for each in (both.service_level, both.abandonment, both.occupancy)
    ]
    return blended[0], blended[1], blended[2]
