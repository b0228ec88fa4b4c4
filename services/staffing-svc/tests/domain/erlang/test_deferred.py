"""Work with a deadline: nothing late, nobody idle without need, and the lowest peak."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.erlang import ImpossibleInput
from staffing_svc.domain.erlang.deferred import deferred_agents, taut_string

HALF_HOUR = 1800.0


def test_mail_of_the_morning_is_spread_over_its_deadline() -> None:
    plan = deferred_agents(np.array([60.0, 60, 60, 60, 0, 0, 0, 0]), 300, HALF_HOUR, 4 * HALF_HOUR)
    assert plan.agents.tolist() == [6, 6, 6, 5, 6, 6, 5, 0]
    assert plan.backlog[-1] == 0.0


def test_work_due_in_its_own_interval_is_staffed_as_it_comes() -> None:
    plan = deferred_agents(np.array([6.0, 12.0, 0.0, 18.0]), 300, HALF_HOUR, HALF_HOUR)
    assert plan.agents.tolist() == [1, 2, 0, 3]


def test_the_night_does_not_count_against_the_deadline() -> None:
    opening = np.array([True, True, False, False, True, True])
    plan = deferred_agents(
        np.array([0.0, 12.0, 12.0, 0.0, 0.0, 0.0]), 300, HALF_HOUR, 2 * HALF_HOUR, open_intervals=opening
    )
    assert plan.agents[~opening].tolist() == [0, 0]
    assert plan.done.sum() == pytest.approx(24.0)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.floats(0, 50), min_size=1, max_size=25),
    st.integers(1, 8),
    st.floats(0, 40),
    st.lists(st.booleans(), min_size=25, max_size=25),
)
def test_no_item_is_late(arrivals: list[float], allowed: int, backlog: float, opening: list[bool]) -> None:
    contacts, works = np.array(arrivals), np.array(opening[: len(arrivals)])
    plan = deferred_agents(
        contacts, 300, HALF_HOUR, allowed * HALF_HOUR, backlog=backlog, open_intervals=works
    )
    arrived, done = backlog + np.cumsum(contacts), np.cumsum(plan.done)
    assert np.all(done <= arrived + 1e-6)
    assert np.all(plan.done <= plan.agents * 6 + 1e-6)
    places = np.flatnonzero(works)
    for place, due in itertools.zip_longest(places, places[allowed - 1 :]):
        assert due is None or done[due] >= arrived[place] - 1e-6


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 30), min_size=2, max_size=20), st.integers(1, 6))
def test_no_plan_has_a_lower_peak(arrivals: list[float], allowed: int) -> None:
    upper = np.cumsum(arrivals)
    lower = np.concatenate((np.zeros(allowed - 1), upper))[: upper.size]
    path = taut_string(lower, upper)
    assert np.all(path <= upper + 1e-6)
    assert np.all(path >= lower - 1e-6)
    before = np.concatenate(([0.0], upper))
    unavoidable = max(
        (lower[end] - before[start]) / (end - start + 1)
        for start in range(upper.size)
        for end in range(start, upper.size)
    )
    assert np.diff(path, prepend=0.0).max() <= max(unavoidable, 0.0) + 1e-6


def test_a_deadline_shorter_than_an_interval_is_refused() -> None:
    with pytest.raises(ImpossibleInput) as refused:
        deferred_agents(np.array([1.0]), 300, HALF_HOUR, 900)
    assert refused.value.field == "deadline_s"
