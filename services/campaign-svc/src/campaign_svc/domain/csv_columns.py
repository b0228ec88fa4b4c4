"""How one campaign is written in a row of a spreadsheet: each column's form, read and written."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from campaign_svc.domain.local_time import zone
from campaign_svc.domain.terms import Terms

LIST_SEPARATOR: Final = ";"
DEFAULT_TIMEZONE = "UTC"
_NUMBERS = re.compile(r"\+[0-9][0-9 ()./-]*(; \+?[0-9][0-9 ()./-]*)*|-[0-9.]+(e-?[0-9]+)?")

REQUIRED_COLUMNS: tuple[str, ...] = (
    "name", "lifecycle_stage", "audience_size", "offer_code", "offer_title", "queues", "expected_contacts",
    "launch_at", "ends_at",
)  # fmt: skip
OPTIONAL_COLUMNS: tuple[str, ...] = (
    "external_system", "external_id", "campaign_class", "department", "owner", "offer_description", "codes",
    "dialed_numbers", "channel", "waves", "handle_time_uplift_share", "timezone", "brief_summary",
)  # fmt: skip
COLUMNS: tuple[str, ...] = (
    "external_system", "external_id", "name", "campaign_class", "department", "owner", "lifecycle_stage",
    "audience_size", "offer_code", "offer_title", "offer_description", "codes", "dialed_numbers", "queues",
    "channel", "waves", "expected_contacts", "handle_time_uplift_share", "launch_at", "ends_at", "timezone",
    "brief_summary",
)  # fmt: skip


class BadCell(ValueError):
    """A cell does not have the form of its column."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def campaign_of(row: Mapping[str, str]) -> dict[str, object]:
    """The announcement that a row stands for, in the shape of the API's body; empty cells are left out.

    `queues` is "sales:0.7; billing:0.3" (a single queue needs no share). `waves` is "2025-03-15T09:00 email
    50000; ...", or `channel` alone: one wave to the whole audience at the launch. Times without an offset are
    local to `timezone`.
    """
    timezone = row.get("timezone") or DEFAULT_TIMEZONE
    zone(timezone, field="timezone")
    launch_at = _time("launch_at", row["launch_at"], timezone)
    audience = _whole("audience_size", row["audience_size"])
    fields: dict[str, object] = {
        "name": row["name"],
        "campaign_class": row.get("campaign_class"),
        "department": row.get("department"),
        "owner": row.get("owner"),
        "external_ref": _external_ref(row),
        "lifecycle_stage": row["lifecycle_stage"],
        "audience_size": audience,
        "offer": _offer(row),
        "codes": _items(row.get("codes")),
        "dialed_numbers": _items(row.get("dialed_numbers")),
        "queues": _queues(row["queues"]),
        "waves": _waves(row, launch_at=launch_at, audience=audience, timezone=timezone),
        "expected_contacts": _whole("expected_contacts", row["expected_contacts"]),
        "handle_time_uplift_share": _share("handle_time_uplift_share", row.get("handle_time_uplift_share")),
        "launch_at": launch_at,
        "ends_at": _time("ends_at", row["ends_at"], timezone),
        "timezone": timezone,
        "brief": {"summary": row["brief_summary"], "answers": []} if row.get("brief_summary") else None,
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}


def row_of(terms: Terms) -> tuple[str, ...]:
    """The row of a campaign, in the order of `COLUMNS`; `campaign_of` reads it back, save brief answers."""
    local = zone(terms.timezone)

    def time(at: datetime) -> str:
        return at.astimezone(local).isoformat()

    reference, offer = terms.external_ref, terms.offer
    cells = (
        reference.external_system if reference else "",
        reference.external_id if reference else "",
        terms.name,
        terms.campaign_class,
        terms.department,
        terms.owner,
        terms.lifecycle_stage,
        str(terms.audience_size),
        offer.code,
        offer.title,
        offer.description,
        _joined(terms.codes),
        _joined(terms.dialed_numbers),
        _joined(f"{queue.queue}:{queue.share!r}" for queue in terms.queues),
        "",
        _joined(f"{time(wave.send_at)} {wave.channel} {wave.size}" for wave in terms.waves),
        str(terms.expected_contacts),
        repr(terms.handle_time_uplift_share),
        time(terms.launch_at),
        time(terms.ends_at),
        terms.timezone,
        terms.brief.summary if terms.brief else "",
    )
    return tuple(guarded(cell) for cell in cells)


def guarded(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula, marked as text; numbers are left alone."""
    runs = cell[:1] in ("=", "@", "+", "-", "\t", "\r", "'") and not _NUMBERS.fullmatch(cell)
    return f"'{cell}" if runs else cell


def unguarded(cell: str) -> str:
    """The text that `guarded` marked."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "@", "+", "-", "\t", "\r", "'") else cell


def _joined(items: Iterable[str]) -> str:
    return f"{LIST_SEPARATOR} ".join(items)


def _items(cell: str | None) -> list[str]:
    return [item.strip() for item in (cell or "").split(LIST_SEPARATOR) if item.strip()]


def _whole(column: str, cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise BadCell(column, f"{cell[:40]!r} is not a whole number") from None


def _share(column: str, cell: str | None) -> float:
    try:
        return float(cell) if cell else 0.0
    except ValueError:
        raise BadCell(column, f"{cell[:40] if cell else cell!r} is not a number such as 0.3") from None


def _time(column: str, cell: str, timezone: str) -> datetime:
    """In UTC: two times of one zone would be compared by what its clocks show, twice the same in autumn."""
    try:
        at = datetime.fromisoformat(cell)
        return (at if at.tzinfo else at.replace(tzinfo=zone(timezone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCell(column, f"{cell[:40]!r} is not a time such as 2025-03-15T09:00") from None


def _external_ref(row: Mapping[str, str]) -> dict[str, str] | None:
    system, identity = row.get("external_system"), row.get("external_id")
    if not system and not identity:
        return None
    if not system or not identity:
        raise BadCell("external_id", "external_system and external_id are given together or not at all")
    return {"external_system": system, "external_id": identity}


def _offer(row: Mapping[str, str]) -> dict[str, str]:
    title = row["offer_title"]
    return {
        "code": row["offer_code"],
        "title": title,
        "description": row.get("offer_description") or title,
    }


def _queues(cell: str) -> list[dict[str, object]]:
    items = _items(cell)
    if len(items) == 1 and ":" not in items[0]:
        return [{"queue": items[0], "share": 1.0}]
    return [_queue(item) for item in items]


def _queue(item: str) -> dict[str, object]:
    queue, colon, share = item.rpartition(":")
    if not colon:
        raise BadCell("queues", f"{item[:40]!r} has no share; write it as 'sales:0.7'")
    return {"queue": queue.strip(), "share": _share("queues", share.strip())}


def _waves(
    row: Mapping[str, str], *, launch_at: datetime, audience: int, timezone: str
) -> list[dict[str, object]]:
    items = _items(row.get("waves"))
    if not items:
        channel = row.get("channel")
        if not channel:
            raise BadCell("waves", "give the waves, or a channel for a single wave at the launch")
        return [{"wave": 1, "channel": channel, "size": audience, "send_at": launch_at}]
    return [_wave(number, item, timezone) for number, item in enumerate(items, start=1)]


def _wave(number: int, item: str, timezone: str) -> dict[str, object]:
    parts = item.rsplit(maxsplit=2)
    if len(parts) != 3:
        raise BadCell("waves", f"{item[:60]!r} is not 'time channel size'")
    return {
        "wave": number,
        "channel": parts[1],
        "size": _whole("waves", parts[2]),
        "send_at": _time("waves", parts[0], timezone),
    }
