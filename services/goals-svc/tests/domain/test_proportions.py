"""Shares with their Wilson interval, against published values and the score test that they invert."""

import pytest
from goals_svc.domain.proportions import proportion
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("hits", "of", "share", "low", "high"),
    [
        pytest.param(7, 10, 0.70, 0.3968, 0.8922, id="seven-of-ten"),
        pytest.param(4_380, 10_000, 0.438, 0.4283, 0.4477, id="many"),
    ],
)
def test_the_interval_is_the_published_one(hits: int, of: int, share: float, low: float, high: float) -> None:
    found = proportion(hits, of)
    assert (found.share, found.low, found.high) == pytest.approx((share, low, high), abs=5e-5)


def test_nothing_counted_has_no_share() -> None:
    assert proportion(0, 0).share is None
    assert (proportion(0, 0).low, proportion(0, 0).high) == (None, None)


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_its_bounds_are_where_the_score_test_just_rejects(counted: tuple[int, int]) -> None:
    """Wilson's bounds p solve (share - p)^2 = z^2 p(1 - p)/n; at 0 and n hits one of them is the edge itself."""
    hits, of = counted
    found = proportion(hits, of)
    assert found.share is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    for bound in (found.low, found.high):
        if 0 < bound < 1:
            assert (found.share - bound) ** 2 == pytest.approx(
                1.959963984540054**2 * bound * (1 - bound) / of, rel=1e-6, abs=1e-12
            )
