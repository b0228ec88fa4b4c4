"""What a queue's callers and agents experience with a given number of agents, by Erlang C or Erlang A."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray, Numbers
from staffing_svc.domain.erlang.cases import Cases, flatten, refuse_impossible_cases
from staffing_svc.domain.erlang.erlang_b import SMALLEST_LOAD, inverse_erlang_b
from staffing_svc.domain.erlang.goal import PatienceMissing, StaffingGoal, StaffingModel
from staffing_svc.domain.erlang.patience_sums import delayed
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant, service_level

_FEWEST = 1e-18
"""A smaller share of answered contacts than this is rounding; it only keeps a division finite."""


@dataclass(frozen=True)
class Performance:
    """Arrays of one shape; shares 0..1 of the offered contacts, seconds.

    Stated answers: nothing offered is service level 1 and waits of 0; zero agents, or with Erlang C a load of
    at least the agents, is service level 0 (SL1 and SL5 still credit who left in time), wait probability 1
    and an infinite `asa_s`; the occupancy of zero agents is 0. `answered_within` and `abandoned_within` are
    within T.
    """

    wait_probability: FloatArray
    service_level: FloatArray
    asa_s: FloatArray
    abandonment: FloatArray
    occupancy: FloatArray
    answered_within: FloatArray
    abandoned_within: FloatArray

    def take(self, rows: IntArray) -> "Performance":
        """These positions of flat arrays."""
        return Performance(*(each[rows] for each in vars(self).values()))


def performance(
    contacts: Numbers,
    aht_s: Numbers,
    interval_s: Numbers,
    agents: Numbers,
    *,
    within_s: Numbers = 20.0,
    patience_s: Numbers | None = None,
    variant: ServiceLevelVariant = ServiceLevelVariant.SL4,
    short_abandon_s: Numbers = 5.0,
    model: StaffingModel = StaffingModel.ERLANG_A,
) -> Performance:
    """Performance of `agents` (rounded down) on `contacts` per interval; everything broadcasts.

    Erlang A needs `patience_s`, the mean time until a waiting caller gives up (0 is Erlang B); Erlang C
    ignores it. Raises `PatienceMissing`, and `ImpossibleInput` for negative or infinite numbers.
    """
    patience = patience_for(model, patience_s)
    goal = StaffingGoal(None, within_s=within_s, variant=variant, short_abandon_s=short_abandon_s)
    refuse_impossible_cases(contacts, aht_s, interval_s, patience, goal, agents)
    shape, cases, _, staff = flatten(contacts, aht_s, interval_s, patience, goal, agents)
    flat = evaluate(cases, staff, model)
    return Performance(*(each.reshape(shape) for each in vars(flat).values()))


def patience_for(model: StaffingModel, patience_s: Numbers | None) -> Numbers | None:
    """The patience that the model uses: none for Erlang C; Erlang A refuses to guess it."""
    if model is StaffingModel.ERLANG_C:
        return None
    if patience_s is None:
        raise PatienceMissing(
            "Erlang A needs the mean patience of callers in seconds; 60-180 is usual. Erlang C needs none.",
            field="patience_s",
        )
    return patience_s


def evaluate(cases: Cases, agents: FloatArray, model: StaffingModel) -> Performance:
    """Performance of flat cases, the stated answers for idle intervals included."""
    flat = evaluate_c(cases, agents) if model is StaffingModel.ERLANG_C else evaluate_a(cases, agents)
    idle = cases.load <= 0
    if not idle.any():
        return flat
    when_idle = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    pairs = zip(vars(flat).values(), when_idle, strict=True)
    return Performance(*(np.where(idle, stated, computed) for computed, stated in pairs))


def evaluate_c(cases: Cases, agents: FloatArray) -> Performance:
    """M/M/n: nobody abandons, so all variants are equal; a load at or above n never settles.

    C = 1/(1 + (1 - rho)(1/B - 1)), SL = 1 - C exp(-(n - a) T/AHT), ASA = C AHT/(n - a) (Erlang 1917).
    """
    stable = agents > cases.load
    spare = np.where(stable, agents - cases.load, 1.0)
    some = np.maximum(agents, 1.0)
    inverse_b = inverse_erlang_b(cases.load, agents)
    wait = np.where(stable, 1.0 / (1.0 + spare / some * (inverse_b - 1.0)), 1.0)
    within = np.where(stable, 1.0 - wait * np.exp(-spare * cases.within), 0.0)
    asa_s = np.where(stable, wait * cases.aht_s / spare, np.inf)
    occupancy = np.where(agents > 0, np.minimum(cases.load / some, 1.0), 0.0)
    none = np.zeros(cases.load.size)
    return Performance(wait, within, asa_s, none, occupancy, within, none)


def evaluate_a(cases: Cases, agents: FloatArray) -> Performance:
    """M/M/n+M: callers lose patience after an exponential time.

    P(wait) = A0/D, P(abandon) = (theta/lambda) A1/D, D = 1/B + A0 - 1 (Mandelbaum & Zeltyn 2007).
    """
    load, staff = np.maximum(cases.load, SMALLEST_LOAD), np.maximum(agents, 1.0)
    credited = cases.variant is ServiceLevelVariant.SL5
    limits = np.stack([cases.within, cases.short] if credited else [cases.within])
    waiting = delayed(load, staff, cases.theta, limits)
    wait = 1.0 / (1.0 + waiting.empty * (inverse_erlang_b(load, staff) - 1.0))
    nobody, patient = agents == 0, np.exp(-cases.theta * limits)
    left = wait * (1.0 - waiting.served_within - patient * waiting.beyond)
    lost = np.where(nobody, 1.0, np.clip(wait * waiting.lost, 0.0, 1.0))
    served = np.where(nobody, 0.0, np.clip(1.0 - wait + wait * waiting.served_within, 0.0, 1.0))
    gone = np.where(nobody, 1.0 - patient, np.clip(left, 0.0, 1.0))
    asa_s = cases.aht_s * wait * waiting.wait_of_served / np.maximum(1.0 - lost, _FEWEST)
    return Performance(
        wait_probability=np.where(nobody, 1.0, wait),
        service_level=_level(cases.variant, lost, served[0], gone),
        asa_s=np.where(nobody, np.inf, asa_s),
        abandonment=lost,
        occupancy=np.where(nobody, 0.0, load * (1.0 - lost) / staff),
        answered_within=served[0],
        abandoned_within=gone[0],
    )


def _level(
    variant: ServiceLevelVariant, lost: FloatArray, served: FloatArray, gone: FloatArray
) -> FloatArray:
    """From shares of the offered; `gone` has a row for T and, for SL5, one for the short-abandon threshold."""
    return service_level(
        variant,
        offered=1.0,
        answered=1.0 - lost,
        answered_within=served,
        abandoned_within=gone[0],
        abandoned_short=gone[-1],
    )
