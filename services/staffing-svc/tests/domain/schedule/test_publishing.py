"""Publishing searches in a process of its own: it improves on the draft, tells how far it is, and can be cancelled."""

from multiprocessing import get_context

import pytest
from schedule_cases import LUNCH, H, curve, person, requirement, rules, shift_rule
from staffing_svc.domain.schedule import Progress, SearchBudget
from staffing_svc.domain.schedule.budget import SearchBudget as Budget
from staffing_svc.domain.schedule.draft import draft
from staffing_svc.domain.schedule.publishing import Order, publish
from staffing_svc.domain.schedule.refusals import NoShiftCovers, NotEnoughPeople
from staffing_svc.domain.schedule.searching import searched

KINDS = (shift_rule("full", 9, breaks=(LUNCH,)), shift_rule("short", 4))
ONE_WORKER = SearchBudget(time_limit_s=20, gap=0, workers=1)


def test_the_published_schedule_is_proven_the_cheapest_and_told_on_the_way() -> None:
    demand, kept = requirement(curve(1, 6, per_day=24)), rules(*KINDS)
    told: list[Progress] = []
    made = publish(Order(demand, kept, ONE_WORKER), told.append)
    assert made.gap == 0
    assert made.coverage.under_h == 0
    assert made.paid_h <= draft(demand, kept).paid_h
    assert told
    assert [one.best_h for one in told] == sorted((one.best_h for one in told), reverse=True)
    assert all(one.bound_h <= made.paid_h for one in told)


def test_cancelling_keeps_the_best_so_far() -> None:
    order = Order(requirement(curve(7, 40), interval_s=1800), rules(*KINDS), Budget(600, 0, 1))
    told: list[Progress] = []
    made = publish(order, told.append, cancelled=lambda: bool(told))
    assert made.coverage.under_h == 0
    assert made.cost_h <= told[0].best_h


def test_a_refusal_in_the_worker_is_raised_here() -> None:
    with pytest.raises(NoShiftCovers):
        publish(Order(requirement([1] * 24), rules(shift_rule(starts=[0])), ONE_WORKER), lambda _: None)


def test_limits_that_fit_only_in_fractions_are_refused_once_searched() -> None:
    half = shift_rule("half", 2, [0, 1, 2])
    triangle = requirement([1, 1, 1, 1] + [0] * 20)
    made = searched(triangle, rules(half), ONE_WORKER, lambda _: None, get_context("spawn").Event())
    assert made.paid_h == 4
    with pytest.raises(NotEnoughPeople):
        searched(
            triangle,
            rules(half, people=(person(max_paid_s=2 * H),)),
            ONE_WORKER,
            lambda _: None,
            get_context("spawn").Event(),
        )
