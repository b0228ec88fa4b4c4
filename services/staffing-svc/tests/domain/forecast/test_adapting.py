"""The forecast follows a queue that changes, by as much as the queue's own past says that changes last."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_svc.domain.forecast import History, forecast
from staffing_svc.domain.forecast.blend import learn_weights
from staffing_svc.domain.forecast.level import Memory, carry_forward, follow
from staffing_svc.domain.forecast.profile_fit import day_curves, moments_of, solve_surface
from staffing_svc.domain.forecast.residuals import outlier_weight

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
WEEK = np.array([1.2, 1.0, 1.0, 0.9, 1.1, 0.6, 0.4])
HOURS = 1.0 + 0.6 * np.sin((np.arange(24) - 6) / 24 * 2 * np.pi)


def rates(levels: np.ndarray, mean: float = 60.0) -> np.ndarray:
    """Hourly rates of days with these levels, [days, 24]."""
    return mean * (levels * WEEK[np.arange(levels.size) % 7])[:, None] * HOURS[None, :]


def history(rate: np.ndarray, seed: int = 1) -> History:
    return History(MONDAY, 3600, np.random.default_rng(seed).poisson(rate.reshape(-1)).astype(float))


def day_levels(days: int, *, deviation: float, memory: float, seed: int) -> np.ndarray:
    """exp of a first-order autoregression of days."""
    steps = np.random.default_rng(seed).standard_normal(days) * deviation * np.sqrt(1.0 - memory**2)
    state = np.zeros(days)
    for day in range(1, days):
        state[day] = memory * state[day - 1] + steps[day]
    return np.exp(state)


def test_a_level_that_moved_for_good_is_kept_for_weeks() -> None:
    rate = rates(np.where(np.arange(170) >= 100, 1.5, 1.0))
    cut = 121
    made = forecast(history(rate), MONDAY + timedelta(days=cut), 42 * 24).mean
    last_weeks = slice(28 * 24, None)
    assert made[last_weeks].sum() == pytest.approx(
        rate[cut : cut + 42].reshape(-1)[last_weeks].sum(), rel=0.07
    )


def test_days_after_a_step_are_not_taken_for_outliers() -> None:
    level = np.where(np.arange(80) >= 40, 0.3, 0.0) + 0.02 * np.random.default_rng(2).standard_normal(80)
    level[60] = 1.2
    weight = outlier_weight(level)
    assert weight[45:58].min() > 0.5
    assert weight[60] < 0.1


@pytest.mark.parametrize("factor", [3.0, 20.0])
def test_a_queue_counted_in_larger_numbers_is_forecast_in_larger_numbers(factor: float) -> None:
    known = history(rates(np.ones(90), mean=400.0))
    larger = History(MONDAY, 3600, known.offered * factor)
    cut = MONDAY + timedelta(days=80)
    one, other = forecast(known, cut, 14 * 24), forecast(larger, cut, 14 * 24)
    np.testing.assert_allclose(other.mean, factor * one.mean, rtol=0.02)


def test_rows_after_the_cut_change_nothing_whether_they_are_there_or_not() -> None:
    rate = rates(np.ones(120))
    whole = history(rate)
    cut = MONDAY + timedelta(days=70, hours=9)
    shortened = whole.until(cut)
    one, other = forecast(whole, cut, 500), forecast(shortened, cut, 500)
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.quantiles, other.quantiles)


def test_long_leads_cover_what_they_promise_when_levels_wander() -> None:
    """Ten queues whose days stray by a tenth and return over a week."""
    inside, seen = np.zeros(2), 0
    for seed in range(10):
        rate = rates(day_levels(232, deviation=0.1, memory=0.85, seed=seed))
        known = history(rate, seed)
        made = forecast(known, MONDAY + timedelta(days=190), 42 * 24)
        actual = known.offered[190 * 24 :][14 * 24 :]
        edges = made.quantiles[14 * 24 :]
        inside += [
            ((actual >= edges[:, 1]) & (actual <= edges[:, 3])).sum(),
            ((actual >= edges[:, 0]) & (actual <= edges[:, 4])).sum(),
        ]
        seen += actual.size
    assert 0.75 <= inside[0] / seen <= 0.85
    assert 0.92 <= inside[1] / seen <= 0.975


def test_following_day_by_day_is_the_best_linear_prediction() -> None:
    """Against the textbook solution with the whole covariance matrix (Cressie 1993, simple kriging)."""
    memory = Memory(*(np.array(value) for value in (0.04, 0.3, 0.5, 0.6, 0.98)))
    values = 0.1 * np.random.default_rng(3).standard_normal(40)
    values[[5, 6, 20]] = np.nan
    extra = np.zeros(40)
    extra[-1] = 0.02
    lead = np.array([1, 5, 30])
    made = carry_forward(memory, follow(memory, values, extra), lead)
    known = ~np.isnan(values)
    at = np.arange(40)[known]

    def covariance(gap: np.ndarray) -> np.ndarray:
        return 0.04 * (0.3 * 0.6**gap + 0.5 * 0.98**gap)

    own = covariance(np.abs(at[:, None] - at[None, :])) + np.diag(0.04 * 0.2 + extra[known])
    ahead = covariance(np.abs(39 + lead[:, None] - at[None, :]))
    np.testing.assert_allclose(made, ahead @ np.linalg.solve(own, values[known]), rtol=1e-6)


def test_sums_of_older_and_newer_days_give_the_surface_of_all_days() -> None:
    """Against a plain weighted least squares with a penalty, one row per cell."""
    random = np.random.default_rng(4)
    root, features = random.random((30, 6)) + 3.0, random.random((30, 2))
    curves, penalty = day_curves(0, 5, 6)[:, :2], np.full((2, 2), 0.7)
    weight = 0.9 ** np.arange(29, -1, -1.0)
    older = moments_of(root[:20], np.outer(weight[:20] / weight[19], np.ones(6)), features[:20])
    newer = moments_of(root[20:], np.outer(weight[20:], np.ones(6)), features[20:])
    surface = solve_surface(older.aged(weight[19]).plus(newer), curves, penalty)
    effects = np.einsum("df,sc->dsfc", features, curves).reshape(180, 4)
    design = np.hstack([np.tile(np.eye(6), (30, 1)), effects])
    scale = np.repeat(weight, 6)[:, None]
    ridge = np.diag([1e-3] * 6 + [0.7] * 4)
    middle = np.average(root.reshape(-1), weights=scale[:, 0])
    right = design.T @ (scale[:, 0] * root.reshape(-1)) + np.array([1e-3 * middle] * 6 + [0.0] * 4)
    solved = np.linalg.solve(design.T @ (scale * design) + ridge, right)
    np.testing.assert_allclose(surface.at(features), (design @ solved).reshape(30, 6), rtol=1e-6)


def test_the_member_that_was_right_before_is_trusted() -> None:
    random = np.random.default_rng(5)
    errors = random.standard_normal((3, 300)) * np.array([0.02, 0.2, 0.2])[:, None]
    weights = learn_weights(errors, np.repeat([0, 3, 10], 100))
    assert weights.shape == (4, 3)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert (weights >= 0.0).all()
    assert weights[0, 0] > 0.75
    np.testing.assert_array_equal(weights[3], weights[2])


def test_without_a_past_all_members_count_alike() -> None:
    np.testing.assert_allclose(learn_weights(np.empty((4, 0)), np.empty(0, dtype=int)), 0.25)
