"""Who works on which days of a week, before anybody knows at what time: a minimum-cost flow over days."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from ortools.graph.python import min_cost_flow

from staffing_svc.domain.schedule.requirement import Ints
from staffing_svc.domain.schedule.tour import Working

DAY_OFF_COST = 150
LOAD_COST = 100


def working_days(
    staff: Sequence[Working], needed: Mapping[date, int], paid_s: float
) -> set[tuple[int, date]]:
    """(index of person, day) for as many of the `needed` shifts per day as possible, spread by contract.

    `paid_s` is the mean paid time of a shift: a contract's hours become days. Each further day of a person
    costs more than the one before, relative to their contract, so that the load is even; days that somebody
    would rather be off come last.
    """
    days = list(needed)
    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink, first_day = len(staff), len(staff) + 1, len(staff) + 2
    tails, heads, capacities, costs = _load_arcs(staff, source, paid_s)
    chosen: list[tuple[int, date]] = []
    for index, working in enumerate(staff):
        for number, day in enumerate(days):
            if working.person.works_on(day):
                chosen.append((index, day))
                tails.append(index)
                heads.append(first_day + number)
                capacities.append(1)
                costs.append(DAY_OFF_COST if day.weekday() in working.person.prefers_days_off else 0)
    offset = len(tails) - len(chosen)
    tails += [first_day + number for number in range(len(days))]
    heads += [sink] * len(days)
    capacities += list(needed.values())
    costs += [0] * len(days)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        *(_ints(part) for part in (tails, heads, capacities, costs))
    )
    total = sum(needed.values())
    flow.set_nodes_supplies(_ints([source, sink]), _ints([total, -total]))
    flow.solve_max_flow_with_min_cost()
    used = flow.flows(arcs)[offset : offset + len(chosen)]
    return {pair for pair, units in zip(chosen, used.tolist(), strict=True) if units}


def _load_arcs(
    staff: Sequence[Working], source: int, paid_s: float
) -> tuple[list[int], list[int], list[int], list[int]]:
    heads = [index for index, working in enumerate(staff) for _ in range(working.max_days)]
    costs: list[int] = []
    for working in staff:
        contract_days = max(working.person.contract_s / paid_s, 0.5)
        costs += [round(LOAD_COST * (day + 1) / contract_days) for day in range(working.max_days)]
    return [source] * len(heads), heads, [1] * len(heads), costs


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
