"""Each lever in the direction a supervisor expects, and in the size the simulation confirms."""

from dataclasses import replace

import numpy as np
import pytest
from staffing_svc.domain.erlang import ImpossibleInput
from staffing_svc.domain.erlang.lever_effect import predict_effect
from staffing_svc.domain.erlang.levers import (
    Callback,
    CancelTraining,
    Deflection,
    Lever,
    Overflow,
    Overtime,
    RestOfDay,
)
from staffing_svc.domain.simulation import Exponential, one_queue, simulate_days

SURGE = np.array([False, False, True, True, True, False, False, False, False, False])
LATER = np.array([False] * 7 + [True] * 3)


def afternoon() -> RestOfDay:
    contacts = np.where(SURGE, 120.0, np.where(LATER, 48.0, 84.0))
    return RestOfDay(contacts, np.full(10, 30.0), aht_s=300, interval_s=900, patience_s=120)


@pytest.mark.parametrize(
    "lever",
    [
        Overtime(6, SURGE),
        CancelTraining(np.where(SURGE, 6.0, 0.0)),
        Overflow(0.2, SURGE, lost_there=0.05),
        Deflection(0.2, resolved=0.6, when=SURGE),
        Callback(0.3, when=SURGE, answered_in=LATER),
    ],
)
def test_every_lever_helps_a_surge(lever: Lever) -> None:
    effect = predict_effect(afternoon(), lever)
    assert effect.after.service_level > effect.before.service_level
    assert effect.after.abandonment < effect.before.abandonment
    assert effect.after.contacts_lost < effect.before.contacts_lost


def test_overtime_loses_as_many_contacts_as_simulated() -> None:
    effect = predict_effect(afternoon(), Overtime(6, SURGE))
    day = Overtime(6, SURGE).pull(afternoon())
    plan = one_queue(
        day.contacts, day.agents, interval_s=900, handle=Exponential(300), patience=Exponential(120)
    )
    lived = simulate_days(plan, np.random.default_rng(11), replications=60)
    assert effect.after.service_level == pytest.approx(lived.service_level_overall(), abs=0.015)
    assert effect.after.contacts_lost == pytest.approx(float(lived.abandoned.sum()), rel=0.08)


def test_cancelled_training_is_worth_what_overtime_of_the_same_people_is() -> None:
    training = predict_effect(afternoon(), CancelTraining(np.where(SURGE, 4.0, 0.0)))
    overtime = predict_effect(afternoon(), Overtime(4, SURGE))
    assert training.after == overtime.after


def test_a_message_that_helps_nobody_only_moves_contacts() -> None:
    useless = Deflection(0.2, resolved=0.0, when=SURGE, calls_again=1.0)
    day = useless.pull(afternoon())
    assert day.contacts.sum() == pytest.approx(afternoon().contacts.sum())
    assert day.unresolved == 0.0


def test_customers_turned_away_unresolved_count_as_lost() -> None:
    harsh = Deflection(0.5, resolved=0.0, when=SURGE, calls_again=0.0)
    effect = predict_effect(afternoon(), harsh)
    assert effect.after.abandonment < effect.before.abandonment
    assert effect.after.contacts_lost > effect.before.contacts_lost


def test_callbacks_keep_agents_busy_later() -> None:
    day = Callback(0.3, when=SURGE, answered_in=LATER, not_reached=0.0).pull(afternoon())
    taken = (afternoon().agents - day.agents).sum()
    assert day.callbacks == pytest.approx(0.3 * 360)
    assert taken * 900 / 300 == pytest.approx(day.callbacks, abs=2)
    assert np.all(day.agents[~LATER] == 30)


def test_no_lever_changes_the_day_it_was_asked_about() -> None:
    day = afternoon()
    predict_effect(day, Overflow(0.2, SURGE))
    np.testing.assert_array_equal(day.contacts, afternoon().contacts)


@pytest.mark.parametrize(
    "lever",
    [
        Overflow(1.2, SURGE),
        Deflection(0.1, resolved=-0.1, when=SURGE),
        Callback(0.1, SURGE, ~(SURGE | ~SURGE)),
    ],
)
def test_impossible_levers_are_refused(lever: Lever) -> None:
    with pytest.raises(ImpossibleInput):
        predict_effect(replace(afternoon(), in_system=3), lever)
