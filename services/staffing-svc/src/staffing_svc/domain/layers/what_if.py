"""What would happen if: volume, handle time, shrinkage, notice or launch time change, nothing being
changed."""

from dataclasses import dataclass, replace

import numpy as np

from staffing_svc.domain.erlang import StaffingGoal, performance, required_agents
from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.refusals import ImpossibleEffect


@dataclass(frozen=True, eq=False)
class Situation:
    """One queue's day or weeks as planned: contacts [n], handle time [n], agents on schedule [n] before
    shrinkage.

    Money is in minor units of one currency: `agent_cost_minor` per scheduled hour, `contact_value_minor`
    what an answered contact is worth. `patience_s` is the mean; shares 0..1.
    """

    contacts: FloatArray
    aht_s: FloatArray
    scheduled: FloatArray
    interval_s: int
    shrinkage: float
    patience_s: float
    goal: StaffingGoal
    agent_cost_minor: float
    contact_value_minor: float


@dataclass(frozen=True, eq=False)
class Change:
    """What is supposed: factors on volume and handle time, another shrinkage, staff added by notice or
    lost by a cut.

    `campaign_contacts` [n] and `campaign_aht_factor` [n] are a campaign's layer at the supposed launch time;
    `notice_days` is when it is told, and staff against it can only be added from `staff_lead_days` later on.
    """

    volume_factor: float = 1.0
    aht_factor: float = 1.0
    shrinkage: float | None = None
    staff_factor: float = 1.0
    campaign_contacts: FloatArray | None = None
    campaign_aht_factor: FloatArray | None = None
    notice_days: float | None = None
    staff_lead_days: float = 14.0


@dataclass(frozen=True)
class Outcome:
    """Volume-weighted service level, contacts offered and lost, occupancy, and money in minor units."""

    service_level: float
    offered: float
    lost: float
    abandonment: float
    occupancy: float
    agent_hours: float
    staff_cost_minor: int
    lost_value_minor: int


def what_if(situation: Situation, change: Change) -> Outcome:
    """Erlang A by interval under the change.

    Fractional agents are interpolated between the whole numbers around them. With `notice_days`,
    intervals from `staff_lead_days - notice_days` days into the grid on are staffed up to the goal
    (adequate notice); earlier ones keep their schedule.
    """
    _check(situation, change)
    contacts, aht_s = _demand(situation, change)
    shrinkage = situation.shrinkage if change.shrinkage is None else change.shrinkage
    on_duty = situation.scheduled * change.staff_factor * (1.0 - shrinkage)
    if change.notice_days is not None:
        on_duty = _staffed_up(situation, change, contacts, aht_s, on_duty)
    level, abandonment, occupancy = _experienced(situation, contacts, aht_s, on_duty)
    offered = float(contacts.sum())
    lost = float((contacts * abandonment).sum())
    hours = float(on_duty.sum()) / (1.0 - shrinkage) * situation.interval_s / 3600.0
    worked = float(on_duty.sum())
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


def _demand(situation: Situation, change: Change) -> tuple[FloatArray, FloatArray]:
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
    ready_s = max(change.staff_lead_days - float(change.notice_days or 0.0), 0.0) * 86_400.0
    ready = np.arange(contacts.size) * situation.interval_s >= ready_s
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


def _check(situation: Situation, change: Change) -> None:
    shrinkage = situation.shrinkage if change.shrinkage is None else change.shrinkage
    if not 0.0 <= shrinkage < 1.0:
        raise ImpossibleEffect("shrinkage lies in 0..1, below 1", field="shrinkage")
    if min(change.volume_factor, change.aht_factor, change.staff_factor) < 0.0:
        raise ImpossibleEffect("factors are at least 0", field="volume_factor")
