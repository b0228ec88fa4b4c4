"""Files the lines of an interval export under their queues, or says why a line cannot be used."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from staffing_svc.domain.forecast.history import DAY_S

from concert_cli.staffing.columns import UnreadableFile, stamp_text
from concert_cli.staffing.counts import Count, count_parser
from concert_cli.staffing.stamps import Parse, stamp_parser

ONE_QUEUE = "all"


@dataclass
class QueueLines:
    """Lines of one queue as they are read: instant in seconds -> (offered, line number)."""

    cells: dict[int, tuple[float, int]] = field(default_factory=dict)


@dataclass
class Lines:
    """Files lines under their queues; `offsets` holds one instant a week of each offset that stamps carry."""

    positions: Mapping[str, int]
    parse: Parse
    count: Count
    zone: ZoneInfo | None
    queues: dict[str, QueueLines] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)
    _weeks: set[tuple[int, int]] = field(default_factory=set)

    def take(self, row: list[str], number: int) -> str | None:
        """Files one line under its queue, or says why it cannot."""
        if len(row) <= max(self.positions.values()):
            return f"has {len(row)} columns, needs {max(self.positions.values()) + 1}"
        text = stamp_text(row, self.positions)
        try:
            stamp = self.parse(text)
        except ValueError:
            return f"'{text}' is not a timestamp"
        offered = self.count(row[self.positions["offered"]])
        if isinstance(offered, str):
            return offered
        self._note_offset(stamp)
        name = row[self.positions["queue"]].strip() if "queue" in self.positions else ONE_QUEUE
        queue = self.queues.setdefault(name, QueueLines())
        return _file(queue, _instants(stamp, self.zone), offered, number, text)

    def _note_offset(self, stamp: datetime) -> None:
        offset = stamp.utcoffset()
        if offset is None:
            return
        instant, seconds = int(stamp.timestamp()), int(offset.total_seconds())
        if (instant // (7 * DAY_S), seconds) not in self._weeks:
            self._weeks.add((instant // (7 * DAY_S), seconds))
            self.offsets[instant] = seconds


def _instants(stamp: datetime, zone: ZoneInfo | None) -> tuple[int, ...]:
    """The instants, in seconds on the whole minute, that a stamp can mean: none in the skipped hour, two in
    the repeated one."""
    stamp = stamp.replace(second=0, microsecond=0)
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


def _file(queue: QueueLines, instants: tuple[int, ...], offered: float, number: int, text: str) -> str | None:
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


def lines_reader(rows: list[list[str]], positions: Mapping[str, int], zone: ZoneInfo | None) -> Lines:
    """How this file writes times and counts, told by its first lines."""
    width = max(positions.values())
    samples = [row for row in rows[:5000] if len(row) > width]
    try:
        parse = stamp_parser([stamp_text(row, positions) for row in samples])
    except ValueError as error:
        raise UnreadableFile(str(error), field="timestamp") from error
    count = count_parser(row[positions["offered"]] for row in samples)
    return Lines(positions, parse, count, zone)
