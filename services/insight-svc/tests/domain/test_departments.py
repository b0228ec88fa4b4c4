"""Clocks that run only while somebody is at work."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_svc.domain.departments import HoursNotUsable, WorkingHours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OFFICE = WorkingHours()


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2025-03-03T09:00", 8, "2025-03-03T17:00"),
        ("2025-03-03T13:00", 8, "2025-03-04T13:00"),
        ("2025-03-03T22:00", 1, "2025-03-04T10:00"),
        ("2025-03-07T16:00", 2, "2025-03-10T10:00"),
        ("2025-03-08T12:00", 8, "2025-03-10T17:00"),
        ("2025-03-03T09:00", 40, "2025-03-07T17:00"),
        ("2025-03-03T06:00", 0.5, "2025-03-03T09:30"),
    ],
)
def test_only_working_hours_count(start: str, hours: float, due: str) -> None:
    assert OFFICE.after(at(start), hours) == at(due)


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    vienna = WorkingHours(timezone="Europe/Vienna")
    assert vienna.after(at("2025-03-28T15:00"), 2) == at("2025-03-31T08:00")


def test_a_center_that_never_closes_counts_every_hour() -> None:
    always = WorkingHours("UTC", (1, 2, 3, 4, 5, 6, 7), 0, 1440)
    assert always.after(at("2025-03-08T23:00"), 30) == at("2025-03-10T05:00")


def test_hours_that_leave_no_time_are_refused() -> None:
    for unusable in ({"timezone": "Moon"}, {"weekdays": ()}, {"opens_minute": 1020}, {"weekdays": (0,)}):
        with pytest.raises(HoursNotUsable):
            WorkingHours(**unusable)  # type: ignore[arg-type] # one field of several kinds
    with pytest.raises(HoursNotUsable):
        WorkingHours("UTC", (1,), 0, 1).after(at("2025-03-03T09:00"), 100)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.floats(0.01, 60), st.floats(0.01, 60))
def test_a_longer_time_is_never_due_earlier_and_steps_add_up(
    start: datetime, some: float, more: float
) -> None:
    begin = start.replace(tzinfo=UTC)
    whole, parts = OFFICE.after(begin, some + more), OFFICE.after(OFFICE.after(begin, some), more)
    assert abs(whole - parts) < timedelta(seconds=1)
    assert whole >= OFFICE.after(begin, some) >= begin
