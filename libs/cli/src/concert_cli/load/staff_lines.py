"""A schedule from a CSV: timestamp, queue, agents."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from concert_cli.load.local_times import WallClock
from concert_cli.load.table_file import BadLine, Column, UnreadableTable, read_table
from concert_cli.staffing.columns import QUEUE_NAMES, TIMESTAMP_NAMES

COLUMNS = (
    Column("timestamp", TIMESTAMP_NAMES, required=True),
    Column("queue", QUEUE_NAMES),
    Column("agents", ("agents", "staff", "scheduled", "people", "headcount"), required=True),
)


@dataclass(frozen=True)
class StaffLines:
    scheduled: list[dict[str, object]]
    bad: list[BadLine]


def read_staff(
    path: Path, *, mapping: Mapping[str, str], timezone: str, queue: str | None, weeks: int, interval_s: int
) -> StaffLines:
    """Every line as the body of a scheduled interval, or why not. Raises `UnreadableTable`."""
    rows, bad = read_table(path, COLUMNS, mapping)
    try:
        clock = WallClock([row.cells.get("timestamp", "") for row in rows[:5000]], timezone, weeks)
    except ValueError as error:
        raise UnreadableTable(str(error), field="timestamp") from error
    scheduled: list[dict[str, object]] = []
    for row in rows:
        name = row.cells.get("queue", queue)
        if name is None:
            bad.append(BadLine(row.number, "queue: no queue is named; say it with --queue NAME"))
            continue
        try:
            at = clock.instant(row.cells.get("timestamp", ""))
            agents = float(row.cells.get("agents", ""))
        except ValueError as error:
            bad.append(BadLine(row.number, str(error)))
            continue
        if not 0 <= agents <= 1_000_000:
            bad.append(BadLine(row.number, f"agents: {agents:g} is not a number of people"))
            continue
        scheduled.append(
            {"queue": name, "started_at": at.isoformat(), "interval_s": interval_s, "agents": agents}
        )
    return StaffLines(scheduled, sorted(bad, key=lambda line: line.number))
