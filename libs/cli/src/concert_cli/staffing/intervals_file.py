"""Reads interval exports (`timestamp,offered`, perhaps `queue`) and says why a line was left out."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from staffing_svc.domain.forecast.history import DAY_S, History, check_interval

from concert_cli.staffing.columns import UnreadableFile, rows_and_columns, stamp_text
from concert_cli.staffing.stamps import Parse, stamp_parser

ONE_QUEUE = "all"


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
        """A stamp of the user (with or without offset) as an instant on the clock of this file."""
        return stamp if stamp.tzinfo else stamp.replace(tzinfo=ZoneInfo(timezone))


@dataclass
class _Queue:
    """Lines of one queue as they are read: instant in seconds -> (offered, line number)."""

    cells: dict[int, tuple[float, int]] = field(default_factory=dict)


def read_interval_file(
    path: Path, *, timezone: str | None = None, columns: Mapping[str, str] | None = None
) -> IntervalFile:
    """Reads a CSV of any interval that divides the day (5-60 min) or of days; gaps become NaN.

    `columns` maps timestamp, offered and queue to the file's own headers. Without `timezone`, stamps that
    carry no offset are wall-clock time without daylight saving. Raises UnreadableFile if nothing is usable.
    """
    rows, positions, first_number = rows_and_columns(path, columns or {})
    zone = _zone(timezone)
    try:
        width = max(positions.values())
        parse = stamp_parser([stamp_text(row, positions) for row in rows[:5000] if len(row) > width])
    except ValueError as error:
        raise UnreadableFile(str(error), field="timestamp") from error
    queues: dict[str, _Queue] = {}
    bad: list[BadLine] = []
    offsets: Counter[bool] = Counter()
    for number, row in enumerate(rows, start=first_number):
        if not any(value.strip() for value in row):
            continue
        reason = _take(row, number, positions, parse, zone, queues, offsets)
        if reason:
            bad.append(BadLine(number, reason))
    if not any(queue.cells for queue in queues.values()):
        raise UnreadableFile(
            f"no usable line in {path.name}" + (f": line {bad[0].number}: {bad[0].reason}" if bad else "")
        )
    return _assemble(queues, bad, timezone, naive=timezone is None and not offsets[True])


def _zone(timezone: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnreadableFile(f"unknown time zone {timezone}", field="timezone") from error


def _take(
    row: list[str],
    number: int,
    positions: Mapping[str, int],
    parse: Parse,
    zone: ZoneInfo | None,
    queues: dict[str, _Queue],
    offsets: Counter[bool],
) -> str | None:
    """Files one line under its queue, or says why it cannot."""
    if len(row) <= max(positions.values()):
        return f"has {len(row)} columns, needs {max(positions.values()) + 1}"
    text = stamp_text(row, positions)
    try:
        stamp = parse(text)
    except ValueError:
        return f"'{text}' is not a timestamp"
    offered = _offered(row[positions["offered"]].strip())
    if isinstance(offered, str):
        return offered
    offsets[stamp.tzinfo is not None] += 1
    name = row[positions["queue"]].strip() if "queue" in positions else ONE_QUEUE
    queue = queues.setdefault(name, _Queue())
    return _file(queue, _instants(stamp, zone), offered, number, text)


def _offered(text: str) -> float | str:
    """A count, NaN for an empty cell (a gap), or the reason why it is neither."""
    if not text or text.lower() in {"na", "nan", "null", "none"}:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return f"'{text}' is not a count"
    if not math.isfinite(value):
        return f"'{text}' is not a finite count"
    return value if value >= 0 else f"{text} offered contacts: a count cannot be negative"


def _instants(stamp: datetime, zone: ZoneInfo | None) -> tuple[int, ...]:
    """The instants, in seconds, that a stamp can mean: none in the skipped hour, two in the repeated one."""
    if stamp.tzinfo is not None:
        return (int(stamp.timestamp()),)
    if zone is None:
        return (int(stamp.replace(tzinfo=UTC).timestamp()),)
    aware = stamp.replace(tzinfo=zone)
    first = int(aware.timestamp())
    second = int(aware.replace(fold=1).timestamp())
    if second < first:
        return ()
    return (first,) if second == first else (first, second)


def _file(queue: _Queue, instants: tuple[int, ...], offered: float, number: int, text: str) -> str | None:
    if not instants:
        return f"{text} does not exist on the local clock (it is skipped when daylight saving begins)"
    for instant in instants:
        if instant not in queue.cells:
            queue.cells[instant] = (offered, number)
            return None
    before, line = queue.cells[instants[-1]]
    if before == offered or (math.isnan(before) and math.isnan(offered)):
        return f"repeats line {line}"
    return f"contradicts line {line}: {offered:g} offered against {before:g}; the first is kept"


def _assemble(
    queues: Mapping[str, _Queue], bad: list[BadLine], timezone: str | None, *, naive: bool
) -> IntervalFile:
    interval_s = _interval_of(queues.values())
    daily = interval_s == DAY_S
    histories: dict[str, History] = {}
    for name, queue in queues.items():
        if queue.cells:
            histories[name] = _history(queue, interval_s, "UTC" if daily else timezone or "UTC", bad)
    return IntervalFile(histories, interval_s, tuple(sorted(bad, key=_number)), naive or daily)


def _number(line: BadLine) -> int:
    return line.number


def _interval_of(queues: Iterable[_Queue]) -> int:
    """The commonest step between neighbours (a step of 23 or 25 hours is a day)."""
    steps: Counter[int] = Counter()
    for queue in queues:
        steps.update(_steps(queue))
    if not steps:
        raise UnreadableFile("one interval alone does not tell how long it is", field="timestamp")
    step = steps.most_common(1)[0][0]
    interval_s = DAY_S if abs(step - DAY_S) <= 3600 else step
    check_interval(interval_s)
    return interval_s


def _steps(queue: _Queue) -> Iterator[int]:
    stamps = np.array(sorted(queue.cells), dtype=np.int64)
    yield from (int(step) for step in np.diff(stamps))


def _history(queue: _Queue, interval_s: int, timezone: str, bad: list[BadLine]) -> History:
    """An even grid anchored on the phase that most stamps share; lines off the grid are reported."""
    stamps = np.array(sorted(queue.cells), dtype=np.int64)
    if interval_s == DAY_S:
        stamps_on_grid = (stamps + DAY_S // 2) // DAY_S * DAY_S
        phase = 0
    else:
        phase = Counter(int(stamp) % interval_s for stamp in stamps).most_common(1)[0][0]
        stamps_on_grid = stamps
    first = int(next(at for at in stamps_on_grid if at % interval_s == phase))
    offered = np.full((int(stamps_on_grid[-1]) - first) // interval_s + 1, math.nan)
    for stamp, at in zip(stamps, stamps_on_grid, strict=True):
        value, number = queue.cells[int(stamp)]
        if at % interval_s == phase:
            offered[(int(at) - first) // interval_s] = value
        else:
            bad.append(
                BadLine(number, f"is not on the grid of {interval_s // 60} minutes that the file keeps")
            )
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=first)
    return History(start, interval_s, offered, timezone)
