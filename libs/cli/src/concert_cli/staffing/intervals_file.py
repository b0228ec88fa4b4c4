"""Reads interval exports (`timestamp,offered`, perhaps `queue`) and says why a line was left out."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from staffing_svc.domain.forecast.history import DAY_S, History, check_interval

from concert_cli.staffing.columns import UnreadableFile, rows_and_columns
from concert_cli.staffing.interval_lines import QueueLines, lines_reader
from concert_cli.staffing.zone_of_file import zone_of


@dataclass(frozen=True)
class BadLine:
    """One line that was left out: its number in the file (from 1) and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class IntervalFile:
    """What the file holds: one history per queue, in the order of first appearance."""

    queues: Mapping[str, History]
    interval_s: int
    bad_lines: tuple[BadLine, ...]
    naive: bool
    """True when timestamps carry no offset and no time zone was given: they are taken as wall-clock time."""

    def stamp(self, at: datetime, timezone: str) -> str:
        """An instant written as the file writes its own."""
        local = at.astimezone(ZoneInfo(timezone))
        return local.replace(tzinfo=None).isoformat() if self.naive else local.isoformat()

    def instant(self, stamp: datetime, timezone: str) -> datetime:
        """A stamp of the user as an instant on the clock of this file; where the file has no offsets, one that
        the user writes says nothing."""
        aware = stamp.tzinfo is not None and not self.naive
        return stamp if aware else stamp.replace(tzinfo=ZoneInfo(timezone))


def read_interval_file(
    path: Path,
    *,
    timezone: str | None = None,
    columns: Mapping[str, str] | None = None,
    interval_s: int | None = None,
) -> IntervalFile:
    """Reads a CSV of any interval that divides the day (5-60 min) or of days; gaps become NaN.

    `interval_s` is needed only for files that do not tell it, such as one line.
    `columns` maps timestamp, offered and queue to the file's own headers. Without `timezone`, stamps that
    carry no offset are wall-clock time without daylight saving. Raises UnreadableFile if nothing is usable.
    """
    rows, positions, first_number = rows_and_columns(path, columns or {})
    reader = lines_reader(rows, positions, _zone(timezone))
    bad: list[BadLine] = []
    for number, row in enumerate(rows, start=first_number):
        if not any(value.strip() for value in row):
            continue
        reason = reader.take(row, number)
        if reason:
            bad.append(BadLine(number, reason))
    if not any(queue.cells for queue in reader.queues.values()):
        raise UnreadableFile(
            f"no usable line in {path.name}" + (f": line {bad[0].number}: {bad[0].reason}" if bad else "")
        )
    found = timezone or (zone_of(reader.offsets) if reader.offsets else None)
    return _assemble(reader.queues, bad, found, interval_s or _interval_of(reader.queues.values(), bad))


def _zone(timezone: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnreadableFile(f"unknown time zone {timezone}", field="timezone") from error


def _assemble(
    queues: Mapping[str, QueueLines], bad: list[BadLine], timezone: str | None, interval_s: int
) -> IntervalFile:
    check_interval(interval_s)
    histories: dict[str, History] = {}
    for name, queue in queues.items():
        if not queue.cells:
            continue
        if interval_s == DAY_S:
            histories[name] = _daily_history(queue, ZoneInfo(timezone or "UTC"))
        else:
            histories[name] = _history(queue, interval_s, timezone or "UTC", bad)
    wall_clock = timezone is None or interval_s == DAY_S
    return IntervalFile(histories, interval_s, tuple(sorted(bad, key=_number)), wall_clock)


def _number(line: BadLine) -> int:
    return line.number


def _interval_of(queues: Iterable[QueueLines], bad: list[BadLine]) -> int:
    """The commonest step between neighbours (a step of 23 or 25 hours is a day)."""
    steps: Counter[int] = Counter()
    for queue in queues:
        steps.update(_steps(queue))
    if not steps:
        left_out = f"; line {bad[0].number}: {bad[0].reason}" if bad else ""
        raise UnreadableFile("one interval alone does not tell how long it is" + left_out, field="timestamp")
    step = steps.most_common(1)[0][0]
    return DAY_S if abs(step - DAY_S) <= 3600 else step


def _steps(queue: QueueLines) -> Iterator[int]:
    stamps = np.array(sorted(queue.cells), dtype=np.int64)
    yield from (int(step) for step in np.diff(stamps))


def _daily_history(queue: QueueLines, zone: ZoneInfo) -> History:
    """One value a day by the calendar on the wall, kept as a history in UTC: its days have no hours."""
    dates = {datetime.fromtimestamp(at, zone).toordinal(): value for at, (value, _) in queue.cells.items()}
    first = min(dates)
    offered = np.array([dates.get(day, math.nan) for day in range(first, max(dates) + 1)])
    return History(datetime.fromordinal(first).replace(tzinfo=UTC), DAY_S, offered)


def _history(queue: QueueLines, interval_s: int, timezone: str, bad: list[BadLine]) -> History:
    """An even grid anchored on the phase that most stamps share; lines off the grid are reported."""
    stamps = np.array(sorted(queue.cells), dtype=np.int64)
    phase = Counter(int(stamp) % interval_s for stamp in stamps).most_common(1)[0][0]
    first = int(next(at for at in stamps if at % interval_s == phase))
    offered = np.full((int(stamps[-1]) - first) // interval_s + 1, math.nan)
    for stamp in stamps:
        at = int(stamp)
        value, number = queue.cells[at]
        if at % interval_s == phase:
            offered[(at - first) // interval_s] = value
        else:
            bad.append(
                BadLine(number, f"is not on the grid of {interval_s // 60} minutes that the file keeps")
            )
    return History(datetime.fromtimestamp(first, UTC), interval_s, offered, timezone)
