"""Quantiles of Student's t against the published table."""

import pytest
from insight_svc.domain.student import t_quantile


@pytest.mark.parametrize(
    ("df", "t"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (60, 2.000), (120, 1.980)]
)
def test_the_975_quantile_is_that_of_the_table(df: int, t: float) -> None:
    assert t_quantile(0.975, df) == pytest.approx(t, abs=5e-4)
