"""Which queue and which moment a line of a file is about, and which lines say the same twice."""

from collections.abc import Sequence
from datetime import datetime

from concert_cli.load.local_times import WallClock
from concert_cli.load.table_file import BadLine, Row, UnreadableTable

SAMPLES = 5000

TimedRow = tuple[Row, str, datetime]


def wall_clock(rows: Sequence[Row], column: str, timezone: str, weeks: int) -> WallClock:
    """The clock that the file's times are told by. Raises `UnreadableTable`."""
    try:
        return WallClock([row.cells.get(column, "") for row in rows[:SAMPLES]], timezone, weeks)
    except ValueError as error:
        raise UnreadableTable(str(error), field=column) from error


def timed(rows: Sequence[Row], clock: WallClock, queue: str | None, bad: list[BadLine]) -> list[TimedRow]:
    """Rows with queue and moment; of two equal local times in the repeated hour the second is the later."""
    seen: dict[tuple[str, datetime], int] = {}
    found: list[TimedRow] = []
    for row in rows:
        name = row.cells.get("queue", queue or "")
        text = row.cells.get("timestamp", "")
        try:
            at = clock.instant(text)
            if (name, at) in seen:
                at = clock.instant(text, fold=1)
        except ValueError as error:
            bad.append(BadLine(row.number, f"timestamp: {error}"))
            continue
        if not 1 <= len(name) <= 120:
            bad.append(BadLine(row.number, "queue: give a name of 1 to 120 characters, or say --queue NAME"))
        elif (name, at) in seen:
            bad.append(BadLine(row.number, f"timestamp: repeats line {seen[name, at]}"))
        else:
            seen[name, at] = row.number
            found.append((row, name, at))
    return found
