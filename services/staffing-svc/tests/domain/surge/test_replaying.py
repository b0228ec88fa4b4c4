"""Late, repeated and corrected intervals come out as if they had come in order and right the first time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.surge import (
    Checkpoint,
    Detector,
    DetectorState,
    Dispersion,
    Standing,
    Wander,
    WatchedInterval,
    replay,
)

MORNING = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
DETECTOR = Detector(
    interval_s=1800,
    dispersion=Dispersion(poisson_factor=1.0, relative_variance=0.0025),
    level=Wander(variance=0.0036, lasts_s=7 * 86_400.0),
    ripple=Wander(variance=0.0004, lasts_s=1800.0),
    design_uplift=0.25,
    quiet_below=20.0,
    threshold=5.0,
    false_alarms_per_week=1.0,
    tail_rate=0.7,
    calibrated_weeks=24.0,
)
START = Checkpoint(MORNING, DetectorState())


def the_day() -> list[WatchedInterval]:
    """Nothing unusual until eleven, then a third more."""
    counts = [400, 410, 395, 405, 540, 530, 545, 400, 398]
    return [
        WatchedInterval(MORNING + HALF_HOUR * number, 400.0, float(count))
        for number, count in enumerate(counts)
    ]


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_arrival_does_not_matter(order: list[int]) -> None:
    day = the_day()
    assert replay(DETECTOR, START, [day[number] for number in order]) == replay(DETECTOR, START, day)


def test_an_interval_reported_twice_counts_once() -> None:
    assert replay(DETECTOR, START, [*the_day(), the_day()[4]]) == replay(DETECTOR, START, the_day())


def test_a_correction_wins_even_when_it_arrives_first() -> None:
    right = the_day()
    wrong = [WatchedInterval(right[4].starts_at, 400.0, 4_000.0), *right]
    corrected = [WatchedInterval(right[4].starts_at, 400.0, right[4].observed, revision=1), *wrong]
    assert replay(DETECTOR, START, corrected) == replay(DETECTOR, START, right)


def test_going_on_from_a_checkpoint_equals_going_through() -> None:
    day = the_day()
    half, first = replay(DETECTOR, START, day[:4])
    end, second = replay(DETECTOR, half, day[4:])
    assert (end, [*first, *second]) == replay(DETECTOR, START, day)


def test_intervals_before_the_checkpoint_are_not_judged_again() -> None:
    half, _ = replay(DETECTOR, START, the_day()[:4])
    assert replay(DETECTOR, half, the_day()) == replay(DETECTOR, half, the_day()[4:])


def test_a_surge_is_dated_by_the_clock() -> None:
    _, verdicts = replay(DETECTOR, START, the_day())
    (started,) = [at for at, verdict in verdicts if verdict.standing is Standing.STARTED]
    assert started == MORNING + HALF_HOUR * 4


@pytest.mark.parametrize("missing", [1, 3])
def test_missing_intervals_are_gaps_and_not_zeros(missing: int) -> None:
    day = the_day()
    _, verdicts = replay(DETECTOR, START, day[: 4 - missing] + day[4:])
    assert [verdict.standing for _, verdict in verdicts].count(Standing.STARTED) == 1


def test_after_a_long_silence_the_level_is_learnt_afresh() -> None:
    later = [WatchedInterval(MORNING + timedelta(days=3), 400.0, 400.0)]
    known, _ = replay(DETECTOR, START, the_day()[:4])
    checkpoint, _ = replay(DETECTOR, known, later)
    assert checkpoint.state.level == pytest.approx(0.0)
