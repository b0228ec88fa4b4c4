"""A queue is forecast within its stated opening hours, as long as its callers keep to them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_builders import a_queue
from staffing_svc.domain.forecast import History
from staffing_svc.domain.known_history import Known, forecast_from
from staffing_svc.domain.queues import ALWAYS_OPEN, Queue
from staffing_svc.domain.series import Grid

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)
OFFICE = (((480, 1080),),) * 5 + ((), ())
"""8:00 to 18:00, Monday to Friday."""


def three_days(*, at_night: float) -> History:
    """Hours of three days: 50 contacts an hour from 8 to 18, and at night what is said; NaN if nobody counted."""
    hours = np.arange(24)
    day = np.where((hours >= 8) & (hours < 18), 50.0, at_night)
    return History(MONDAY, 3600, np.tile(day, 3), "UTC")


def forecast_week(queue: Queue, history: History) -> np.ndarray:
    """Contacts of the next Monday to Sunday, [7, 24]."""
    made = forecast_from(queue, Known(history, None), Grid(MONDAY + timedelta(days=7), 3600, 7 * 24))
    return made.mean.reshape(7, 24)


def office_queue(**changes: object) -> Queue:
    return a_queue(**{"timezone": "UTC", "interval_s": 3600, "opening": OFFICE, **changes})


@pytest.mark.parametrize("at_night", [0.0, np.nan])
def test_a_thin_history_is_not_spread_over_the_hours_at_which_the_queue_is_closed(at_night: float) -> None:
    week = forecast_week(office_queue(), three_days(at_night=at_night))
    assert (week[:5, 8:18] > 10).all()
    assert week.sum() == pytest.approx(week[:5, 8:18].sum())


def test_callers_who_come_outside_the_stated_hours_are_forecast_where_they_come() -> None:
    week = forecast_week(office_queue(), three_days(at_night=5.0))
    assert (week[:5, :8] > 0).all()


def test_a_queue_without_stated_hours_is_open_when_its_history_says_so() -> None:
    week = forecast_week(office_queue(opening=ALWAYS_OPEN), three_days(at_night=5.0))
    assert (week > 0).all()
