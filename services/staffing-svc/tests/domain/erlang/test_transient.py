"""The queue followed through the day, judged by the stationary formulas at rest and by simulation in motion."""

import numpy as np
import pytest
from staffing_svc.domain.erlang import ImpossibleInput, performance
from staffing_svc.domain.erlang.transient import course_of
from staffing_svc.domain.simulation import Exponential, one_queue, simulate_days

QUARTER_HOUR = 900.0


@pytest.mark.parametrize(("load", "agents"), [(4.0, 5), (40.0, 38), (150.0, 152)])
def test_a_steady_day_settles_at_the_stationary_answer(load: float, agents: int) -> None:
    contacts = np.full(16, load * QUARTER_HOUR / 300)
    course = course_of(contacts, agents, aht_s=300, interval_s=QUARTER_HOUR, patience_s=120)
    at_rest = performance(contacts[0], 300, QUARTER_HOUR, agents, patience_s=120)
    assert course.service_level()[-1] == pytest.approx(float(at_rest.service_level), abs=1e-6)
    assert course.abandoned[-1] / course.offered[-1] == pytest.approx(float(at_rest.abandonment), abs=1e-6)
    assert course.occupancy[-1] == pytest.approx(float(at_rest.occupancy), abs=1e-6)


def test_the_interval_after_a_surge_is_worse_than_the_stationary_answer() -> None:
    contacts = np.array([60.0, 60.0, 90.0, 60.0, 60.0])
    course = course_of(contacts, 22, aht_s=300, interval_s=QUARTER_HOUR, patience_s=180)
    at_rest = float(performance(60, 300, QUARTER_HOUR, 22, patience_s=180).service_level)
    assert course.service_level()[3] < at_rest - 0.05
    assert course.waiting_at_end[2] > 3 * course.waiting_at_end[1]


def test_a_surge_and_its_aftermath_as_simulated() -> None:
    contacts = np.array([40.0, 40, 60, 60, 40, 32, 48, 40])
    agents = np.array([15, 15, 16, 18, 18, 13, 16, 15])
    course = course_of(contacts, agents, aht_s=300, interval_s=QUARTER_HOUR, patience_s=150)
    plan = one_queue(
        contacts, agents, interval_s=QUARTER_HOUR, handle=Exponential(300), patience=Exponential(150)
    )
    lived = simulate_days(plan, np.random.default_rng(7), replications=200)
    error = np.abs(course.service_level() - lived.service_level()[0])
    assert error.mean() < 0.015
    assert abs(course.abandoned.sum() / lived.abandoned.sum() - 1) < 0.12


def test_scenarios_side_by_side_are_the_same_as_alone() -> None:
    contacts = np.array([[50.0, 60, 40], [80.0, 90, 30]])
    agents = np.array([[20.0, 18, 15], [25.0, 25, 20]])
    both = course_of(contacts, agents, aht_s=240, interval_s=QUARTER_HOUR, patience_s=90, in_system=30)
    for row in range(2):
        alone = course_of(contacts[row], agents[row], aht_s=240, interval_s=900, patience_s=90, in_system=30)
        np.testing.assert_allclose(both.scenario(row).service_level(), alone.service_level(), atol=1e-9)
        np.testing.assert_allclose(both.scenario(row).abandoned, alone.abandoned, atol=1e-7)


def test_contacts_already_waiting_are_remembered() -> None:
    quiet = course_of([20.0, 20.0], 10, aht_s=300, interval_s=QUARTER_HOUR, patience_s=300)
    queued = course_of([20.0, 20.0], 10, aht_s=300, interval_s=QUARTER_HOUR, patience_s=300, in_system=40)
    assert queued.service_level()[0] < quiet.service_level()[0] - 0.3


def test_nobody_there_and_nobody_calling_have_answers() -> None:
    closed = course_of([20.0, 20.0], 0, aht_s=300, interval_s=QUARTER_HOUR, patience_s=60)
    assert closed.service_level().tolist() == [0.0, 0.0]
    assert closed.abandoned[1] == pytest.approx(20.0, abs=1e-6)
    silent = course_of([0.0, 0.0], [0.0, 5.0], aht_s=300, interval_s=QUARTER_HOUR, patience_s=60)
    assert silent.service_level().tolist() == [1.0, 1.0]


def test_a_queue_of_callers_without_any_patience_is_refused() -> None:
    with pytest.raises(ImpossibleInput):
        course_of([20.0], 5, aht_s=300, interval_s=QUARTER_HOUR, patience_s=0)
