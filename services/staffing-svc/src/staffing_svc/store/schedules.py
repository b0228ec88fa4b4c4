"""Kept schedules: their state, how they came to it, and their figures on each queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction
from sqlalchemy import ColumnElement, Table, and_, insert, select, tuple_, update

from staffing_svc.domain.kept_schedules import (
    Asked,
    KeptSchedule,
    QueuePart,
    ScheduleEntry,
    ScheduleStatus,
    UnknownSchedule,
)
from staffing_svc.domain.series import Grid
from staffing_svc.store.tables import SCHEDULE_ENTRIES, SCHEDULE_QUEUES
from staffing_svc.store.tables import SCHEDULES as TABLE


async def add(tx: Transaction, schedule: KeptSchedule) -> None:
    await tx.execute(insert(TABLE).values(schedule_id=schedule.schedule_id, **_values(schedule)))
    await _enter(tx, schedule, None)


async def turn(tx: Transaction, schedule: KeptSchedule, *, reason: str | None = None) -> None:
    """Stores the next version of a schedule, with an entry of who turned it and when."""
    await tx.execute(
        update(TABLE).where(TABLE.c.schedule_id == schedule.schedule_id).values(**_values(schedule))
    )
    await _enter(tx, schedule, reason)


async def find(tx: Transaction, schedule_id: UUID) -> KeptSchedule | None:
    row = (await tx.execute(select(TABLE).where(TABLE.c.schedule_id == schedule_id))).mappings()
    found = row.one_or_none()
    return None if found is None else _schedule(found)


async def get(tx: Transaction, schedule_id: UUID) -> KeptSchedule:
    """Raises `UnknownSchedule`."""
    found = await find(tx, schedule_id)
    if found is None:
        raise _unknown(schedule_id)
    return found


async def lock(tx: Transaction, schedule_id: UUID) -> KeptSchedule:
    """Raises `UnknownSchedule`."""
    query = select(TABLE).where(TABLE.c.schedule_id == schedule_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise _unknown(schedule_id)
    return _schedule(row)


async def lock_published(tx: Transaction, team: str, since: datetime, until: datetime) -> list[KeptSchedule]:
    """The team's published schedules that touch [since, until)."""
    query = (
        select(TABLE)
        .where(TABLE.c.team == team, TABLE.c.status == ScheduleStatus.PUBLISHED)
        .where(TABLE.c.starts_at < until, TABLE.c.ends_at > since)
        .order_by(TABLE.c.schedule_id)
        .with_for_update()
    )
    return [_schedule(row) for row in (await tx.execute(query)).mappings()]


async def list_published_spans(
    tx: Transaction, queue: str, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """From when until when published schedules speak of the queue, those that touch [since, until)."""
    parts = SCHEDULE_QUEUES
    query = (
        select(TABLE.c.starts_at, TABLE.c.ends_at)
        .join(parts, _current(parts))
        .where(TABLE.c.status == ScheduleStatus.PUBLISHED, parts.c.queue == queue)
        .where(TABLE.c.starts_at < until, TABLE.c.ends_at > since)
    )
    return [(row.starts_at, row.ends_at) for row in await tx.execute(query)]


async def list_before(
    tx: Transaction,
    *,
    team: str | None,
    status: ScheduleStatus | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[KeptSchedule]:
    """The last made first."""
    query = select(TABLE).order_by(TABLE.c.made_at.desc(), TABLE.c.schedule_id.desc()).limit(limit)
    if team is not None:
        query = query.where(TABLE.c.team == team)
    if status is not None:
        query = query.where(TABLE.c.status == status)
    if before is not None:
        query = query.where(tuple_(TABLE.c.made_at, TABLE.c.schedule_id) < before)
    return [_schedule(row) for row in (await tx.execute(query)).mappings()]


async def list_entries(tx: Transaction, schedule_id: UUID) -> list[ScheduleEntry]:
    entries = SCHEDULE_ENTRIES
    query = select(entries).where(entries.c.schedule_id == schedule_id).order_by(entries.c.version)
    return [
        ScheduleEntry(
            version=row["version"],
            status=ScheduleStatus(row["status"]),
            entered_at=row["entered_at"],
            entered_by=row["entered_by"],
            reason=row["reason"],
        )
        for row in (await tx.execute(query)).mappings()
    ]


async def add_parts(tx: Transaction, schedule: KeptSchedule, parts: Sequence[QueuePart]) -> None:
    for part in parts:
        await tx.execute(
            insert(SCHEDULE_QUEUES).values(
                schedule_id=schedule.schedule_id,
                version=schedule.shifts_version,
                queue=part.asked.queue,
                forecast_version=part.asked.forecast_version,
                starts_at=part.asked.grid.start,
                interval_s=part.asked.grid.interval_s,
                required=part.asked.required.tolist(),
                held=part.asked.held.tolist(),
                people=part.people.tolist(),
                paid_h=part.paid_h,
                under_h=part.under_h,
                over_h=part.over_h,
                bound_h=part.bound_h,
                gap=part.gap,
            )
        )


async def list_parts(tx: Transaction, schedule: KeptSchedule) -> list[QueuePart]:
    """Of its shifts as they are now, by queue."""
    parts = SCHEDULE_QUEUES
    query = (
        select(parts)
        .where(parts.c.schedule_id == schedule.schedule_id, parts.c.version == schedule.shifts_version)
        .order_by(parts.c.queue)
    )
    return [_part(row) for row in (await tx.execute(query)).mappings()]


async def find_newest_part(tx: Transaction, queue: str, since: datetime, until: datetime) -> QueuePart | None:
    """What the schedule published last covers of the queue, if it reaches over all of [since, until)."""
    parts = SCHEDULE_QUEUES
    query = (
        select(parts)
        .join(TABLE, _current(parts))
        .where(TABLE.c.status == ScheduleStatus.PUBLISHED, parts.c.queue == queue)
        .where(TABLE.c.starts_at <= since, TABLE.c.ends_at >= until)
        .order_by(TABLE.c.made_at.desc(), TABLE.c.schedule_id.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _part(row)


def _current(parts: Table) -> ColumnElement[bool]:
    """The parts that belong to the shifts of a schedule as they are now."""
    return and_(TABLE.c.schedule_id == parts.c.schedule_id, TABLE.c.shifts_version == parts.c.version)


def _unknown(schedule_id: UUID) -> UnknownSchedule:
    return UnknownSchedule(f"no schedule has the id {schedule_id}", field="/schedule_id")


async def _enter(tx: Transaction, schedule: KeptSchedule, reason: str | None) -> None:
    await tx.execute(
        insert(SCHEDULE_ENTRIES).values(
            schedule_id=schedule.schedule_id,
            version=schedule.version,
            status=schedule.status,
            entered_at=tx.now,
            entered_by=tx.actor,
            reason=reason,
        )
    )


def _values(schedule: KeptSchedule) -> dict[str, Any]:
    return {
        "team": schedule.team,
        "rules_version": schedule.rules_version,
        "timezone": schedule.timezone,
        "starts_at": schedule.starts_at,
        "ends_at": schedule.ends_at,
        "version": schedule.version,
        "status": schedule.status,
        "shifts_version": schedule.shifts_version,
        "made_at": schedule.made_at,
        "made_by": schedule.made_by,
    }


def _schedule(row: Any) -> KeptSchedule:
    return KeptSchedule(
        schedule_id=row["schedule_id"],
        team=row["team"],
        rules_version=row["rules_version"],
        timezone=row["timezone"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        version=row["version"],
        status=ScheduleStatus(row["status"]),
        shifts_version=row["shifts_version"],
        made_at=row["made_at"],
        made_by=row["made_by"],
    )


def _part(row: Any) -> QueuePart:
    grid = Grid(row["starts_at"], row["interval_s"], len(row["required"]))
    return QueuePart(
        asked=Asked(
            queue=row["queue"],
            grid=grid,
            required=np.array(row["required"], dtype=float),
            held=np.array(row["held"], dtype=float),
            forecast_version=row["forecast_version"],
        ),
        people=np.array(row["people"], dtype=float),
        paid_h=row["paid_h"],
        under_h=row["under_h"],
        over_h=row["over_h"],
        bound_h=row["bound_h"],
        gap=row["gap"],
    )
