"""Reads the shifts that `concert staffing schedule -o csv` prints, so that a plan can be lived before it is worked."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer
from staffing_svc.domain.schedule import Shift, ShiftBreak

NEEDED = ("start", "end")


@dataclass(frozen=True)
class PlannedShift:
    """A shift and who works it; nobody's name where it is still open."""

    person: str
    shift: Shift


def read_shifts(path: Path) -> list[PlannedShift]:
    """One shift a line: start, end, perhaps person and queue, and NAME_start and NAME_end of each break.

    Raises `typer.BadParameter` that names the line and the column.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        headings = [heading.strip() for heading in rows.fieldnames or ()]
        if missing := [name for name in NEEDED if name not in headings]:
            raise typer.BadParameter(
                f"{path} needs the columns start and end, as `concert staffing schedule -o csv` prints them; "
                f"missing: {', '.join(missing)}.",
                param_hint="--schedule",
            )
        pauses = [name.removesuffix("_start") for name in headings if name.endswith("_start")]
        return [_planned(line, row, pauses) for line, row in enumerate(rows, start=2)]


def _planned(line: int, row: Mapping[str, str], pauses: Sequence[str]) -> PlannedShift:
    begins, ends = _time(line, row, "start"), _time(line, row, "end")
    if begins >= ends:
        raise _bad(line, "end", f"{row['end']!r} is not after the start")
    taken = tuple(
        ShiftBreak(name, _time(line, row, f"{name}_start"), _time(line, row, f"{name}_end"), paid=False)
        for name in pauses
        if row.get(f"{name}_start")
    )
    shift = Shift(row.get("kind") or "", row.get("queue") or "all", begins, ends, 0, taken)
    return PlannedShift(row.get("person") or "", shift)


def _time(line: int, row: Mapping[str, str], column: str) -> datetime:
    text = row.get(column) or ""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise _bad(line, column, f"{text!r} is not a time: write 2025-03-03T08:00") from None


def _bad(line: int, column: str, reason: str) -> typer.BadParameter:
    return typer.BadParameter(f"line {line}, column {column}: {reason}.", param_hint="--schedule")
