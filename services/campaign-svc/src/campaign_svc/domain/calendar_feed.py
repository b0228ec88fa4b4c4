"""The campaign calendar as an iCalendar feed (RFC 5545), for the calendars that people already look at."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from campaign_svc.domain.campaign import Campaign

LONGEST_LINE_OCTETS = 75


def feed(campaigns: Iterable[Campaign], *, now: datetime) -> str:
    """One event per campaign from launch to end; a cancelled one stays, marked as cancelled."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Concert//campaign-svc//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Campaigns",
    ]
    for campaign in campaigns:
        lines.extend(_event(campaign, now))
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(campaign: Campaign, now: datetime) -> Iterator[str]:
    terms = campaign.terms
    queues = ", ".join(f"{queue.queue} {queue.share:.0%}" for queue in terms.queues)
    description = (
        f"{terms.offer.title}\n{terms.expected_contacts} contacts expected on {queues}\n"
        f"Notice: {campaign.notice.given_days} of {campaign.notice.required_days} days"
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{campaign.campaign_id}@concert"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SEQUENCE:{campaign.version - 1}"
    yield f"DTSTART:{_utc(terms.launch_at)}"
    yield f"DTEND:{_utc(terms.ends_at)}"
    yield f"SUMMARY:{_text(terms.name)}"
    yield f"DESCRIPTION:{_text(description)}"
    yield f"CATEGORIES:{_text(terms.campaign_class)}"
    yield f"STATUS:{'CANCELLED' if campaign.cancelled_at else 'CONFIRMED'}"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line ends are escaped; other controls left out."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(character for character in escaped if character >= " " or character == "\t")


def _folded(line: str) -> str:
    """RFC 5545, 3.1: no line above 75 octets; a continued line begins with a space; no character is torn."""
    pieces: list[str] = []
    piece, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LONGEST_LINE_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece, octets = piece + character, octets + size
    return "\r\n".join([*pieces, piece])
