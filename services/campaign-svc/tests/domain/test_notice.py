"""Notice is counted in the campaign's local dates: 14 days are on time, 13 are a breach by 1."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from campaign_svc.domain.agreement import ClassTerms, NoticeAgreement, UnknownCampaignClass
from campaign_svc.domain.notice import NoticeVerdict, judge, latest_date_to_announce, notice_days
from hypothesis import given, settings
from hypothesis import strategies as st

AGREEMENT = NoticeAgreement(department="marketing")


def verdict(
    announced: str, launch: str, timezone: str = "Europe/Berlin", campaign_class: str = "standard"
) -> NoticeVerdict:
    zone = ZoneInfo(timezone)
    return judge(
        AGREEMENT,
        campaign_class=campaign_class,
        clock_started_at=datetime.fromisoformat(announced).replace(tzinfo=zone),
        launch_at=datetime.fromisoformat(launch).replace(tzinfo=zone),
        timezone=timezone,
    )


def test_exactly_fourteen_days_are_on_time() -> None:
    seen = verdict("2025-03-01T23:59", "2025-03-15T00:00")
    assert (seen.given_days, seen.on_time, seen.shortfall_days) == (14, True, 0)


def test_thirteen_days_are_a_breach_by_one() -> None:
    seen = verdict("2025-03-02T00:00", "2025-03-15T23:59")
    assert (seen.given_days, seen.on_time, seen.shortfall_days) == (13, False, 1)


def test_a_launch_in_five_days_is_a_breach_by_nine() -> None:
    assert verdict("2025-03-10T12:00", "2025-03-15T12:00").shortfall_days == 9


@pytest.mark.parametrize(
    ("announced", "launch"),
    [("2025-03-20T12:00", "2025-04-03T12:00"), ("2025-10-20T12:00", "2025-11-03T12:00")],
    ids=["into summer time, an hour short of 14 times 24", "out of summer time, an hour over"],
)
def test_a_change_of_the_clocks_neither_takes_nor_gives_a_day(announced: str, launch: str) -> None:
    assert verdict(announced, launch).given_days == 14


def test_the_local_date_counts_where_utc_is_a_day_behind() -> None:
    """23:30 UTC on 1 March is already 2 March in Berlin."""
    announced_at = datetime(2025, 3, 1, 23, 30, tzinfo=UTC)
    launch_at = datetime(2025, 3, 15, 12, tzinfo=UTC)
    assert notice_days(announced_at=announced_at, launch_at=launch_at, timezone="Europe/Berlin") == 13
    assert notice_days(announced_at=announced_at, launch_at=launch_at, timezone="UTC") == 14
    assert notice_days(announced_at=announced_at, launch_at=launch_at, timezone="America/New_York") == 14


def test_an_emergency_may_launch_today_and_is_reported_apart() -> None:
    seen = verdict("2025-03-15T08:00", "2025-03-15T10:00", campaign_class="emergency")
    assert (seen.on_time, seen.is_emergency, seen.required_days) == (True, True, 0)


def test_a_class_that_was_not_agreed_is_refused() -> None:
    with pytest.raises(UnknownCampaignClass, match="emergency, standard"):
        verdict("2025-03-01T00:00", "2025-03-15T00:00", campaign_class="whim")


def test_a_change_after_the_launch_gives_no_notice_at_all() -> None:
    seen = verdict("2025-03-18T08:00", "2025-03-15T08:00")
    assert (seen.given_days, seen.shortfall_days) == (0, 14)


def test_the_latest_date_to_announce_is_the_last_one_on_time() -> None:
    launch_at = datetime(2025, 3, 15, 8, tzinfo=UTC)
    latest = latest_date_to_announce(launch_at=launch_at, timezone="Europe/Berlin", required_days=14)
    assert latest == date(2025, 3, 1)


@settings(max_examples=50)
@given(
    announced=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    days=st.integers(0, 60),
    lead=st.integers(0, 60),
    timezone=st.sampled_from(["Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns", "Asia/Tokyo"]),
)
def test_notice_and_shortfall_always_make_up_what_was_agreed(
    announced: datetime, days: int, lead: int, timezone: str
) -> None:
    agreement = NoticeAgreement(department="marketing", classes={"standard": ClassTerms(lead_days=lead)})
    seen = judge(
        agreement,
        campaign_class="standard",
        clock_started_at=announced,
        launch_at=announced + timedelta(days=days),
        timezone=timezone,
    )
    assert seen.on_time == (seen.shortfall_days == 0)
    assert seen.given_days + seen.shortfall_days == max(lead, seen.given_days)
