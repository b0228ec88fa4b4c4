"""Hands shifts to named people: skills, availability, rest and week limits always; wishes and fairness if possible."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import numpy as np
from ortools.graph.python import min_cost_flow

from staffing_svc.domain.schedule.day_pattern import working_days
from staffing_svc.domain.schedule.requirement import Ints
from staffing_svc.domain.schedule.rules import Person, ScheduleRules
from staffing_svc.domain.schedule.shift import Shift
from staffing_svc.domain.schedule.suitability import Flags, suitability
from staffing_svc.domain.schedule.tour import Span, Tour, Working

OTHER_DAY_COST = 4_000


@dataclass(frozen=True)
class OpenShift:
    """A shift nobody can take, and what stands in the way of most people."""

    shift: Shift
    reason: str


@dataclass(frozen=True)
class Assignment:
    """Tours by person (people without a shift included), and what stayed open."""

    tours: tuple[Tour, ...]
    open_shifts: tuple[OpenShift, ...]


def assign(
    shifts: Iterable[Shift],
    rules: ScheduleRules,
    span: Span,
    *,
    before: Mapping[str, Sequence[Shift]] | None = None,
) -> Assignment:
    """Give each shift to one of `rules.people`, at most one a day each; no rule is ever broken.

    First the days of each week are shared by contract, then each day's shifts go to people by a minimum-cost
    flow: near the start they are used to or prefer, unsocial hours to those who had fewest, shift lengths to
    the contract hours left. What is left is offered to everybody once more before it is called open.
    `before` are shifts by person that begin before `span`: rest is kept to them, and their nights count.
    """
    known = before or {}
    staff = [
        Working(person, rules.limits, span, sorted(known.get(person.name, ()), key=_start))
        for person in rules.people
    ]
    worked = {one.person.name: len(one.shifts) for one in staff}
    ordered = sorted(shifts, key=lambda shift: (shift.starts_at.date(), shift.starts_at, shift.ends_at))
    left: list[Shift] = []
    for _, week in groupby(ordered, key=span.week):
        left += _assign_week(staff, list(week))
    still_open = tuple(OpenShift(shift, reason) for shift in left if (reason := _offer(staff, shift)))
    tours = tuple(Tour(one.person.name, tuple(one.shifts[worked[one.person.name] :])) for one in staff)
    return Assignment(tours, still_open)


def _start(shift: Shift) -> datetime:
    return shift.starts_at


def unnamed_people(shifts: Sequence[Shift], rules: ScheduleRules, span: Span) -> tuple[Person, ...]:
    """As many equal people, working full weeks, as it takes so that no shift stays open."""
    by_week = [list(week) for _, week in groupby(shifts, key=span.week)]
    heads = max((_heads(week, rules) for week in by_week), default=0)
    while True:
        people = tuple(_unnamed(number, rules) for number in range(1, heads + 1))
        still_open = assign(shifts, rules.with_people(people), span).open_shifts
        if not still_open:
            return people
        heads += max(1, len(still_open) // (2 * rules.limits.max_days))


def _heads(week: Sequence[Shift], rules: ScheduleRules) -> int:
    """No fewer people can work these shifts: by the busiest day, by days a week, by hours a week."""
    busiest = max(Counter(shift.starts_at.date() for shift in week).values())
    by_days = -(-len(week) // rules.limits.max_days)
    by_hours = -(-sum(shift.paid_s for shift in week) // rules.limits.max_paid_s)
    return max(busiest, by_days, by_hours)


def _unnamed(number: int, rules: ScheduleRules) -> Person:
    limits = rules.limits
    return Person(f"agent {number:04d}", limits.max_paid_s, limits.max_paid_s, limits.max_days)


def _assign_week(staff: Sequence[Working], week: list[Shift]) -> list[Shift]:
    if not staff:
        return week
    needed = Counter(shift.starts_at.date() for shift in week)
    mean_paid_s = sum(shift.paid_s for shift in week) / len(week)
    pattern = working_days(staff, needed, mean_paid_s)
    left: list[Shift] = []
    for day, shifts in groupby(week, key=lambda shift: shift.starts_at.date()):
        left += _assign_day(staff, list(shifts), {index for index, on in pattern if on == day}, day)
    return left


def _assign_day(staff: Sequence[Working], shifts: list[Shift], chosen: set[int], day: date) -> list[Shift]:
    """Hand out one day's shifts; shifts of the same kind, time and queue are alike and share arcs."""
    alike: dict[tuple[str, str, object], list[Shift]] = {}
    for shift in shifts:
        alike.setdefault((shift.kind, shift.queue, shift.starts_at), []).append(shift)
    groups = list(alike.values())
    lawful, cost = suitability(staff, [group[0] for group in groups], day)
    cost[[index for index in range(len(staff)) if index not in chosen]] += OTHER_DAY_COST
    for index, number in _matched(lawful, cost, [len(group) for group in groups]):
        staff[index].take(groups[number].pop())
    return [shift for group in groups for shift in group]


def _matched(lawful: Flags, cost: Ints, sizes: Sequence[int]) -> list[tuple[int, int]]:
    """(person, group) pairs: as many as can be, at least cost; a person once, a group as often as its size."""
    if not lawful.any():
        return []
    flow = min_cost_flow.SimpleMinCostFlow()
    people = lawful.shape[0]
    who, group = np.nonzero(lawful)
    source, sink = people + len(sizes), people + len(sizes) + 1
    one = np.ones(who.size, dtype=np.int64)
    middle = flow.add_arcs_with_capacity_and_unit_cost(who, people + group, one, cost[who, group])
    heads = np.arange(people, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(people, source), heads, np.ones(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    )
    tails = people + np.arange(len(sizes), dtype=np.int64)
    capacities, free = np.array(sizes, dtype=np.int64), np.zeros(len(sizes), dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(tails, np.full(len(sizes), sink), capacities, free)
    total = int(capacities.sum())
    flow.set_nodes_supplies(np.array([source, sink]), np.array([total, -total]))
    flow.solve_max_flow_with_min_cost()
    taken = flow.flows(middle) > 0
    return list(zip(who[taken].tolist(), group[taken].tolist(), strict=True))


def _offer(staff: Sequence[Working], shift: Shift) -> str | None:
    """Give the shift to the first who can take it, least loaded first; else the commonest obstacle."""
    obstacles: Counter[str] = Counter()
    week = staff[0].span.week(shift) if staff else 0
    for working in sorted(staff, key=lambda one: one.paid_s(week) - one.person.contract_s):
        obstacle = working.obstacle(shift)
        if obstacle is None:
            working.take(shift)
            return None
        obstacles[obstacle] += 1
    return obstacles.most_common(1)[0][0] if obstacles else "nobody to take it"
