"""A schedule as rows and records: shifts with their breaks, cover by interval, and what it all comes to."""

from collections.abc import Sequence
from datetime import datetime
from math import floor

from staffing_svc.domain.schedule import Schedule, Shift

from concert_cli.staffing.intervals_file import IntervalFile


def summary_record(schedule: Schedule, people: int | None, still_open: int | None) -> dict[str, object]:
    """Paid hours, cover and the proven gap of one queue; people only where shifts were handed out."""
    record: dict[str, object] = {
        "queue": schedule.requirement.queue,
        "shifts": len(schedule.shifts),
        "paid_hours": round(schedule.paid_h, 4),
        "required_hours": round(schedule.requirement.required_hours, 4),
        "under_cover_hours": round(schedule.coverage.under_h, 4),
        "over_cover_hours": round(schedule.coverage.over_h, 4),
        "cost_hours": round(schedule.cost_h, 4),
        "bound_hours": floor(schedule.bound_h * 10_000 + 1e-6) / 10_000,
        "gap": round(schedule.gap, 6) if schedule.complete else None,
    }
    return record if people is None else record | {"people": people, "open_shifts": still_open}


def shift_rows(shifts: Sequence[tuple[str | None, Shift]], file: IntervalFile) -> list[dict[str, object]]:
    """One row per (person, shift): person, queue, kind, start, end, paid hours, then each break's start and end."""
    names = list(dict.fromkeys(pause.name for _, shift in shifts for pause in shift.breaks))
    rows: list[dict[str, object]] = []
    for person, shift in shifts:
        row: dict[str, object] = {
            "person": person,
            "queue": shift.queue,
            "kind": shift.kind,
            "start": _stamp(file, shift.starts_at),
            "end": _stamp(file, shift.ends_at),
            "paid_hours": round(shift.paid_s / 3600, 4),
        }
        taken = {pause.name: pause for pause in shift.breaks}
        for name in names:
            pause = taken.get(name)
            row[f"{name}_start"] = _stamp(file, pause.starts_at) if pause else None
            row[f"{name}_end"] = _stamp(file, pause.ends_at) if pause else None
        rows.append(row)
    return rows


def line_rows(schedule: Schedule, file: IntervalFile) -> list[dict[str, object]]:
    """One row per kind and start: how many people begin there."""
    counts: dict[tuple[datetime, str], int] = {}
    for shift in schedule.shifts:
        counts[shift.starts_at, shift.kind] = counts.get((shift.starts_at, shift.kind), 0) + 1
    return [
        {"queue": schedule.requirement.queue, "start": _stamp(file, at), "kind": kind, "people": people}
        for (at, kind), people in sorted(counts.items())
    ]


def interval_rows(schedule: Schedule, file: IntervalFile) -> list[dict[str, object]]:
    """One row per interval: required, mean agents at work, the fewest at any moment, under- and over-cover."""
    cover = schedule.coverage
    rows: list[dict[str, object]] = []
    for index, (at, required) in enumerate(zip(cover.starts_at, schedule.requirement.agents, strict=True)):
        mean, fewest = float(cover.mean[index]), int(cover.fewest[index])
        rows.append(
            {
                "queue": schedule.requirement.queue,
                "start": _stamp(file, at),
                "required": required,
                "scheduled": round(mean, 4),
                "fewest": fewest,
                "under": max(required - fewest, 0),
                "over": round(max(mean - required, 0.0), 4),
            }
        )
    return rows


def _stamp(file: IntervalFile, at: datetime) -> str:
    """A time of the schedule, which is on the clock of the file, as the file writes its own."""
    return at.replace(tzinfo=None).isoformat() if file.naive else at.isoformat()
