"""The forecast knows nothing after its cut, keeps its quantiles honest, and says what it cannot do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.forecast import (
    Calendar,
    Forecast,
    History,
    OpenHours,
    Regressor,
    country_calendar,
    forecast,
)
from staffing_svc.domain.forecast.refusals import (
    HistoryTooShort,
    HorizonNotSupported,
    ImpossibleCount,
    IntervalNotSupported,
    RegressorIncomplete,
    UnknownCountry,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
WEEK = np.array([1.2, 1.0, 1.0, 0.9, 1.1, 0.6, 0.4])


def history(
    *,
    days: int,
    interval_min: int = 60,
    mean: float = 40.0,
    opens_h: int = 0,
    closes_h: int = 24,
    seed: int = 1,
) -> History:
    """A queue with a weekday and a daily pattern, Poisson around it."""
    return History(MONDAY, 60 * interval_min, draw(truth(days, interval_min, mean, opens_h, closes_h), seed))


def truth(days: int, interval_min: int, mean: float, opens_h: int = 0, closes_h: int = 24) -> np.ndarray:
    hour = (np.arange(1440 // interval_min) + 0.5) * interval_min / 60
    profile = np.where(
        (hour >= opens_h) & (hour < closes_h), 1.0 + 0.6 * np.sin((hour - 6) / 24 * 2 * np.pi), 0.0
    )
    return (mean * WEEK[np.arange(days) % 7][:, None] * profile[None, :]).reshape(-1)


def draw(rate: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate).astype(float)


def error(made: Forecast, rate: np.ndarray) -> float:
    return float(np.abs(made.mean - rate).sum() / rate.sum())


@pytest.mark.parametrize("interval_min", [6, 15, 30, 60])
def test_a_steady_pattern_is_found_whatever_the_interval(interval_min: int) -> None:
    rate = truth(84, interval_min, 60.0)
    known = History(MONDAY, 60 * interval_min, draw(rate, 3))
    per_day = 1440 // interval_min
    made = forecast(known, MONDAY + timedelta(days=70), 14 * per_day)
    assert made.start == MONDAY + timedelta(days=70)
    assert error(made, rate[70 * per_day :]) < 0.06


def test_daily_histories_are_forecast_too() -> None:
    rate = 3000.0 * WEEK[np.arange(120) % 7]
    made = forecast(History(MONDAY, 86_400, draw(rate, 4)), MONDAY + timedelta(days=100), 20)
    assert error(made, rate[100:]) < 0.04


def test_nothing_at_or_after_the_cut_changes_the_forecast() -> None:
    known = history(days=60)
    cut = MONDAY + timedelta(days=40, hours=13)
    spoiled = known.offered.copy()
    spoiled[known.index_of(cut) :] = 9999.0
    one, other = forecast(known, cut, 48), forecast(History(MONDAY, 3600, spoiled), cut, 48)
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.quantiles, other.quantiles)
    assert one.knew_until == cut


def test_a_cut_inside_an_interval_starts_with_the_next_one() -> None:
    made = forecast(history(days=30), MONDAY + timedelta(days=20, minutes=30), 5)
    assert made.start == MONDAY + timedelta(days=20, hours=1)
    assert made.knew_until == MONDAY + timedelta(days=20)


def test_intervals_cover_what_they_promise_on_poisson_counts() -> None:
    rate = truth(140, 60, 30.0)
    inside, seen = np.zeros(2), 0
    for seed in range(4):
        known = History(MONDAY, 3600, draw(rate, seed))
        made = forecast(known, MONDAY + timedelta(days=112), 28 * 24)
        actual = known.offered[112 * 24 :]
        inside += [
            ((actual >= made.quantiles[:, 1]) & (actual <= made.quantiles[:, 3])).sum(),
            ((actual >= made.quantiles[:, 0]) & (actual <= made.quantiles[:, 4])).sum(),
        ]
        seen += actual.size
    assert 0.76 <= inside[0] / seen <= 0.84
    assert 0.92 <= inside[1] / seen <= 0.975


def test_closed_hours_and_closed_weekdays_are_learnt_as_zero() -> None:
    rate = truth(70, 30, 50.0, opens_h=8, closes_h=20)
    rate = np.where(np.repeat(np.arange(70) % 7 >= 5, 48), 0.0, rate)
    made = forecast(History(MONDAY, 1800, draw(rate, 5)), MONDAY + timedelta(days=56), 14 * 48)
    shut = rate[56 * 48 :] == 0
    assert (made.mean[shut] == 0).all()
    assert (made.quantiles[shut] == 0).all()
    assert error(made, rate[56 * 48 :]) < 0.06


def test_a_week_of_history_already_knows_the_closed_weekend() -> None:
    rate = truth(21, 30, 50.0, opens_h=8, closes_h=20)
    rate = np.where(np.repeat(np.arange(21) % 7 >= 5, 48), 0.0, rate)
    made = forecast(History(MONDAY, 1800, draw(rate, 5)), MONDAY + timedelta(days=7), 14 * 48)
    assert (made.mean.reshape(14, 48)[[5, 6, 12, 13]] == 0).all()


@pytest.mark.parametrize("days", [7, 28, 56])
def test_an_export_that_leaves_out_closed_hours_is_like_one_that_writes_zeros(days: int) -> None:
    rate = truth(days + 14, 30, 50.0, opens_h=8, closes_h=20)
    rate = np.where(np.repeat(np.arange(days + 14) % 7 >= 5, 48), 0.0, rate)
    offered = draw(rate, 5)
    absent = np.where(rate == 0.0, np.nan, offered)
    cut = MONDAY + timedelta(days=days)
    written = forecast(History(MONDAY, 1800, offered), cut, 14 * 48)
    left_out = forecast(History(MONDAY, 1800, absent), cut, 14 * 48)
    np.testing.assert_allclose(left_out.mean, written.mean, rtol=0.05, atol=0.5)
    assert (left_out.mean[rate[days * 48 :] == 0.0] == 0.0).all()


def test_the_level_of_the_latest_days_is_carried_on() -> None:
    level = np.where(np.arange(100) >= 90, 1.4, 1.0)
    rate = truth(101, 60, 60.0) * np.repeat(np.append(level, 1.4), 24)
    known = History(MONDAY, 3600, draw(rate, 6))
    made = forecast(known, MONDAY + timedelta(days=100), 24)
    assert made.mean.sum() > 1.1 * truth(101, 60, 60.0)[-24:].sum()


def test_one_mad_day_does_not_spoil_the_weekday() -> None:
    rate = truth(85, 60, 40.0)
    offered = draw(rate, 7)
    offered[70 * 24 : 71 * 24] *= 8
    made = forecast(History(MONDAY, 3600, offered), MONDAY + timedelta(days=77), 7 * 24)
    assert error(made, rate[77 * 24 : 84 * 24]) < 0.15


def test_gaps_are_not_zeros() -> None:
    rate = truth(84, 60, 40.0)
    offered = draw(rate, 8)
    offered[30 * 24 : 36 * 24] = np.nan
    offered[np.random.default_rng(1).random(offered.size) < 0.1] = np.nan
    made = forecast(History(MONDAY, 3600, offered), MONDAY + timedelta(days=77), 7 * 24)
    assert error(made, rate[77 * 24 :]) < 0.08


def test_history_that_ends_before_the_cut_is_forecast_across_the_gap() -> None:
    known = history(days=60)
    made = forecast(known, MONDAY + timedelta(days=75), 24)
    assert made.knew_until == MONDAY + timedelta(days=60)
    assert error(made, truth(76, 60, 40.0)[-24:]) < 0.15


def test_a_holiday_kept_shut_before_is_forecast_shut() -> None:
    calendar = country_calendar("US", [2024])
    days = 366
    rate = truth(days, 60, 40.0)
    closed = [n for n in range(days) if (MONDAY + timedelta(days=n)).date() in calendar.holidays]
    offered = draw(rate, 9).reshape(days, 24)
    offered[closed] = 0.0
    cut = datetime(2024, 11, 25, tzinfo=UTC)
    made = forecast(History(MONDAY, 3600, offered.reshape(-1)), cut, 7 * 24, calendar=calendar)
    assert made.mean.reshape(7, 24)[3].sum() == 0.0
    assert made.mean.reshape(7, 24)[2].sum() > 0.0


def test_a_given_closure_is_forecast_shut() -> None:
    calendar = Calendar().with_closures([date(2024, 3, 1)])
    made = forecast(history(days=55), datetime(2024, 2, 24, tzinfo=UTC), 10 * 24, calendar=calendar)
    assert np.flatnonzero(made.mean.reshape(10, 24).sum(axis=1) == 0).tolist() == [6]


def test_given_opening_hours_win_over_learnt_ones() -> None:
    office = OpenHours(9 * 3600, 17 * 3600)
    calendar = Calendar().with_opening([[office]] * 5 + [[], []])
    made = forecast(history(days=28), MONDAY + timedelta(days=28), 7 * 24, calendar=calendar)
    open_hours = (made.mean > 0).reshape(7, 24).sum(axis=1)
    assert open_hours.tolist() == [8, 8, 8, 8, 8, 0, 0]


def test_a_day_may_be_open_in_the_morning_and_again_in_the_afternoon() -> None:
    spans = [OpenHours(9 * 3600, 12 * 3600), OpenHours(14 * 3600, 17 * 3600)]
    calendar = Calendar().with_opening([spans] * 7)
    made = forecast(history(days=28), MONDAY + timedelta(days=28), 24, calendar=calendar)
    assert np.flatnonzero(made.mean > 0).tolist() == [9, 10, 11, 14, 15, 16]


def test_pay_days_are_found_from_the_day_of_the_month() -> None:
    days = 300
    dates = [MONDAY + timedelta(days=n) for n in range(days)]
    busy = np.array([1.4 if on.day == 15 else 1.0 for on in dates])
    rate = truth(days, 60, 60.0) * np.repeat(busy, 24)
    known = History(MONDAY, 3600, draw(rate, 10))
    cut = datetime(2024, 10, 10, tzinfo=UTC)
    made = forecast(known, cut, 10 * 24).mean.reshape(10, 24).sum(axis=1)
    plain = truth(days, 60, 60.0).reshape(days, 24).sum(axis=1)[(cut - MONDAY).days :][:10]
    assert made[5] / plain[5] > 1.2


def test_bookings_known_ahead_make_the_forecast_better() -> None:
    random = np.random.default_rng(11)
    bookings = random.lognormal(0.0, 0.4, 160)
    rate = 1000.0 * WEEK[np.arange(160) % 7] * bookings**0.7
    known = History(MONDAY, 86_400, draw(rate, 11))
    per_day = {(MONDAY + timedelta(days=n)).date(): float(value) for n, value in enumerate(bookings)}
    cut = MONDAY + timedelta(days=140)
    blind = forecast(known, cut, 20)
    told = forecast(known, cut, 20, regressors=(Regressor("bookings", per_day),))
    assert error(told, rate[140:]) < 0.5 * error(blind, rate[140:])


def test_daylight_saving_days_keep_the_local_pattern() -> None:
    start = datetime(2024, 9, 1, 22, tzinfo=UTC)
    count = 24 * 75
    zone = "Europe/Berlin"
    local_hour = np.array([(start + timedelta(hours=n)).astimezone(BERLIN).hour for n in range(count)])
    rate = np.where((local_hour >= 8) & (local_hour < 18), 50.0, 2.0)
    known = History(start, 3600, draw(rate, 12), zone)
    cut = datetime(2024, 10, 26, 22, tzinfo=UTC)
    made = forecast(known, cut, 72)
    asked = [(cut + timedelta(hours=n)).astimezone(BERLIN).hour for n in range(72)]
    busy = np.array([8 <= hour < 18 for hour in asked])
    assert made.mean[busy].min() > 35.0
    assert made.mean[~busy].max() < 15.0


@pytest.mark.parametrize("days", [1, 3, 8])
def test_a_few_days_of_history_are_enough_for_a_modest_forecast(days: int) -> None:
    made = forecast(history(days=days), MONDAY + timedelta(days=days), 14 * 24)
    assert np.isfinite(made.mean).all()
    assert 0.4 < made.mean.mean() / truth(14, 60, 40.0).mean() < 1.8
    assert (made.quantiles[:, 4] > made.quantiles[:, 0]).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([0.0, 0.02, 0.7, 400.0]), st.integers(1, 50))
def test_any_counts_give_finite_ordered_quantiles(seed: int, mean: float, days: int) -> None:
    made = forecast(history(days=days, mean=mean, seed=seed), MONDAY + timedelta(days=days), 100)
    assert np.isfinite(made.quantiles).all()
    assert (made.mean >= 0).all()
    assert (np.diff(made.quantiles, axis=1) >= 0).all()
    assert made.quantiles.max() <= 40 + 30 * max(mean, 1.0)


def test_no_history_is_refused_with_what_is_needed() -> None:
    with pytest.raises(HistoryTooShort, match="similar queue"):
        forecast(history(days=3), MONDAY, 24)
    with pytest.raises(HistoryTooShort):
        forecast(History(MONDAY, 3600, np.full(48, np.nan)), MONDAY + timedelta(days=2), 24)


def test_impossible_histories_and_horizons_are_refused() -> None:
    with pytest.raises(ImpossibleCount):
        History(MONDAY, 3600, np.array([1.0, -1.0]))
    with pytest.raises(IntervalNotSupported):
        History(MONDAY, 7 * 60, np.ones(3))
    with pytest.raises(HorizonNotSupported):
        forecast(history(days=3), MONDAY + timedelta(days=2), 0)
    with pytest.raises(UnknownCountry):
        country_calendar("XX", [2024])


def test_a_regressor_that_does_not_cover_the_horizon_is_refused() -> None:
    with pytest.raises(RegressorIncomplete):
        forecast(history(days=30), MONDAY + timedelta(days=30), 24, regressors=(Regressor("bookings", {}),))
