"""The rest of the day follows the morning as far as past days show that it does."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.forecast.intraday import learn_carryover, reforecast_rest_of_day

DAYS, SLOTS = 40, 24


def past(*, queues: int, day_sd: float, mean: float = 80.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Days whose whole level differs from the forecast by `day_sd` (log), Poisson around it."""
    random = np.random.default_rng(seed)
    expected = np.full((queues, DAYS, SLOTS), mean)
    level = np.exp(day_sd * random.standard_normal((queues, DAYS, 1)))
    return random.poisson(expected * level).astype(float), expected


def test_a_day_level_that_holds_carries_over_in_full() -> None:
    actual, expected = past(queues=3, day_sd=0.3)
    carried = learn_carryover(actual, expected)
    assert carried.share[:, 11].min() > 0.85
    today = np.full((3, SLOTS), np.nan)
    today[:, :12] = 104.0
    updated = reforecast_rest_of_day(today, expected[:, 0], carried, 12)
    assert np.abs(updated[:, 12:] / 104.0 - 1.0).max() < 0.06
    np.testing.assert_array_equal(updated[:, :12], expected[:, 0, :12])


def test_noise_that_does_not_last_is_not_carried_over() -> None:
    actual, expected = past(queues=3, day_sd=0.0)
    assert learn_carryover(actual, expected).share[:, 11].max() < 0.35


def test_the_new_forecast_is_better_than_the_old_where_days_differ() -> None:
    actual, expected = past(queues=5, day_sd=0.15)
    carried = learn_carryover(actual[:, :30], expected[:, :30])
    old = new = 0.0
    for day in range(30, DAYS):
        updated = reforecast_rest_of_day(actual[:, day], expected[:, day], carried, 10)
        old += float(np.abs(expected[:, day, 10:] - actual[:, day, 10:]).sum())
        new += float(np.abs(updated[:, 10:] - actual[:, day, 10:]).sum())
    assert new < 0.92 * old


def test_before_the_first_interval_nothing_changes() -> None:
    actual, expected = past(queues=2, day_sd=0.2)
    carried = learn_carryover(actual, expected)
    np.testing.assert_array_equal(
        reforecast_rest_of_day(actual[:, 0], expected[:, 0], carried, 0), expected[:, 0]
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, SLOTS - 1))
def test_gaps_and_empty_queues_never_break_the_day(seed: int, known: int) -> None:
    random = np.random.default_rng(seed)
    actual, expected = past(queues=4, day_sd=0.2, seed=seed)
    expected[1] = 0.0
    actual[1] = 0.0
    actual[random.random(actual.shape) < 0.3] = np.nan
    updated = reforecast_rest_of_day(actual[:, 0], expected[:, 0], learn_carryover(actual, expected), known)
    assert np.isfinite(updated).all()
    assert (updated >= 0).all()
    assert updated[1].sum() == 0.0
