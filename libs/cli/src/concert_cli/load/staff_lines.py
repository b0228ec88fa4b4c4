"""A schedule from a CSV: timestamp, queue, agents."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from concert_cli.load.table_file import BadLine, Column, UnreadableTable, read_table
from concert_cli.load.timed_rows import timed, wall_clock
from concert_cli.staffing.columns import QUEUE_NAMES, TIMESTAMP_NAMES

COLUMNS = (
    Column("timestamp", TIMESTAMP_NAMES, required=True),
    Column("queue", QUEUE_NAMES),
    Column("agents", ("agents", "staff", "scheduled", "people", "headcount"), required=True),
)

MOST_AGENTS = 1_000_000


@dataclass(frozen=True)
class StaffLines:
    scheduled: list[dict[str, object]]
    bad: list[BadLine]


def read_staff(
    path: Path, *, mapping: Mapping[str, str], timezone: str, queue: str | None, weeks: int, interval_s: int
) -> StaffLines:
    """Every line as the body of a scheduled interval, or why not. Raises `UnreadableTable`."""
    rows, bad = read_table(path, COLUMNS, mapping)
    if not rows and not bad:
        raise UnreadableTable(f"{path.name} holds no line but its header")
    scheduled: list[dict[str, object]] = []
    for row, name, at in timed(rows, wall_clock(rows, "timestamp", timezone, weeks), queue, bad):
        agents = _agents(row.cells.get("agents", ""))
        if agents is None:
            said = row.cells.get("agents", "an empty cell")
            bad.append(BadLine(row.number, f"agents: {said} is not a number of people"))
            continue
        if at.timestamp() % interval_s:
            reason = f"timestamp: an interval of {interval_s} s begins on a multiple of it"
            bad.append(BadLine(row.number, reason))
            continue
        scheduled.append(
            {"queue": name, "started_at": at.isoformat(), "interval_s": interval_s, "agents": agents}
        )
    return StaffLines(scheduled, sorted(bad, key=lambda line: line.number))


def _agents(text: str) -> float | None:
    try:
        agents = float(text)
    except ValueError:
        return None
    return agents if 0 <= agents <= MOST_AGENTS else None
