"""Contacts from a CSV, as ContactEnded events: who came (hashed), when, what was dialed, quoted and asked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from concert_contracts.external import ContactEnded
from pydantic import ValidationError

from concert_cli.load.local_times import WallClock
from concert_cli.load.table_file import BadLine, Column, Row, UnreadableTable, read_table
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
    Column("caller_hash", ("caller_hash", "customer_hash")),
    Column("dialed_number", ("dialed_number", "dnis", "called_number")),
    Column("code", ("code",)),
    Column("campaign_code", ("campaign_code", "promo_code")),
    Column("reason_code", ("reason_code", "reason")),
    Column("note_text", ("note_text", "note", "notes")),
    Column("product", ("product",)),
    Column("segment", ("segment",)),
)
TEXTS = ("dialed_number", "code", "campaign_code", "reason_code", "note_text", "product", "segment")


@dataclass(frozen=True)
class ContactLines:
    contacts: list[ContactEnded]
    bad: list[BadLine]


def read_contacts(path: Path, *, mapping: Mapping[str, str], timezone: str, weeks: int) -> ContactLines:
    """Every line as an event, or why not. Raises `UnreadableTable`."""
    rows, bad = read_table(path, COLUMNS, mapping)
    try:
        clock = WallClock([row.cells.get("started_at", "") for row in rows[:5000]], timezone, weeks)
    except ValueError as error:
        raise UnreadableTable(str(error), field="started_at") from error
    contacts: list[ContactEnded] = []
    for row in rows:
        try:
            contacts.append(_contact(row, clock))
        except ValidationError as refused:
            first = refused.errors(include_url=False)[0]
            bad.append(BadLine(row.number, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"))
        except ValueError as error:
            bad.append(BadLine(row.number, str(error)))
    return ContactLines(contacts, sorted(bad, key=lambda line: line.number))


def _contact(row: Row, clock: WallClock) -> ContactEnded:
    cells = row.cells
    started_at = clock.instant(cells.get("started_at", ""))
    wait_s, handle_s = float(cells.get("wait_s", 0)), cells.get("handle_s")
    return ContactEnded.model_validate(
        {
            "contact_id": cells.get("contact_id", ""),
            "queue": cells.get("queue", ""),
            "channel": cells.get("channel", "voice"),
            "started_at": started_at,
            "ended_at": _ended(cells, clock, started_at, wait_s + float(handle_s or 0)),
            "outcome": cells.get("outcome", "answered"),
            "wait_s": wait_s,
            "handle_s": float(handle_s) if handle_s else None,
            "caller_hash": _hashed(cells.get("caller_hash")),
            **{name: cells.get(name) for name in TEXTS},
        }
    )


def _ended(cells: Mapping[str, str], clock: WallClock, started_at: datetime, lasted_s: float) -> datetime:
    return (
        clock.instant(cells["ended_at"]) if "ended_at" in cells else started_at + timedelta(seconds=lasted_s)
    )


def _hashed(caller: str | None) -> str | None:
    """A hash as it stands; anything else (a number, a name) is hashed before it leaves this machine."""
    if caller is None:
        return None
    is_hash = len(caller) >= 32 and all(letter in "0123456789abcdef" for letter in caller)
    return caller if is_hash else hashlib.sha256(caller.encode()).hexdigest()
