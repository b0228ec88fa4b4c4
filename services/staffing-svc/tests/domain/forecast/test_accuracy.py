"""Scores of a forecast against numbers worked out by hand."""

from math import pi, sqrt

import numpy as np
import pytest
from staffing_svc.domain.forecast import accuracy

FORECAST = np.array([110.0, 90.0, 50.0])
ACTUAL = np.array([100.0, 100.0, 40.0])


def test_wape_and_bias_are_shares_of_what_was_offered() -> None:
    assert accuracy.wape(FORECAST, ACTUAL) == pytest.approx(30 / 240)
    assert accuracy.bias(FORECAST, ACTUAL) == pytest.approx(10 / 240)


def test_nothing_offered_has_no_wape() -> None:
    assert accuracy.wape(FORECAST, np.zeros(3)) is None
    assert accuracy.bias(FORECAST, np.zeros(3)) is None


def test_mase_compares_with_the_week_before() -> None:
    training = np.array([10.0, 20.0, 14.0, 20.0, np.nan, 26.0])
    assert accuracy.seasonal_naive_error(training, 2) == pytest.approx((4 + 0 + 6) / 3)
    assert accuracy.mase(FORECAST, ACTUAL, 5.0) == pytest.approx(2.0)
    assert accuracy.mase(FORECAST, ACTUAL, 0.0) is None


def test_pinball_weighs_misses_by_the_level() -> None:
    quantiles = np.array([[8.0, 12.0]])
    assert accuracy.pinball(np.array([10.0]), quantiles, (0.1, 0.9)) == pytest.approx((0.1 * 2 + 0.1 * 2) / 2)
    assert accuracy.pinball(np.array([14.0]), quantiles, (0.1, 0.9)) == pytest.approx((0.1 * 6 + 0.9 * 2) / 2)


@pytest.mark.parametrize(("mean", "floor"), [(100.0, 0.08), (10.0, 0.25)])
def test_the_poisson_floor_is_the_published_one(mean: float, floor: float) -> None:
    assert accuracy.poisson_floor(mean) == pytest.approx(floor, abs=0.003)


def test_no_forecast_beats_the_floor_on_poisson_counts() -> None:
    counts = np.random.default_rng(1).poisson(40.0, 200_000).astype(np.float64)
    truth = np.full(counts.size, 40.0)
    assert accuracy.wape(truth, counts) == pytest.approx(sqrt(2 / (pi * 40)), rel=0.01)
    assert accuracy.floor_of(truth) == pytest.approx(sqrt(2 / (pi * 40)))


def test_a_score_leaves_out_gaps_and_closed_intervals() -> None:
    quantiles = np.tile([0.0, 5.0, 10.0, 15.0, 20.0], (4, 1))
    scored = accuracy.score(
        np.array([10.0, 10.0, 0.0, 10.0]),
        quantiles,
        np.array([12.0, np.nan, 0.0, 18.0]),
        (0.025, 0.1, 0.5, 0.9, 0.975),
        2.0,
    )
    assert scored is not None
    assert scored.intervals == 2
    assert scored.wape == pytest.approx(10 / 30)
    assert (scored.coverage_80, scored.coverage_95) == (0.5, 1.0)
    assert scored.mase == pytest.approx(2.5)


def test_leads_are_named_by_day_week_two_weeks_and_six() -> None:
    assert accuracy.lead_name(np.array([0, 1, 6, 7, 13, 14, 41, 42])) == [
        "1 day",
        "1 week",
        "1 week",
        "2 weeks",
        "2 weeks",
        "6 weeks",
        "6 weeks",
        "later",
    ]
