"""A contact centre event by event: the judge of the formulas, and a way to try a plan before living it."""

import numpy as np

from staffing_svc.domain.simulation.arrivals import first_contacts
from staffing_svc.domain.simulation.floor import Floor
from staffing_svc.domain.simulation.plan import DayPlan
from staffing_svc.domain.simulation.record import DayRecord, EndedContact, mean_of


def simulate(
    plan: DayPlan, rng: np.random.Generator, *, within_s: float = 20.0, short_abandon_s: float = 5.0
) -> DayRecord:
    """One day under `plan`, starting empty; the same generator state gives the same day.

    Service is first come, first served per skill; a free agent takes the first skill of the group's order
    that has someone waiting, and a contact goes to the group that prefers its skill most. Raises
    `ImpossibleInput`.
    """
    plan.refuse_impossible()
    floor = Floor(plan, rng, within_s=within_s, short_abandon_s=short_abandon_s)
    floor.run(first_contacts(plan, rng))
    return floor.record()


def simulate_contacts(
    plan: DayPlan, rng: np.random.Generator, *, within_s: float = 20.0
) -> tuple[DayRecord, list[EndedContact]]:
    """One day as `simulate` gives it, with every single attempt beside the counts."""
    plan.refuse_impossible()
    floor = Floor(plan, rng, within_s=within_s, short_abandon_s=5.0)
    floor.run(first_contacts(plan, rng))
    return floor.record(), floor.ended()


def simulate_days(
    plan: DayPlan,
    rng: np.random.Generator,
    *,
    replications: int,
    within_s: float = 20.0,
    short_abandon_s: float = 5.0,
) -> DayRecord:
    """The mean of `replications` independent days."""
    days = [
        simulate(plan, rng, within_s=within_s, short_abandon_s=short_abandon_s) for _ in range(replications)
    ]
    return mean_of(days)
