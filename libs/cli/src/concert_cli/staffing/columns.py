"""Which columns of an export hold the timestamp, the count and the queue, whatever its header calls them."""

import codecs
import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from concert_contracts.refusal import Refusal

TIMESTAMP_NAMES = (
    "timestamp",
    "ts",
    "time",
    "datetime",
    "date_time",
    "interval_start",
    "start",
    "date",
    "ds",
    "interval",
    "interval_start_time",
    "interval_begin",
    "start_time",
    "period",
    "date_hour",
)
OFFERED_NAMES = (
    "offered",
    "calls",
    "contacts",
    "calls_offered",
    "contacts_offered",
    "volume",
    "arrivals",
    "count",
    "y",
    "offered_calls",
    "offered_contacts",
    "total_calls",
    "calls_received",
    "incoming_calls",
    "inbound_calls",
    "call_volume",
    "call_count",
    "number_of_calls",
    "nco",
    "value",
)
CLOCK_NAMES = ("time", "start_time", "interval_start", "interval", "hour")
"""Exports with a `date` column keep the time of day in a column of its own."""
WHOLE_STAMP_NAMES = ("timestamp", "ts", "datetime", "date_time", "ds")
_CLOCK = re.compile(r"^\d{1,2}:\d{2}")
QUEUE_NAMES = ("queue", "queue_name", "queue_id", "skill", "split", "unique_id", "series")


class UnreadableFile(Refusal):
    """The file as a whole cannot be read as intervals."""

    code: ClassVar[str] = "unreadable-file"
    status: ClassVar[int] = 422


def rows_and_columns(path: Path, columns: Mapping[str, str]) -> tuple[list[list[str]], dict[str, int], int]:
    """Lines of the file, the position of each wanted column, and the number of the first line.

    Raises UnreadableFile when a needed column is neither found nor mapped.
    """
    text = _text(path)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    if not rows:
        raise UnreadableFile(f"{path.name} is empty")
    header = [_name(name) for name in rows[0]]
    if _looks_like_data(header) and not columns:
        return rows, {"timestamp": 0, "offered": 1}, 1
    positions: dict[str, int] = {}
    for wanted, names in (("timestamp", TIMESTAMP_NAMES), ("offered", OFFERED_NAMES), ("queue", QUEUE_NAMES)):
        asked = (_name(columns[wanted]),) if wanted in columns else names
        found = next((header.index(name) for name in asked if name in header), None)
        if found is not None:
            positions[wanted] = found
        elif wanted != "queue" or wanted in columns:
            raise UnreadableFile(
                f"no column for {wanted} among {', '.join(rows[0])}: map it, for example "
                f"--column {wanted}=NAME",
                field="column",
            )
    if "timestamp" not in columns:
        positions |= _date_and_clock(header, rows[1:2])
    return rows[1:], positions, 2


def _text(path: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 as spreadsheets save it; other letters in names do no harm."""
    raw = path.read_bytes()
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return raw.decode("utf-16", errors="replace")
    return raw.decode("utf-8-sig", errors="replace")


def _name(header: str) -> str:
    """`Calls Offered`, `calls-offered` and `calls_offered` are one name."""
    return re.sub(r"[ \-.]+", "_", header.strip().lower())


def _date_and_clock(header: list[str], first: list[list[str]]) -> dict[str, int]:
    """The positions of a date column and a time-of-day column, if that is how this file tells the time."""
    if "date" not in header or any(name in header for name in WHOLE_STAMP_NAMES):
        return {}
    for name in CLOCK_NAMES:
        place = header.index(name) if name in header else None
        if place is not None and first and len(first[0]) > place and _CLOCK.match(first[0][place].strip()):
            return {"timestamp": header.index("date"), "clock": place}
    return {}


def _looks_like_data(header: list[str]) -> bool:
    return len(header) >= 2 and header[0][:1].isdigit() and header[1][:1].isdigit()


def stamp_text(row: list[str], positions: Mapping[str, int]) -> str:
    """The timestamp of a line as it is written, put together where the clock has a column of its own."""
    text = row[positions["timestamp"]].strip()
    return f"{text} {_begin(row[positions['clock']])}" if "clock" in positions else text


def _begin(clock: str) -> str:
    """Where the interval begins: `08:00-08:30` begins at 08:00."""
    return re.split(r"\s*(?:-|–|—|to)\s*", clock.strip())[0]
