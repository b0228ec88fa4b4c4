"""Failure demand with its interval, its bounds and its coverage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_svc.domain.failure_demand import FailureDemand, wilson


def test_the_golden_ratio_and_its_interval() -> None:
    demand = FailureDemand(value=5_620, failure=4_380, unknown=0)
    assert demand.ratio == pytest.approx(0.438)
    assert demand.interval == pytest.approx((0.4283, 0.4477), abs=5e-5)


def test_seven_of_ten() -> None:
    assert wilson(7, 10) == pytest.approx((0.3968, 0.8922), abs=5e-5)


def test_the_unknown_widen_the_bounds_and_lower_the_coverage() -> None:
    demand = FailureDemand(value=40, failure=40, unknown=20)
    assert (demand.ratio, demand.bounds, demand.coverage) == (0.5, (0.4, 0.6), 0.8)


def test_nothing_known_is_not_zero() -> None:
    nothing = FailureDemand(0, 0, 0)
    assert (nothing.ratio, nothing.interval, nothing.bounds, nothing.coverage) == (None, None, None, None)
    unknown = FailureDemand(0, 0, 5)
    assert (unknown.ratio, unknown.bounds, unknown.coverage) == (None, (0.0, 1.0), 0.0)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_every_share_lies_where_shares_lie(value: int, failure: int, unknown: int) -> None:
    demand = FailureDemand(value, failure, unknown)
    if demand.ratio is not None and demand.interval is not None:
        assert 0 <= demand.interval[0] <= demand.ratio + 1e-12
        assert demand.ratio - 1e-12 <= demand.interval[1] <= 1
    if demand.bounds is not None:
        assert 0 <= demand.bounds[0] <= demand.bounds[1] <= 1
