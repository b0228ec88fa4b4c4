"""What is shown of a kept schedule: its state, its figures on each queue, its entries, its shifts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from concert_chassis.bodies import ResponseBody

from staffing_svc.api.shift_plans import BreakAnswer
from staffing_svc.domain.kept_schedules import (
    KeptSchedule,
    PlannedShift,
    QueuePart,
    ScheduleEntry,
    ScheduleStatus,
)
from staffing_svc.domain.publications import Publication


class ScheduleState(ResponseBody):
    """`status` is draft, published, replaced or withdrawn; only a published one counts."""

    schedule_id: UUID
    team: str
    version: int
    status: ScheduleStatus
    rules_version: int
    timezone: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    made_by: str


class QueuePartAnswer(ResponseBody):
    """Hours on one queue; `gap` is proven, and null while agents are missing that must not be.

    `held_hours` are brought by other published schedules; `forecast_version` is null for given agents.
    """

    queue: str
    forecast_version: int | None
    interval_s: int
    required_hours: float
    held_hours: float
    people_hours: float
    paid_h: float
    under_cover_h: float
    over_cover_h: float
    bound_h: float
    gap: float | None

    @classmethod
    def of(cls, part: QueuePart) -> Self:
        hours = part.asked.grid.interval_s / 3600
        return cls(
            queue=part.asked.queue,
            forecast_version=part.asked.forecast_version,
            interval_s=part.asked.grid.interval_s,
            required_hours=float(part.asked.required.sum()) * hours,
            held_hours=float(part.asked.held.sum()) * hours,
            people_hours=float(part.people.sum()) * hours,
            paid_h=part.paid_h,
            under_cover_h=part.under_h,
            over_cover_h=part.over_h,
            bound_h=part.bound_h,
            gap=part.gap,
        )


class EntryAnswer(ResponseBody):
    version: int
    status: ScheduleStatus
    entered_at: datetime
    entered_by: str
    reason: str | None


class PublicationAnswer(ResponseBody):
    """`outcome` is `published` or the code of a refusal; null while it runs or if nobody stayed to its end."""

    publication_id: UUID
    started_at: datetime
    started_by: str
    gap: float
    time_limit_s: float
    cancelled_at: datetime | None
    cancelled_by: str | None
    ended_at: datetime | None
    outcome: str | None


class KeptScheduleAnswer(ScheduleState):
    queues: list[QueuePartAnswer]
    entries: list[EntryAnswer]
    publications: list[PublicationAnswer]

    @classmethod
    def of(
        cls,
        schedule: KeptSchedule,
        parts: Sequence[QueuePart],
        entries: Sequence[ScheduleEntry],
        publications: Sequence[Publication],
    ) -> Self:
        return cls(
            **ScheduleState.model_validate(schedule).model_dump(),
            queues=[QueuePartAnswer.of(part) for part in parts],
            entries=[EntryAnswer.model_validate(entry) for entry in entries],
            publications=[PublicationAnswer.model_validate(one) for one in publications],
        )


class PlannedShiftAnswer(ResponseBody):
    """`person` is null where no staff is named, and for an open shift, whose `obstacle` is told."""

    place: int
    person: str | None
    queue: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    paid_s: int
    breaks: list[BreakAnswer]
    obstacle: str | None

    @classmethod
    def of(cls, row: tuple[int, PlannedShift]) -> Self:
        place, one = row
        return cls(
            place=place,
            person=one.person,
            queue=one.shift.queue,
            kind=one.shift.kind,
            starts_at=one.shift.starts_at,
            ends_at=one.shift.ends_at,
            paid_s=one.shift.paid_s,
            breaks=[BreakAnswer.model_validate(pause) for pause in one.shift.breaks],
            obstacle=one.obstacle,
        )
