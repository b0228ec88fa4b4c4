"""What all departments are held to: the shared goal, its guard rail and the scorecard of each period."""

from datetime import date
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from concert_contracts.event import Event, Part
from concert_contracts.quantities import (
    AmountMinor,
    Count,
    Currency,
    Department,
    Moment,
    MoneyRange,
    Name,
    Seconds,
    Share,
    Text,
    Version,
)
from concert_contracts.staffing import LossCauseKind, ServiceLevelVariant
from concert_contracts.streams import SCORECARDS, Stream


class GuardRail(Part):
    """The service below which revenue credit is flagged: a goal is not reached at the customers' expense."""

    variant: ServiceLevelVariant
    within_s: Seconds
    floor_share: Share


class GoalSet(Event):
    """Several departments now answer for one revenue goal together, under one guard rail.

    `scorecard_id` is the standing scorecard that the goal is on, the same through all periods; it orders the
    story of its goals, breaches and publications.
    """

    WIRE_NAME: ClassVar[str] = "concert.goals.GoalSet.v1"
    STREAM: ClassVar[Stream] = SCORECARDS

    scorecard_id: UUID
    goal_id: UUID
    version: Version
    set_at: Moment
    name: Name
    accountable_departments: Annotated[tuple[Department, ...], Field(min_length=1, max_length=50)]
    period_start: date
    period_end: date
    currency: Currency
    start_minor: AmountMinor
    target_minor: AmountMinor
    guard_rail: GuardRail

    @model_validator(mode="after")
    def _period_runs_forward(self) -> Self:
        if self.period_end < self.period_start:
            raise ValueError("period_end must not be before period_start")
        return self


class NoticeAdherence(Part):
    """Campaigns launched with the agreed notice, with the Wilson interval of the share.

    Emergencies are counted apart. The shares are null when nothing was launched.
    """

    on_time_campaigns: Count
    launched_campaigns: Count
    emergency_campaigns: Count
    share: Share | None
    low_share: Share | None
    high_share: Share | None


class CenterResponsiveness(Part):
    """How the center answered announcements: the mirror of notice, counted the same way.

    The shares are null when nothing was announced.
    """

    announced_campaigns: Count
    acknowledged_in_time_campaigns: Count
    translated_in_time_campaigns: Count
    acknowledge_within_s: Seconds
    translate_within_s: Seconds
    acknowledged_share: Share | None
    translated_share: Share | None


class LostByCause(Part):
    """Observed lost opportunity of the period by cause; `department` is null when none answers for it."""

    kind: LossCauseKind
    department: Department | None
    currency: Currency
    observed: MoneyRange


class RevenueProgress(Part):
    """Where the shared revenue goal stands; `progress_share` is clamped (actual - start)/(target - start)."""

    goal_id: UUID
    currency: Currency
    start_minor: AmountMinor
    target_minor: AmountMinor
    actual_minor: AmountMinor
    progress_share: Share


class GuardRailState(Part):
    """Whether service held meanwhile; `actual_share` and `held` are null when nothing was reported."""

    variant: ServiceLevelVariant
    within_s: Seconds
    floor_share: Share
    actual_share: Share | None
    held: bool | None


class ScorecardPublished(Event):
    """How all departments did in a period, by the same measures; a later version of it replaces this one.

    `revenue` and `guard_rail` are null while no goal is set for the period. `coverage_share` is the share of
    the measures for which there was anything to measure.
    """

    WIRE_NAME: ClassVar[str] = "concert.goals.ScorecardPublished.v1"
    STREAM: ClassVar[Stream] = SCORECARDS

    scorecard_id: UUID
    version: Version
    published_at: Moment
    period_start: date
    period_end: date
    notice_adherence: NoticeAdherence
    center_responsiveness: CenterResponsiveness
    lost_opportunity: Annotated[tuple[LostByCause, ...], Field(max_length=500)]
    revenue: RevenueProgress | None
    guard_rail: GuardRailState | None
    coverage_share: Share


class GuardRailBreached(Event):
    """Service fell below the goal's floor: the period's revenue credit is flagged, for every department."""

    WIRE_NAME: ClassVar[str] = "concert.goals.GuardRailBreached.v1"
    STREAM: ClassVar[Stream] = SCORECARDS

    scorecard_id: UUID
    goal_id: UUID
    breached_at: Moment
    period_start: date
    period_end: date
    variant: ServiceLevelVariant
    within_s: Seconds
    floor_share: Share
    actual_share: Share
    currency: Currency
    flagged_minor: AmountMinor
    explanation: Text
