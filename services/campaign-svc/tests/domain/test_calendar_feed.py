"""The feed follows RFC 5545: CRLF, folded lines, escaped text, instants in UTC."""

from datetime import UTC, datetime
from uuid import UUID

from campaign_builders import LAUNCH_AT, terms_of_a_campaign
from campaign_svc.domain.calendar_feed import feed
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.notice import NoticeVerdict

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)


def a_feed(name: str) -> str:
    campaign = Campaign(
        campaign_id=UUID(int=7),
        version=2,
        terms=terms_of_a_campaign(name=name),
        notice=NoticeVerdict(1, "standard", 14, 14, is_emergency=False),
        announced_at=NOW,
        clock_started_at=NOW,
        contacts_at_clock_start=1000,
    )
    return feed([campaign], now=NOW)


def test_a_campaign_is_an_event_from_its_launch_to_its_end() -> None:
    assert LAUNCH_AT.hour == 8
    lines = a_feed("Spring fibre").split("\r\n")
    assert "DTSTART:20250315T080000Z" in lines
    assert "DTEND:20250415T080000Z" in lines
    assert "SUMMARY:Spring fibre" in lines
    assert "SEQUENCE:1" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_separators_and_line_ends_are_escaped() -> None:
    assert "SUMMARY:Now\\, or never\\; \\\\ really\\nBEGIN:VALARM\r\n" in a_feed(
        "Now, or never; \\ really\nBEGIN:VALARM"
    )


def test_long_lines_are_folded_at_75_octets_and_unfold_to_the_same_text() -> None:
    name = "Grüße aus dem Frühling " * 8
    text = a_feed(name)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"SUMMARY:{name}" in text.replace("\r\n ", "")
