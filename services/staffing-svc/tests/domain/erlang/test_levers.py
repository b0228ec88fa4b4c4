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
from staffing_svc.domain.erlang.transient import TooLargeToFollow
from staffing_svc.domain.series import Numbers
from staffing_svc.domain.simulation import DayPlan, DayRecord, Exponential, Group, SkillLoad, simulate_days

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


def lived(day: RestOfDay, callbacks: Numbers | None = None) -> DayRecord:
    """The day lived through contact by contact; callbacks are made when nobody who calls in is waiting."""
    inbound = SkillLoad("inbound", day.contacts, Exponential(300), Exponential(120))
    agents = np.asarray(np.floor(day.agents), dtype=np.int64)
    if callbacks is None:
        return simulate_days(
            DayPlan(900, (inbound,), (Group(("inbound",), agents),)),
            np.random.default_rng(11),
            replications=60,
        )
    outbound = SkillLoad("callback", callbacks, Exponential(300), Exponential(float("inf")))
    plan = DayPlan(900, (inbound, outbound), (Group(("inbound", "callback"), agents),))
    return simulate_days(plan, np.random.default_rng(11), replications=60)


@pytest.mark.parametrize(
    "lever",
    [
        Overtime(6, SURGE),
        CancelTraining(np.where(SURGE, 6.0, 0.0)),
        Overflow(0.2, SURGE, lost_there=0.05),
        Deflection(0.2, resolved=0.6, when=SURGE),
    ],
)
def test_a_lever_loses_as_many_contacts_as_simulated(lever: Lever) -> None:
    effect = predict_effect(afternoon(), lever)
    day = lever.pull(afternoon())
    record = lived(day)
    assert effect.after.service_level == pytest.approx(record.service_level_overall(), abs=0.015)
    simulated = float(record.abandoned.sum())
    assert effect.after.contacts_lost - day.unresolved == pytest.approx(simulated, rel=0.08)


def test_callbacks_lose_about_as_many_contacts_as_when_they_are_made_between_calls() -> None:
    """The model takes whole agents out for an interval, the floor calls back whenever somebody is free: kinder to
    those who wait, so the prediction may only be a little too gloomy."""
    lever = Callback(0.3, when=SURGE, answered_in=LATER, not_reached=0.0)
    effect = predict_effect(afternoon(), lever)
    called_back = np.where(LATER, 0.3 * 360 / LATER.sum(), 0.0)
    without_calls = lever.pull(afternoon())
    record = lived(replace(without_calls, agents=afternoon().agents), called_back)
    lost = float(record.abandoned[0].sum())
    offered = float(record.offered[0].sum())
    before = effect.before.contacts_lost
    assert effect.after.contacts_lost == pytest.approx(lost, abs=0.1 * (before - lost))
    answered = float(record.answered_within[0].sum())
    level = answered / (offered - float(record.abandoned_within[0].sum()))
    assert effect.after.service_level == pytest.approx(level, abs=0.03)
    assert float(record.answered[1].sum()) == pytest.approx(0.3 * 360, rel=0.05)


def test_callbacks_that_nobody_has_time_for_are_lost() -> None:
    """Two agents later make at most 2 x 3 x 3 calls of 300 s in three quarter hours; the others wait in vain."""
    day = replace(afternoon(), agents=np.where(LATER, 2.0, 30.0))
    pulled = Callback(0.3, when=SURGE, answered_in=LATER, not_reached=0.0).pull(day)
    assert pulled.callbacks <= 18
    assert pulled.callbacks + pulled.unresolved == pytest.approx(0.3 * 360)
    assert np.all(pulled.agents >= 0)


def test_a_queue_too_large_to_follow_is_refused_before_it_is_followed() -> None:
    crowded = replace(afternoon(), in_system=100_000)
    with pytest.raises(TooLargeToFollow) as refused:
        predict_effect(crowded, Overtime(6, SURGE))
    assert refused.value.field == "in_system"
    thousands = replace(afternoon(), contacts=np.full(10, 60_000.0), agents=np.full(10, 20_000.0))
    with pytest.raises(TooLargeToFollow) as refused:
        predict_effect(thousands, Overtime(6, SURGE))
    assert refused.value.field == "contacts"


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
