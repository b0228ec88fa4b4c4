"""Contacts from a CSV, as ContactEnded events: who came (hashed), when, what was dialed, quoted and asked."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from concert_contracts.external import ContactEnded
from pydantic import ValidationError

from concert_cli.load.local_times import WallClock
from concert_cli.load.table_file import BadLine, Column, Row, read_table
from concert_cli.load.timed_rows import wall_clock
from concert_cli.staffing.columns import QUEUE_NAMES

COLUMNS = (
    Column("contact_id", ("contact_id", "call_id", "id"), required=True),
    Column("queue", QUEUE_NAMES, required=True),
    Column("started_at", ("started_at", "start", "timestamp", "time"), required=True),
    Column("ended_at", ("ended_at", "end")),
    Column("channel", ("channel",)),
    Column("outcome", ("outcome", "result", "disposition")),
    Column("wait_s", ("wait_s", "wait", "queue_time_s")),
    Column("handle_s", ("handle_s", "handle_time_s", "duration_s")),
    Column(
        "caller_hash", ("caller_hash", "customer_hash", "caller", "caller_number", "customer", "ani", "phone")
    ),
    Column("dialed_number", ("dialed_number", "dnis", "called_number")),
    Column("code", ("code",)),
    Column("campaign_code", ("campaign_code", "promo_code")),
    Column("reason_code", ("reason_code", "reason")),
    Column("note_text", ("note_text", "note", "notes")),
    Column("product", ("product",)),
    Column("segment", ("segment",)),
)
TEXTS = ("dialed_number", "code", "campaign_code", "reason_code", "note_text", "product", "segment")

LONGEST_S = 30 * 86_400


@dataclass(frozen=True)
class ContactLines:
    contacts: list[ContactEnded]
    bad: list[BadLine]


def read_contacts(
    path: Path, *, mapping: Mapping[str, str], timezone: str, weeks: int, caller_key: bytes = b""
) -> ContactLines:
    """Every line as an event, or why not; callers are hashed with `caller_key`. Raises `UnreadableTable`."""
    rows, bad = read_table(path, COLUMNS, mapping)
    clock = wall_clock(rows, "started_at", timezone, weeks)
    contacts: list[ContactEnded] = []
    seen: dict[str, int] = {}
    for row in rows:
        try:
            contact = _contact(row, clock, caller_key)
            first = seen.setdefault(contact.contact_id, row.number)
            if first != row.number:
                raise ValueError(f"contact_id: repeats line {first}")
            contacts.append(contact)
        except ValidationError as refused:
            fault = refused.errors(include_url=False)[0]
            place = ".".join(str(part) for part in fault["loc"])
            bad.append(BadLine(row.number, f"{place}: {fault['msg']}" if place else fault["msg"]))
        except ValueError as error:
            bad.append(BadLine(row.number, str(error)))
    return ContactLines(contacts, sorted(bad, key=lambda line: line.number))


def _contact(row: Row, clock: WallClock, caller_key: bytes) -> ContactEnded:
    cells = row.cells
    started_at = _instant(cells, "started_at", clock)
    wait_s, handle_s = _seconds(cells, "wait_s") or 0.0, _seconds(cells, "handle_s")
    return ContactEnded.model_validate(
        {
            "contact_id": cells.get("contact_id", ""),
            "queue": cells.get("queue", ""),
            "channel": cells.get("channel", "voice"),
            "started_at": started_at,
            "ended_at": _ended(cells, clock, started_at, wait_s + (handle_s or 0.0)),
            "outcome": cells.get("outcome", "answered"),
            "wait_s": wait_s,
            "handle_s": handle_s,
            "caller_hash": _hashed(cells.get("caller_hash"), caller_key),
            **{name: cells.get(name) for name in TEXTS},
        }
    )


def _ended(cells: Mapping[str, str], clock: WallClock, started_at: datetime, lasted_s: float) -> datetime:
    if "ended_at" in cells:
        return _instant(cells, "ended_at", clock)
    return started_at + timedelta(seconds=lasted_s)


def _instant(cells: Mapping[str, str], column: str, clock: WallClock) -> datetime:
    try:
        return clock.instant(cells.get(column, ""))
    except ValueError as error:
        raise ValueError(f"{column}: {error}") from None


def _seconds(cells: Mapping[str, str], column: str) -> float | None:
    text = cells.get(column)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError(f"{column}: {text!r} is not a number of seconds") from None
    if not 0 <= seconds <= LONGEST_S:
        raise ValueError(f"{column}: {text} is not a number of seconds from 0 to {LONGEST_S}")
    return seconds


def _hashed(caller: str | None, caller_key: bytes) -> str | None:
    """A hash as it stands; anything else (a number, a name) is hashed before it leaves this machine."""
    if caller is None:
        return None
    is_hash = 32 <= len(caller) <= 128 and all(letter in "0123456789abcdef" for letter in caller)
    return caller if is_hash else hmac.new(caller_key, caller.encode(), hashlib.sha256).hexdigest()
