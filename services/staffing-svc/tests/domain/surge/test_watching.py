"""What the detector says while a day goes by."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from staffing_svc.domain.surge import (
    Detector,
    Detectors,
    DetectorState,
    Dispersion,
    Fleet,
    Standing,
    Verdict,
    Wander,
    advance,
    step,
)

Floats = NDArray[np.float64]

INTERVAL_S = 1800
PER_DAY = 48
OPENING, CLOSING = 16, 42
DETECTOR = Detector(
    interval_s=INTERVAL_S,
    dispersion=Dispersion(poisson_factor=1.0, relative_variance=0.0025),
    level=Wander(variance=0.0036, lasts_s=7 * 86_400.0),
    ripple=Wander(variance=0.0, lasts_s=1800.0),
    design_uplift=0.25,
    quiet_below=40.0,
    threshold=5.0,
    false_alarms_per_week=1.0,
    tail_rate=0.7,
    calibrated_weeks=24.0,
)
TEN = 20
"""The half hour that begins at ten."""


def forecast_of(*, days: int) -> Floats:
    """Half hours, open from 8 to 21, 360 contacts at the edges of the day and 600 at its middle."""
    profile = np.zeros(PER_DAY)
    hours = np.linspace(0.0, np.pi, CLOSING - OPENING, endpoint=False)
    profile[OPENING:CLOSING] = 600 * (0.6 + 0.4 * np.sin(hours))
    return np.tile(profile, days)


def a_day(uplift: float = 0.0, *, begin: int = TEN, length: int = 6) -> tuple[Floats, Floats]:
    """Exactly as expected, but for a surge; the day before it likewise."""
    expected = forecast_of(days=2)
    observed = np.round(expected)
    observed[PER_DAY + begin : PER_DAY + begin + length] *= 1.0 + uplift
    return expected, observed


def watch(expected: Floats, observed: Floats, detector: Detector = DETECTOR) -> list[Verdict]:
    state, verdicts = DetectorState(), []
    for one_expected, one_observed in zip(expected, observed, strict=True):
        state, verdict = step(detector, state, one_expected, one_observed)
        verdicts.append(verdict)
    return verdicts


def standing_at(verdicts: list[Verdict], standing: Standing) -> list[int]:
    return [at for at, verdict in enumerate(verdicts) if verdict.standing is standing]


def test_a_day_as_expected_is_quiet() -> None:
    assert {verdict.standing for verdict in watch(*a_day())} == {Standing.QUIET}


def test_half_as_many_again_are_found_in_the_first_interval() -> None:
    verdicts = watch(*a_day(0.5))
    assert standing_at(verdicts, Standing.STARTED) == [PER_DAY + TEN]


def test_a_surge_of_thirty_percent_is_found_within_the_hour() -> None:
    found = standing_at(watch(*a_day(0.3)), Standing.STARTED)
    assert len(found) == 1
    assert found[0] <= PER_DAY + TEN + 1


def test_the_onset_is_where_the_surge_began() -> None:
    verdicts = watch(*a_day(0.2))
    (raised,) = standing_at(verdicts, Standing.STARTED)
    assert raised - verdicts[raised].since_intervals + 1 == PER_DAY + TEN


def test_the_uplift_lies_within_its_interval() -> None:
    verdicts = watch(*a_day(0.3))
    (ended,) = standing_at(verdicts, Standing.ENDED)
    verdict = verdicts[ended]
    assert verdict.uplift_low < 0.3 < verdict.uplift_high
    assert verdict.uplift == pytest.approx(0.3, abs=0.03)


def test_a_surge_ends_when_as_many_come_as_expected() -> None:
    verdicts = watch(*a_day(0.5, length=6))
    (ended,) = standing_at(verdicts, Standing.ENDED)
    assert ended - verdicts[ended].calm_intervals + 1 == PER_DAY + TEN + 6
    assert verdicts[ended].expected < verdicts[ended].observed
    assert {v.standing for v in verdicts[ended + 1 :]} == {Standing.QUIET}


def test_a_surge_that_lasts_until_closing_ends_with_the_day() -> None:
    expected = forecast_of(days=3)
    observed = np.round(expected)
    observed[PER_DAY + 30 : PER_DAY + CLOSING] *= 2.0
    verdicts = watch(expected, observed)
    (ended,) = standing_at(verdicts, Standing.ENDED)
    assert ended - verdicts[ended].calm_intervals + 1 == PER_DAY + CLOSING


def test_a_whole_day_above_its_forecast_is_a_level_and_each_hour_no_news() -> None:
    expected, observed = a_day()
    observed[PER_DAY:] *= 1.08
    assert standing_at(watch(expected, observed), Standing.STARTED) == []


def test_an_empty_closed_night_says_nothing() -> None:
    verdict = step(DETECTOR, DetectorState(), 0.0, 0.0)[1]
    assert (verdict.standing, verdict.statistic) == (Standing.QUIET, 0.0)


def test_a_crowd_in_closed_hours_is_a_surge() -> None:
    assert step(DETECTOR, DetectorState(), 0.0, 400.0)[1].standing is Standing.STARTED


def test_a_missing_interval_changes_no_verdict() -> None:
    expected, observed = a_day(0.5)
    state = DetectorState()
    for at in range(PER_DAY + TEN):
        state, _ = step(DETECTOR, state, expected[at], observed[at])
    state, gap = step(DETECTOR, state, expected[PER_DAY + TEN], None)
    assert gap.standing is Standing.QUIET
    assert step(DETECTOR, state, expected[PER_DAY + TEN + 1], observed[PER_DAY + TEN + 1])[1].standing is (
        Standing.STARTED
    )


def test_a_surge_ends_when_nothing_more_is_reported() -> None:
    state, _ = step(DETECTOR, DetectorState(), 100.0, 400.0)
    standings = []
    for _ in range(PER_DAY + 1):
        state, verdict = step(DETECTOR, state, 100.0, None)
        standings.append(verdict.standing)
    assert standings.count(Standing.ENDED) == 1
    assert state == replace(DetectorState(), silence=state.silence)


def test_a_stronger_statistic_is_a_rarer_false_alarm() -> None:
    assert DETECTOR.false_alarms_per_week_at(DETECTOR.threshold) == 1.0
    assert DETECTOR.false_alarms_per_week_at(12.0) < 0.01


def test_a_restart_in_the_middle_changes_nothing() -> None:
    expected, observed = a_day(0.3)
    without = watch(expected, observed)
    state, with_restarts = DetectorState(), []
    for one_expected, one_observed in zip(expected, observed, strict=True):
        state = DetectorState.from_dict(json.loads(json.dumps(state.to_dict())))
        state, verdict = step(DETECTOR, state, one_expected, one_observed)
        with_restarts.append(verdict)
    assert with_restarts == without


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.one_of(st.floats(0, 2000), st.just(float("nan")))),
        min_size=3,
        max_size=3,
    )
)
def test_many_queues_at_once_are_judged_like_each_alone(readings: list[tuple[float, float]]) -> None:
    detectors = [replace(DETECTOR, threshold=threshold) for threshold in (2.0, 5.0, 9.0)]
    expected = np.array([expected for expected, _ in readings])
    observed = np.array([observed for _, observed in readings])
    fleet, verdicts = advance(Detectors.stack(detectors), Fleet.fresh(3), expected, observed)
    for queue, detector in enumerate(detectors):
        state, verdict = step(detector, DetectorState(), expected[queue], observed[queue])
        assert fleet.one(queue) == state
        assert verdicts.one(queue, detector) == verdict
