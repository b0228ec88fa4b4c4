"""Intervals from a CSV: timestamp, queue, offered, answered, answered within T, abandoned, handle time; any subset."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from staffing_svc.domain.intervals import Interval

from concert_cli.load.table_file import BadLine, Column, Row, UnreadableTable, read_table
from concert_cli.load.timed_rows import TimedRow, timed, wall_clock
from concert_cli.staffing.columns import OFFERED_NAMES, QUEUE_NAMES, TIMESTAMP_NAMES

COLUMNS = (
    Column("timestamp", TIMESTAMP_NAMES, required=True),
    Column("queue", QUEUE_NAMES),
    Column("offered", OFFERED_NAMES, required=True),
    Column("answered", ("answered", "handled", "calls_answered", "contacts_answered")),
    Column("answered_within", ("answered_within", "answered_within_20", "answered_20", "within_sl", "in_sl")),
    Column("abandoned", ("abandoned", "abandons", "calls_abandoned", "lost")),
    Column("short_abandoned", ("short_abandoned", "short_abandons", "abandoned_short")),
    Column("blocked", ("blocked", "blocked_calls", "busy", "calls_blocked")),
    Column("deflected_unresolved", ("deflected_unresolved",)),
    Column("handle_time_s", ("handle_time_s", "handle_time", "total_handle_time_s")),
    Column("aht_s", ("aht_s", "aht", "avg_handle_time_s")),
)
COUNTS = (
    "offered",
    "answered",
    "answered_within",
    "abandoned",
    "short_abandoned",
    "blocked",
    "deflected_unresolved",
)


@dataclass(frozen=True)
class IntervalLines:
    intervals: list[Interval]
    bad: list[BadLine]
    interval_s: int


def read_intervals(
    path: Path,
    *,
    mapping: Mapping[str, str],
    timezone: str,
    queue: str | None,
    within_s: float,
    weeks: int,
    now: datetime,
) -> IntervalLines:
    """Every line as an interval, or why not. `queue` names the queue of a file without such a column.

    The interval is the commonest step between neighbouring lines of a queue. Raises `UnreadableTable`.
    """
    rows, bad = read_table(path, COLUMNS, mapping)
    if not rows:
        raise UnreadableTable(f"{path.name} holds no line but its header")
    if queue is None and not any("queue" in row.cells for row in rows):
        raise UnreadableTable(f"{path.name} names no queue: say it with --queue NAME, or --map queue=HEADER")
    lines = timed(rows, wall_clock(rows, "timestamp", timezone, weeks), queue, bad)
    interval_s = _interval_s(lines)
    intervals = []
    for row, name, at in lines:
        made = _interval(row, name, at, interval_s, within_s, now)
        if isinstance(made, BadLine):
            bad.append(made)
        else:
            intervals.append(made)
    return IntervalLines(intervals, sorted(bad, key=lambda line: line.number), interval_s)


def _interval_s(lines: Sequence[TimedRow]) -> int:
    steps: Counter[int] = Counter()
    by_queue: dict[str, list[datetime]] = {}
    for _, name, at in lines:
        by_queue.setdefault(name, []).append(at)
    for moments in by_queue.values():
        moments.sort()
        steps.update(int((b - a).total_seconds()) for a, b in itertools.pairwise(moments) if b > a)
    if not steps:
        raise UnreadableTable("one line per queue does not tell how long an interval is", field="timestamp")
    step = steps.most_common(1)[0][0]
    if not 300 <= step <= 3600 or 86_400 % step:
        raise UnreadableTable(
            f"the lines are {step} s apart: intervals are 5 to 60 minutes that divide the day",
            field="timestamp",
        )
    return step


def _interval(
    row: Row, name: str, at: datetime, interval_s: int, within_s: float, now: datetime
) -> Interval | BadLine:
    counts: dict[str, int | None] = {}
    for column in COUNTS:
        text = row.cells.get(column)
        try:
            counts[column] = None if text is None else _whole(text)
        except ValueError:
            return BadLine(row.number, f"{column}: {text!r} is not a count")
    if counts["offered"] is None:
        return BadLine(row.number, "offered: the cell is empty; leave the line out if nothing is known")
    try:
        handle_time_s = _handle_time_s(row, counts["answered"])
    except ValueError as error:
        return BadLine(row.number, f"handle time: {error}")
    interval = Interval(
        queue=name,
        started_at=at,
        interval_s=interval_s,
        offered=counts["offered"],
        answered=counts["answered"],
        answered_within=counts["answered_within"],
        within_s=within_s if counts["answered_within"] is not None else None,
        abandoned=counts["abandoned"],
        handle_time_s=handle_time_s,
        short_abandoned=counts["short_abandoned"],
        blocked=counts["blocked"],
        deflected_unresolved=counts["deflected_unresolved"],
    )
    problem = interval.problem(now.astimezone(UTC))
    return interval if problem is None else BadLine(row.number, f"{problem.field}: {problem.reason}")


def _whole(text: str) -> int:
    number = float(text)
    if not number.is_integer():
        raise ValueError(text)
    return int(number)


def _handle_time_s(row: Row, answered: int | None) -> float | None:
    if "handle_time_s" in row.cells:
        return float(row.cells["handle_time_s"])
    if "aht_s" in row.cells and answered is not None:
        return float(row.cells["aht_s"]) * answered
    return None
