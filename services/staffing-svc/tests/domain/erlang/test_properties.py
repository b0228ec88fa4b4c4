"""What must hold for any queue: more load is worse, more staff is better, endless patience is Erlang C."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.erlang import (
    ServiceLevelVariant,
    StaffingGoal,
    StaffingModel,
    performance,
    required_agents,
)

C = StaffingModel.ERLANG_C
TIE = 1e-9

loads = st.floats(0.01, 400.0)
handle_times = st.floats(10.0, 900.0)
patiences = st.floats(1.0, 3000.0)
thresholds = st.floats(0.0, 120.0)
levels = st.floats(0.5, 0.99)
variants = st.sampled_from(ServiceLevelVariant)


@settings(max_examples=40, deadline=None)
@given(loads, handle_times, thresholds, levels)
def test_the_answer_is_the_smallest_that_meets_the_goal(
    load: float, aht_s: float, within_s: float, level: float
) -> None:
    contacts = load * 1800 / aht_s
    for model in StaffingModel:
        agents = int(
            required_agents(contacts, aht_s, 1800, StaffingGoal(level, within_s), patience_s=90, model=model)
        )
        around = performance(
            contacts, aht_s, 1800, [max(agents - 1, 0), agents], within_s=within_s, patience_s=90, model=model
        )
        assert around.service_level[1] >= level - TIE
        assert around.service_level[0] < level - TIE


@settings(max_examples=40, deadline=None)
@given(loads, handle_times, thresholds, patiences, variants)
def test_more_agents_never_serve_worse(
    load: float, aht_s: float, within_s: float, patience_s: float, variant: ServiceLevelVariant
) -> None:
    agents = np.arange(1, int(load * 1.3) + 4)
    reached = performance(
        load * 1800 / aht_s, aht_s, 1800, agents, within_s=within_s, patience_s=patience_s, variant=variant
    )
    if variant is not ServiceLevelVariant.SL5:
        assert np.all(np.diff(reached.service_level) >= -TIE)
    for falling in (reached.abandonment, reached.wait_probability, reached.occupancy, reached.asa_s):
        assert np.all(np.diff(falling) <= TIE * max(1.0, falling[0]))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), handle_times, thresholds, patiences)
def test_more_load_never_serves_better(agents: int, aht_s: float, within_s: float, patience_s: float) -> None:
    contacts = np.linspace(0.05, 2.0, 30) * agents * 1800 / aht_s
    by_a = performance(contacts, aht_s, 1800, agents, within_s=within_s, patience_s=patience_s)
    by_c = performance(contacts, aht_s, 1800, agents, within_s=within_s, model=C)
    assert np.all(np.diff(by_a.service_level) <= TIE)
    assert np.all(np.diff(by_a.abandonment) >= -TIE)
    assert np.all(np.diff(by_c.service_level) <= TIE)


@settings(max_examples=40, deadline=None)
@given(loads, handle_times, st.floats(0.6, 1.4))
def test_more_patience_loses_fewer_and_waits_longer(load: float, aht_s: float, staffing: float) -> None:
    patience_s = np.geomspace(2.0, 5000.0, 25)
    agents = max(1, round(load * staffing))
    reached = performance(load * 1800 / aht_s, aht_s, 1800, agents, patience_s=patience_s)
    assert np.all(np.diff(reached.abandonment) <= TIE)
    assert np.all(np.diff(reached.wait_probability) >= -TIE)


@settings(max_examples=40, deadline=None)
@given(loads, handle_times, thresholds, variants)
def test_endless_patience_is_erlang_c(
    load: float, aht_s: float, within_s: float, variant: ServiceLevelVariant
) -> None:
    contacts, agents = load * 1800 / aht_s, int(load) + 2
    patient = performance(contacts, aht_s, 1800, agents, within_s=within_s, patience_s=1e11, variant=variant)
    endless = performance(contacts, aht_s, 1800, agents, within_s=within_s, model=C)
    assert abs(float(patient.service_level) - float(endless.service_level)) < 1e-6
    assert abs(float(patient.wait_probability) - float(endless.wait_probability)) < 1e-6


@settings(max_examples=40, deadline=None)
@given(loads, handle_times, patiences, variants)
def test_one_interval_and_many_agree(
    load: float, aht_s: float, patience_s: float, variant: ServiceLevelVariant
) -> None:
    contacts = load * 1800 / aht_s
    goal = StaffingGoal(0.8, 20, variant, max_asa_s=40, max_abandonment=0.05, max_occupancy=0.95)
    for model in StaffingModel:
        one = int(required_agents(contacts, aht_s, 1800, goal, patience_s=patience_s, model=model))
        many = required_agents([contacts, contacts], aht_s, 1800, goal, patience_s=patience_s, model=model)
        assert many.tolist() == [one, one]


@settings(max_examples=40, deadline=None)
@given(loads, handle_times, patiences)
def test_what_arrives_is_answered_or_lost(load: float, aht_s: float, patience_s: float) -> None:
    agents = max(1, round(load))
    reached = performance(load * 1800 / aht_s, aht_s, 1800, agents, within_s=1e7, patience_s=patience_s)
    assert abs(float(reached.answered_within) + float(reached.abandoned_within) - 1.0) < TIE
    assert abs(float(reached.abandoned_within) - float(reached.abandonment)) < TIE
