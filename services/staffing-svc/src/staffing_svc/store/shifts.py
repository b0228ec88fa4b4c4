"""The shifts of kept schedules: written with a version of their schedule, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from concert_chassis.transaction import Transaction
from pydantic_core import from_json, to_json

from staffing_svc.domain.kept_schedules import KeptSchedule, PlannedShift
from staffing_svc.domain.schedule import Shift, ShiftBreak

_COLUMNS = "s.place, s.queue, s.kind, s.person, s.starts_at, s.ends_at, s.paid_s, s.breaks::text, s.obstacle"
_PUBLISHED = (
    "FROM shift s JOIN schedule k ON k.schedule_id = s.schedule_id AND k.shifts_version = s.version "
    "WHERE k.status = 'published' "
)


async def add(tx: Transaction, schedule: KeptSchedule, shifts: Sequence[PlannedShift]) -> None:
    raw = await tx.raw()
    await raw.executemany(
        "INSERT INTO shift (schedule_id, version, place, queue, kind, person, starts_at, ends_at, paid_s, "
        "breaks, obstacle) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, $11)",
        [
            (
                schedule.schedule_id,
                schedule.shifts_version,
                place,
                one.shift.queue,
                one.shift.kind,
                one.person,
                one.shift.starts_at,
                one.shift.ends_at,
                one.shift.paid_s,
                to_json([_break_row(pause) for pause in one.shift.breaks]).decode(),
                one.obstacle,
            )
            for place, one in enumerate(shifts, start=1)
        ],
    )


async def list_of(
    tx: Transaction,
    schedule: KeptSchedule,
    *,
    version: int | None = None,
    person: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[tuple[int, PlannedShift]]:
    """(place, shift) in order of start, in the team's time; of an earlier version if it is given."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM shift s "  # noqa: S608 - column names written in this file
        "WHERE s.schedule_id = $1 AND s.version = $2 AND s.place > $3 AND ($4::text IS NULL OR s.person = $4) "
        "ORDER BY s.place LIMIT $5",
        schedule.schedule_id,
        version or schedule.shifts_version,
        after,
        person,
        limit,
    )
    zone = ZoneInfo(schedule.timezone)
    return [(row["place"], _planned(row, zone)) for row in rows]


async def list_at_work(
    tx: Transaction, queue: str, since: datetime, until: datetime, *, but_not: Sequence[UUID] = ()
) -> list[Shift]:
    """Shifts of published schedules on a queue that reach into [since, until) and that somebody works."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} {_PUBLISHED}"
        "AND s.queue = $1 AND s.ends_at > $2 AND s.starts_at < $3 AND s.obstacle IS NULL "
        "AND s.schedule_id <> ALL($4::uuid[]) ORDER BY s.starts_at",
        queue,
        since,
        until,
        list(but_not),
    )
    return [_planned(row, None).shift for row in rows]


async def list_worked_by(
    tx: Transaction,
    people: Sequence[str],
    since: datetime,
    until: datetime,
    *,
    timezone: str,
    but_not: Sequence[UUID] = (),
) -> dict[str, list[Shift]]:
    """Shifts of published schedules by person, those that begin in [since, until), in order."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} {_PUBLISHED}"
        "AND s.person = ANY($1::text[]) AND s.starts_at >= $2 AND s.starts_at < $3 "
        "AND s.schedule_id <> ALL($4::uuid[]) ORDER BY s.person, s.starts_at",
        list(people),
        since,
        until,
        list(but_not),
    )
    found: dict[str, list[Shift]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(_planned(row, ZoneInfo(timezone)).shift)
    return found


async def list_people_of(
    tx: Transaction,
    team: str,
    since: datetime,
    until: datetime,
    *,
    queue: str | None,
    person: str | None,
) -> dict[str, list[Shift]]:
    """Shifts by person that a team has published and that reach into [since, until), perhaps one queue's."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} {_PUBLISHED}"
        "AND k.team = $1 AND s.person IS NOT NULL AND s.ends_at > $2 AND s.starts_at < $3 "
        "AND ($4::text IS NULL OR s.queue = $4) AND ($5::text IS NULL OR s.person = $5) "
        "ORDER BY s.person, s.starts_at",
        team,
        since,
        until,
        queue,
        person,
    )
    found: dict[str, list[Shift]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(_planned(row, None).shift)
    return found


def _break_row(pause: ShiftBreak) -> dict[str, object]:
    return {
        "name": pause.name,
        "starts_at": pause.starts_at.isoformat(),
        "ends_at": pause.ends_at.isoformat(),
        "paid": pause.paid,
    }


def _planned(row: Any, zone: ZoneInfo | None) -> PlannedShift:
    def local(at: datetime) -> datetime:
        return at if zone is None else at.astimezone(zone)

    breaks = tuple(
        ShiftBreak(
            pause["name"],
            local(datetime.fromisoformat(pause["starts_at"])),
            local(datetime.fromisoformat(pause["ends_at"])),
            pause["paid"],
        )
        for pause in from_json(row["breaks"])
    )
    starts_at, ends_at = local(row["starts_at"]), local(row["ends_at"])
    shift = Shift(row["kind"], row["queue"], starts_at, ends_at, row["paid_s"], breaks)
    return PlannedShift(shift, row["person"], row["obstacle"])
