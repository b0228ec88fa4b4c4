"""A detector keeps the false-alarm rate that it was asked for, on weeks it has not seen."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from staffing_svc.domain.surge import (
    Detector,
    Detectors,
    FalseAlarmRateNotPositive,
    Fleet,
    HistoryTooShort,
    ImpossibleHistory,
    calibrate,
    detectable_uplift,
    standings,
)

Floats = NDArray[np.float64]
Draw = Callable[..., tuple[Floats, Floats]]

INTERVAL_S = 1800
PER_DAY = 48
STARTED = 1


def alarms(detector: Detector, expected: Floats, observed: Floats) -> int:
    """Over whole weeks, each judged from a fresh start."""
    by_week = [series.reshape(-1, 7 * PER_DAY).T for series in (expected, observed)]
    found = standings(Detectors.stack([detector]), Fleet.fresh(by_week[0].shape[1]), *by_week)
    return int((found == STARTED).sum())


@pytest.fixture(scope="module")
def busy(simulated_queue: Draw) -> Detector:
    expected, observed = simulated_queue(days=112, peak=600, seed=1)
    return calibrate(observed, expected, interval_s=INTERVAL_S)


def test_at_most_about_one_false_alarm_a_week_on_weeks_not_seen(
    busy: Detector, simulated_queue: Draw
) -> None:
    expected, observed = simulated_queue(days=280, peak=600, seed=2)
    assert alarms(busy, expected, observed) / 40 <= 1.2


def test_a_stricter_rate_sets_a_higher_threshold(simulated_queue: Draw) -> None:
    expected, observed = simulated_queue(days=84, peak=200, seed=3)
    once_a_day, once_a_week = (
        calibrate(observed, expected, interval_s=INTERVAL_S, false_alarms_per_week=rate)
        for rate in (7.0, 1.0)
    )
    assert once_a_day.threshold < once_a_week.threshold


def test_dispersion_of_a_poisson_queue_is_found_to_be_poisson() -> None:
    draw = np.random.default_rng(4)
    expected = np.full(90 * PER_DAY, 50.0)
    detector = calibrate(draw.poisson(expected).astype(float), expected, interval_s=INTERVAL_S)
    assert detector.dispersion.variance(50.0) / 50.0 == pytest.approx(1.0, abs=0.12)


def test_noise_within_the_day_is_found_and_not_the_levels_of_days(busy: Detector) -> None:
    assert busy.dispersion.variance(500.0) == pytest.approx(500 + 500**2 / 400, rel=0.1)
    assert busy.level.variance == pytest.approx(0.06**2, rel=0.5)


def test_a_busy_queue_shows_smaller_surges_than_a_small_one(busy: Detector) -> None:
    shown = [detectable_uplift(busy, mean) for mean in (5.0, 40.0, 200.0, 600.0)]
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] <= 0.25
    assert detectable_uplift(busy, 0.0) == np.inf


def test_gaps_in_the_history_do_no_harm(simulated_queue: Draw) -> None:
    expected, observed = simulated_queue(days=84, peak=200, seed=5)
    holes = observed.copy()
    holes[1000:1100] = np.nan
    whole, torn = (calibrate(series, expected, interval_s=INTERVAL_S) for series in (observed, holes))
    assert torn.threshold == pytest.approx(whole.threshold, rel=0.2)


def test_real_surges_of_the_past_do_not_blind_a_queue(simulated_queue: Draw) -> None:
    expected, observed = simulated_queue(days=112, peak=300, seed=6)
    with_surges = observed.copy()
    for day in range(3, 112, 5):
        begin = day * PER_DAY + 20
        with_surges[begin : begin + 6] *= 1.8
    clean, seen = (calibrate(series, expected, interval_s=INTERVAL_S) for series in (observed, with_surges))
    assert seen.threshold == pytest.approx(clean.threshold, abs=1.5)
    assert seen.dispersion.variance(250.0) < 1.5 * clean.dispersion.variance(250.0)
    assert seen.calibrated_weeks < clean.calibrated_weeks


def test_a_lasting_ripple_is_told_from_the_scatter_of_counts(simulated_queue: Draw) -> None:
    expected, _ = simulated_queue(days=140, peak=600, seed=7)
    draw = np.random.default_rng(8)
    ripple, memory = np.zeros(len(expected)), np.exp(-1 / 3)
    for at in range(1, len(ripple)):
        ripple[at] = memory * ripple[at - 1] + draw.normal(0.0, 0.08 * np.sqrt(1 - memory**2))
    observed = draw.poisson(expected * (1.0 + ripple)).astype(float)
    learnt = calibrate(observed, expected, interval_s=INTERVAL_S)
    assert learnt.ripple.variance + learnt.level.variance == pytest.approx(0.08**2, rel=0.25)
    assert learnt.ripple.lasts_s >= INTERVAL_S
    assert learnt.dispersion.variance(500.0) / 500.0 < 1.8


def test_a_small_queue_is_asked_about_larger_surges(simulated_queue: Draw) -> None:
    asked = []
    for peak in (600, 10, 1):
        expected, observed = simulated_queue(days=84, peak=peak, seed=9)
        asked.append(calibrate(observed, expected, interval_s=INTERVAL_S).design_uplift)
    assert asked == sorted(asked)
    assert asked[0] < 0.3
    assert asked[-1] > 1.0


def test_a_stored_detector_comes_back_the_same(busy: Detector) -> None:
    assert Detector.from_dict(json.loads(json.dumps(busy.to_dict()))) == busy


def test_two_days_of_history_promise_no_rate() -> None:
    with pytest.raises(HistoryTooShort):
        calibrate(np.ones(90), np.ones(90), interval_s=INTERVAL_S)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ImpossibleHistory):
        calibrate(np.full(200, -1.0), np.ones(200), interval_s=INTERVAL_S)


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ImpossibleHistory):
        calibrate(np.ones(200), np.ones(201), interval_s=INTERVAL_S)


def test_no_false_alarm_ever_is_refused() -> None:
    with pytest.raises(FalseAlarmRateNotPositive):
        calibrate(np.ones(200), np.ones(200), interval_s=INTERVAL_S, false_alarms_per_week=0.0)
