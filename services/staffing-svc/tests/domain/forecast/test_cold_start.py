"""A new queue looks like a similar one until it has a life of its own."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_svc.domain.forecast import History, forecast
from staffing_svc.domain.forecast.cold_start import forecast_like
from staffing_svc.domain.forecast.refusals import ImpossibleCount, QueuesNotComparable

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
CUT = MONDAY + timedelta(days=56)


def queue(
    *, mean: float, days: int = 70, seed: int = 1, first_day: int = 0, interval_s: int = 3600
) -> History:
    week = np.array([1.2, 1.0, 1.0, 0.9, 1.1, 0.6, 0.4])
    slots = 86_400 // interval_s
    shape = 1.0 + 0.5 * np.sin(np.arange(slots) / slots * 2 * np.pi)
    rate = mean * week[(first_day + np.arange(days)) % 7][:, None] * shape[None, :]
    offered = np.random.default_rng(seed).poisson(rate).astype(float).reshape(-1)
    return History(MONDAY + timedelta(days=first_day), interval_s, offered)


def test_without_a_day_of_its_own_the_scale_alone_speaks() -> None:
    like = queue(mean=50.0)
    made = forecast_like(like, None, CUT, 168, scale=0.2)
    base = forecast(like, CUT, 168)
    np.testing.assert_allclose(made.mean, 0.2 * base.mean)
    width = made.quantiles[:, 3] - made.quantiles[:, 1]
    assert (width > 0.2 * (base.quantiles[:, 3] - base.quantiles[:, 1])).all()


def test_its_own_days_correct_a_wrong_scale() -> None:
    like, own = queue(mean=50.0), queue(mean=20.0, days=14, first_day=42, seed=2)
    made = forecast_like(like, own, CUT, 168, scale=1.0)
    assert 0.5 < made.mean.sum() / forecast(like, CUT, 168).mean.sum() < 0.75


def test_with_four_weeks_of_its_own_it_stands_alone() -> None:
    own = queue(mean=20.0, days=28, first_day=28, seed=2)
    made = forecast_like(queue(mean=50.0), own, CUT, 168, scale=1.0)
    np.testing.assert_array_equal(made.mean, forecast(own, CUT, 168).mean)


def test_a_scale_of_nothing_and_other_intervals_are_refused() -> None:
    with pytest.raises(ImpossibleCount):
        forecast_like(queue(mean=50.0), None, CUT, 168, scale=0.0)
    other = queue(mean=20.0, days=7, first_day=49, interval_s=1800)
    with pytest.raises(QueuesNotComparable):
        forecast_like(queue(mean=50.0), other, CUT, 168, scale=1.0)
