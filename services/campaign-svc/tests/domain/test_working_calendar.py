"""Working days leave out weekends, holidays and closures of the people who must answer."""

from datetime import UTC, date, datetime

import pytest
from campaign_svc.domain.agreement import AgreementNotUsable, ClassTerms, Deadlines, NoticeAgreement
from campaign_svc.domain.local_time import UnknownTimezone
from campaign_svc.domain.working_calendar import CalendarNotUsable, WorkingCalendar

BERLIN = WorkingCalendar(timezone="Europe/Berlin", country="DE", subdivision="BE")
FRIDAY_NOON = datetime(2025, 3, 7, 12, tzinfo=UTC)


def test_two_working_days_from_a_friday_end_on_tuesday_night() -> None:
    assert WorkingCalendar(timezone="Europe/Berlin").deadline(FRIDAY_NOON, 2) == datetime(
        2025, 3, 11, 23, tzinfo=UTC
    )


def test_a_public_holiday_does_not_count() -> None:
    """Good Friday and Easter Monday, 18 and 21 April 2025, are holidays in all of Germany."""
    thursday = datetime(2025, 4, 17, 12, tzinfo=UTC)
    assert BERLIN.deadline(thursday, 1) == datetime(2025, 4, 22, 22, tzinfo=UTC)


def test_a_closure_does_not_count() -> None:
    calendar = WorkingCalendar(closures=(date(2025, 3, 10),))
    assert calendar.deadline(FRIDAY_NOON, 1) == datetime(2025, 3, 12, tzinfo=UTC)


def test_a_center_that_works_at_weekends_counts_them() -> None:
    calendar = WorkingCalendar(working_weekdays=(1, 2, 3, 4, 5, 6, 7))
    assert calendar.deadline(FRIDAY_NOON, 1) == datetime(2025, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc/passwd", "Europe", "a\x00b", "x" * 5000])
def test_a_name_that_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownTimezone):
        WorkingCalendar(timezone=name)


@pytest.mark.parametrize(
    "calendar",
    [
        {"country": "XX"},
        {"country": "DE", "subdivision": "ZZ"},
        {"subdivision": "BE"},
        {"working_weekdays": ()},
        {"working_weekdays": (0,)},
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused(calendar: dict[str, object]) -> None:
    with pytest.raises(CalendarNotUsable):
        WorkingCalendar(**calendar)  # type: ignore[arg-type]  # each case is wrong on purpose


def test_a_calendar_without_a_day_to_work_is_found_out() -> None:
    year = tuple(date(2025, 1, 1).fromordinal(date(2025, 1, 1).toordinal() + day) for day in range(4000))
    with pytest.raises(CalendarNotUsable):
        WorkingCalendar(closures=year).deadline(FRIDAY_NOON, 1)


def test_deadlines_never_lie_after_a_launch_to_come() -> None:
    agreement = NoticeAgreement(department="marketing")
    soon = datetime(2025, 3, 7, 12, 30, tzinfo=UTC)
    due = agreement.due_times(clock_started_at=FRIDAY_NOON, launch_at=soon)
    assert (due.delivered, due.acknowledged, due.translated) == (soon, soon, soon)


def test_an_agreement_without_the_standard_class_is_refused() -> None:
    with pytest.raises(AgreementNotUsable):
        NoticeAgreement(department="marketing", classes={"vip": ClassTerms(lead_days=30)})


def test_a_plan_cannot_be_due_before_the_acknowledgement() -> None:
    with pytest.raises(AgreementNotUsable):
        NoticeAgreement(
            department="marketing",
            deadlines=Deadlines(acknowledged_within_working_days=3, translated_within_working_days=2),
        )
