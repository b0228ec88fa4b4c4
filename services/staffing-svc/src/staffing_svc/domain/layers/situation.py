"""What is planned of one queue, what is supposed to change, and what would come of it."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from concert_contracts.refusal import Refusal

from staffing_svc.domain.erlang import StaffingGoal
from staffing_svc.domain.forecast.history import BoolArray, FloatArray
from staffing_svc.domain.layers.refusals import ImpossibleEffect
from staffing_svc.domain.plan.requirement import Load


@dataclass(frozen=True, eq=False)
class Situation:
    """One queue's day or weeks as planned: contacts [n], handle time [n], agents on schedule [n] before
    shrinkage.

    Money is in minor units of one currency: `agent_cost_minor` per scheduled hour, `contact_value_minor`
    what an answered contact is worth. `patience_s` is the mean; shares 0..1. `waiting` is the load of a queue
    whose contacts may wait; the contacts and handle times in it are not read.
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
    waiting: Load | None = None


@dataclass(frozen=True, eq=False)
class Change:
    """What is supposed: factors on volume and handle time, another shrinkage, staff added by notice or
    lost by a cut.

    `budget_minor` is all that may be spent on staff: where the plan costs more, everybody is cut alike.

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
    budget_minor: float | None = None


@dataclass(frozen=True)
class Outcome:
    """Volume-weighted service level, contacts offered and lost, occupancy, and money in minor units.

    Contacts that may wait are never lost but `late`; their service level is the share of those due that are done.
    """

    service_level: float
    offered: float
    lost: float
    abandonment: float
    occupancy: float
    agent_hours: float
    staff_cost_minor: int
    lost_value_minor: int
    late: float = 0.0

    @property
    def total_minor(self) -> int:
        """What the staff costs and what is lost."""
        return self.staff_cost_minor + self.lost_value_minor


class BudgetWithoutCost(Refusal):
    """A budget means nothing while an hour of an agent costs nothing."""

    code: ClassVar[str] = "budget-without-cost"
    status: ClassVar[int] = 422


def refuse_impossible_change(situation: Situation, change: Change) -> None:
    """Raises `ImpossibleEffect`, `BudgetWithoutCost`."""
    if not 0.0 <= shrinkage_under(situation, change) < 1.0:
        raise ImpossibleEffect("shrinkage lies in 0..1, below 1", field="shrinkage")
    if min(change.volume_factor, change.aht_factor, change.staff_factor) < 0.0:
        raise ImpossibleEffect("factors are at least 0", field="volume_factor")
    if change.budget_minor is not None and situation.agent_cost_minor <= 0.0:
        raise BudgetWithoutCost(
            "say what an agent costs per hour: only then does a budget limit anything",
            field="/agent_cost_minor",
        )


def shrinkage_under(situation: Situation, change: Change) -> float:
    return situation.shrinkage if change.shrinkage is None else change.shrinkage


def ready_intervals(situation: Situation, change: Change) -> BoolArray:
    """The intervals, shape [n], for which staff can still be found once the notice is given; none without one."""
    if change.notice_days is None:
        return np.zeros(situation.contacts.size, dtype=np.bool_)
    ready_s = max(change.staff_lead_days - change.notice_days, 0.0) * 86_400.0
    return np.arange(situation.contacts.size) * situation.interval_s >= ready_s


def affordable(situation: Situation, change: Change, people: FloatArray) -> FloatArray:
    """The people [n] who can be paid: all of them, or all cut by the same share to fit the budget."""
    cost = float(people.sum()) * situation.interval_s / 3600.0 * situation.agent_cost_minor
    if change.budget_minor is None or cost <= change.budget_minor:
        return people
    return people * (change.budget_minor / cost)
