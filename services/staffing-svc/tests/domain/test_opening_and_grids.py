"""When a queue is open on a grid, and how grids of intervals fit each other."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.queues import ImpossibleOpeningHours, Queue, UnknownTimeZone
from staffing_svc.domain.series import Grid, grid_over

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)
WEEKDAYS = tuple(((480, 1200),) if day < 5 else () for day in range(7))


def test_set_opening_hours_hold_by_the_clock_on_the_wall() -> None:
    queue = Queue("sales", timezone="Europe/Vienna", opening=WEEKDAYS)
    grid = Grid(MONDAY, 3600, 24 * 7)
    found = open_intervals(queue, grid, np.zeros(grid.count))
    assert np.flatnonzero(found[:24]).tolist() == list(range(7, 19))
    assert not found[5 * 24 :].any()


def test_a_queue_without_hours_is_open_where_its_baseline_expects_anything() -> None:
    grid = Grid(MONDAY, 3600, 4)
    queue = Queue("sales")
    assert open_intervals(queue, grid, np.array([0.0, 1.0, 2.0, 0.0])).tolist() == [False, True, True, False]
    assert open_intervals(queue, grid, np.zeros(4)).all()


def test_a_holiday_shows_as_open_hours_on_which_nothing_is_expected() -> None:
    queue = Queue("sales", opening=WEEKDAYS)
    grid = Grid(MONDAY, 3600, 48)
    baseline = np.where(np.arange(48) < 24, 0.0, 5.0)
    assert np.flatnonzero(open_intervals(queue, grid, baseline)).tolist() == list(range(24 + 8, 24 + 20))


@pytest.mark.parametrize("opening", [((),) * 6, (((480, 470),), *((),) * 6), (((0, 1441),), *((),) * 6)])
def test_opening_hours_that_no_week_has_are_refused(opening: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(ImpossibleOpeningHours):
        Queue("sales", opening=opening)


def test_a_time_zone_that_no_clock_shows_is_refused() -> None:
    with pytest.raises(UnknownTimeZone):
        Queue("sales", timezone="Moon/Base")


@settings(max_examples=50)
@given(
    st.integers(0, 10**6),
    st.integers(0, 10**5),
    st.sampled_from([300, 600, 900, 1800, 3600]),
)
def test_a_grid_covers_what_it_is_asked_for_and_not_an_interval_more(
    after_s: int, long_s: int, step: int
) -> None:
    since = MONDAY + timedelta(seconds=after_s)
    until = since + timedelta(seconds=long_s)
    grid = grid_over(since, until, step)
    assert grid.start <= since
    assert until <= grid.end
    assert grid.count * step < long_s + 2 * step
    assert grid.start.timestamp() % step == 0
    assert all(grid.index_of(moment) == index for index, moment in enumerate(grid.moments()[:5]))


def test_what_lies_outside_a_grid_is_left_out() -> None:
    grid = Grid(MONDAY, 1800, 4)
    earlier = Grid(MONDAY - timedelta(hours=1), 1800, 3)
    placed = grid.place(np.array([1.0, 2.0, 3.0]), earlier, missing=-1.0)
    assert placed.tolist() == [3.0, -1.0, -1.0, -1.0]
