"""How far a shared goal has come, against the golden values of the definitions."""

from datetime import date
from typing import Any

import pytest
from concert_contracts.refusal import Refusal
from goals_builders import a_goal
from goals_svc.domain.goals import GoalWithoutWay
from goals_svc.domain.period import PeriodOutOfReach, PeriodRunsBackward
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("start", "target", "actual", "progress"),
    [
        pytest.param(70, 90, 82, 0.6, id="higher-is-better"),
        pytest.param(300, 180, 240, 0.5, id="lower-is-better"),
        pytest.param(70, 90, 60, 0.0, id="never-below-nothing"),
        pytest.param(70, 90, 120, 1.0, id="never-above-all"),
    ],
)
def test_progress_is_the_way_gone_over_the_whole_way(
    start: int, target: int, actual: int, progress: float
) -> None:
    assert a_goal(start_minor=start, target_minor=target).progress(actual) == pytest.approx(progress)


@given(st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))
def test_the_start_is_nothing_and_the_target_is_all(start: int, target: int) -> None:
    if start != target:
        goal = a_goal(start_minor=start, target_minor=target)
        assert (goal.progress(start), goal.progress(target)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"period_end": date(2025, 2, 28)}, PeriodRunsBackward, "/period_end"),
        ({"target_minor": 7_000_000}, GoalWithoutWay, "/target_minor"),
        ({"period_end": date.max}, PeriodOutOfReach, "/period_end"),
        ({"period_start": date.min}, PeriodOutOfReach, "/period_start"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(
    changes: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        a_goal(**changes)
    assert refused.value.field == field
