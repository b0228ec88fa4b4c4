"""The plan of `concert staffing simulate` from a file: one line per interval, perhaps several queues."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import typer
from staffing_svc.domain.erlang.arrays import FloatArray, IntArray
from staffing_svc.domain.schedule.shift import instant_s

from concert_cli.staffing.lengths import count

_NAMES = {
    "start": ("start", "timestamp", "time", "interval_start", "ts"),
    "queue": ("queue", "skill"),
    "contacts": ("contacts", "offered", "mean", "forecast", "calls", "volume"),
    "agents": ("agents", "staff", "scheduled", "required"),
}


@dataclass(frozen=True)
class QueuePlan:
    """One queue: when each interval starts (as written), expected contacts and agents on shift."""

    queue: str
    starts: list[str]
    contacts: FloatArray
    agents: IntArray


def read_plan(path: Path) -> list[QueuePlan]:
    """The queues of the file in the order of their first line. Raises `typer.BadParameter` naming line and column."""
    return _read(path, ("contacts", "agents"))


def read_contacts(path: Path) -> list[QueuePlan]:
    """The same where agents come from elsewhere and the file need not have any."""
    return _read(path, ("start", "contacts"))


def start_times(starts: list[str]) -> list[float]:
    """The starts as seconds on a clock without jumps. Raises `typer.BadParameter` if they are no times in order."""
    try:
        times = [instant_s(datetime.fromisoformat(start.strip())) for start in starts]
    except ValueError as error:
        raise typer.BadParameter(
            f"the starts must be times such as 2025-03-03T08:00: {error}.", param_hint="--file"
        ) from error
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise typer.BadParameter("the starts must be in the order of time.", param_hint="--file")
    return times


def _read(path: Path, needed: tuple[str, ...]) -> list[QueuePlan]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        columns = _columns(path, list(rows.fieldnames or ()), needed)
        lines: dict[str, list[tuple[str, float, float]]] = {}
        for number, row in enumerate(rows, start=2):
            queue = row[columns["queue"]] if "queue" in columns else "all"
            start = row[columns["start"]] if "start" in columns else str(number - 1)
            offered = _number(number, columns["contacts"], row)
            agents = _number(number, columns["agents"], row) if "agents" in needed else 0.0
            lines.setdefault(queue, []).append((start, offered, agents))
    if not lines:
        raise typer.BadParameter(f"{path} has no lines below its header.", param_hint="--file")
    if len({len(intervals) for intervals in lines.values()}) > 1:
        lengths = ", ".join(f"{queue}: {len(intervals)}" for queue, intervals in lines.items())
        raise typer.BadParameter(f"every queue needs the same intervals ({lengths}).", param_hint="--file")
    return [_plan(queue, intervals) for queue, intervals in lines.items()]


def interval_between(starts: list[str]) -> float | None:
    """Seconds from the first start to the second, where both are ISO timestamps."""
    try:
        first, second = (datetime.fromisoformat(start) for start in starts[:2])
    except ValueError:
        return None
    return (second - first).total_seconds()


def _columns(path: Path, headings: list[str], needed: tuple[str, ...]) -> dict[str, str]:
    plain = {heading.strip().lower(): heading for heading in headings}
    found = {
        column: next(plain[name] for name in names if name in plain)
        for column, names in _NAMES.items()
        if any(name in plain for name in names)
    }
    for column in needed:
        if column not in found:
            raise typer.BadParameter(
                f"{path} needs a header line with the columns {' and '.join(needed)}, and has {headings}.",
                param_hint="--file",
            )
    return found


def _number(line: int, heading: str, row: Mapping[str, str]) -> float:
    try:
        return count(row[heading] or "")
    except typer.BadParameter as error:
        raise typer.BadParameter(
            f"line {line}, column {heading}: {error.message}", param_hint="--file"
        ) from error


def _plan(queue: str, intervals: list[tuple[str, float, float]]) -> QueuePlan:
    starts, contacts, agents = zip(*intervals, strict=True)
    return QueuePlan(queue, list(starts), np.array(contacts), np.floor(np.array(agents)).astype(np.int64))
