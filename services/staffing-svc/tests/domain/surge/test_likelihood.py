"""The log likelihood ratio against the densities themselves, in 40 digits."""

import mpmath
import numpy as np
import pytest
from staffing_svc.domain.surge.likelihood import log_likelihood_ratio


def log_density(count: int, mean: float, size: float) -> mpmath.mpf:
    """log NB(count; mean, size) from its textbook form."""
    share = mpmath.mpf(size) / (size + mpmath.mpf(mean))
    return (
        mpmath.loggamma(count + size)
        - mpmath.loggamma(size)
        - mpmath.loggamma(count + 1)
        + size * mpmath.log(share)
        + count * mpmath.log(1 - share)
    )


@pytest.mark.parametrize(("count", "mean", "excess"), [(0, 3.0, 2.0), (12, 10.0, 5.0), (700, 580.0, 800.0)])
def test_it_is_the_ratio_of_two_negative_binomials(count: int, mean: float, excess: float) -> None:
    with mpmath.workdps(40):
        size = mean**2 / excess
        exact = log_density(count, 1.25 * mean, size) - log_density(count, mean, size)
    computed = log_likelihood_ratio(
        np.array([float(count)]), np.array([mean]), excess_variance=np.array([excess]), uplift=0.25
    )
    assert computed[0] == pytest.approx(float(exact), rel=1e-9)


def test_without_excess_variance_it_is_the_ratio_of_two_poissons() -> None:
    computed = log_likelihood_ratio(
        np.array([60.0]), np.array([50.0]), excess_variance=np.array([0.0]), uplift=0.25
    )
    assert computed[0] == pytest.approx(60 * np.log(1.25) - 0.25 * 50, rel=1e-6)
