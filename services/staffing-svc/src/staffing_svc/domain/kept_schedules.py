"""A schedule that is kept: of whom, for when, under which rules, and whether it counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from concert_contracts.refusal import Refusal

from staffing_svc.domain.schedule.requirement import Requirement
from staffing_svc.domain.schedule.shift import Shift
from staffing_svc.domain.series import Grid, Numbers


class UnknownSchedule(Refusal):
    """No schedule has this id."""

    code = "unknown-schedule"
    status = 404


class NotADraft(Refusal):
    """Only a draft can be published, and only once."""

    code = "schedule-not-a-draft"
    status = 409


class NotPublished(Refusal):
    """The schedule does not count: it is a draft, was replaced or withdrawn."""

    code = "schedule-not-published"
    status = 409


class ScheduleOver(Refusal):
    """Nobody can work a schedule of the past."""

    code = "schedule-in-the-past"
    status = 409


class RulesStale(Refusal):
    """The team's shift rules have changed since the schedule was drafted."""

    code = "rules-stale"
    status = 409


class ScheduleOverlaps(Refusal):
    """Another published schedule of the team reaches out of this one's time: people would work twice."""

    code = "schedule-overlaps"
    status = 409


class NothingRequired(Refusal):
    """Nobody is required at any time of this stretch."""

    code = "nothing-required"
    status = 409


class QueueNotOfTeam(Refusal):
    """The team's shift rules do not name this queue."""

    code = "queue-not-of-team"
    status = 409


class ScheduleStatus(StrEnum):
    """Only a published schedule counts in plans, offers and adherence."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class KeptSchedule:
    """Its state now; the shifts that belong to it are those of `shifts_version`."""

    schedule_id: UUID
    team: str
    rules_version: int
    timezone: str
    starts_at: datetime
    ends_at: datetime
    version: int
    status: ScheduleStatus
    shifts_version: int
    made_at: datetime
    made_by: str

    def must_be_draft(self) -> None:
        """Raises NotADraft."""
        if self.status is not ScheduleStatus.DRAFT:
            raise NotADraft(f"this schedule is {self.status}: draft another one", field="/schedule_id")

    def must_be_published(self) -> None:
        """Raises NotPublished."""
        if self.status is not ScheduleStatus.PUBLISHED:
            raise NotPublished(f"this schedule is {self.status}, not published", field="/schedule_id")

    def holds(self, other: "KeptSchedule") -> bool:
        """Whether the other's time lies within this one's."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def turned(self, status: ScheduleStatus, *, with_new_shifts: bool = False) -> "KeptSchedule":
        """Its next version."""
        version = self.version + 1
        shifts_version = version if with_new_shifts else self.shifts_version
        return replace(self, version=version, status=status, shifts_version=shifts_version)


@dataclass(frozen=True)
class ScheduleEntry:
    """What became of a schedule, when and by whom."""

    version: int
    status: ScheduleStatus
    entered_at: datetime
    entered_by: str
    reason: str | None


@dataclass(frozen=True, eq=False)
class Asked:
    """What a schedule has to cover on one queue, arrays [n] over `grid`.

    `required` are the people that the queue needs, `held` those that other published schedules bring already.
    `forecast_version` is None for required people that were given.
    """

    queue: str
    grid: Grid
    required: Numbers
    held: Numbers
    forecast_version: int | None

    def requirement(self, timezone: str) -> Requirement:
        """Whole agents still to be found, on the clock of the team."""
        missing = np.ceil(np.maximum(self.required - self.held, 0.0) - 1e-9).astype(np.int64)
        starts_at = self.grid.start.astimezone(ZoneInfo(timezone))
        return Requirement(self.queue, starts_at, self.grid.interval_s, tuple(missing.tolist()))


@dataclass(frozen=True, eq=False)
class QueuePart:
    """A schedule's part on one queue: the people [n] over the grid of what was asked, and what they cost.

    Where the rules name staff, `people`, `under_h` and `over_h` count the shifts that somebody works, and no
    open ones. `bound_h` is proven for the shifts as a whole; `gap` is None while agents are missing that must
    not be.
    """

    asked: Asked
    people: Numbers
    paid_h: float
    under_h: float
    over_h: float
    bound_h: float
    gap: float | None


@dataclass(frozen=True)
class PlannedShift:
    """A shift and who works it; nobody, and what stood in the way of most, for an open one."""

    shift: Shift
    person: str | None
    obstacle: str | None

    @property
    def counts(self) -> bool:
        """An open shift is worked by nobody; where no staff is named, every shift is taken to be worked."""
        return self.obstacle is None


@dataclass(frozen=True)
class StaffedSchedule:
    """All shifts of a schedule, by start, and what they come to on each queue."""

    parts: tuple[QueuePart, ...]
    shifts: tuple[PlannedShift, ...]
