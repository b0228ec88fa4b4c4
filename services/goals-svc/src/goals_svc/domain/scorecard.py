"""The shared scorecard: the same measures for every department, each with what it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goals_svc.domain.goals import Goal
from goals_svc.domain.proportions import Proportion, proportion

ACKNOWLEDGE_WITHIN = timedelta(days=2)
TRANSLATE_WITHIN = timedelta(days=3)
MEASURES = 5


@dataclass(frozen=True, slots=True)
class Launch:
    """A campaign that launched in the period, and whether its notice was kept."""

    expected_contacts: int
    on_time: bool
    is_emergency: bool
    given_days: int


@dataclass(frozen=True, slots=True)
class Answered:
    """An announcement of the period, and when the center answered it."""

    announced_at: datetime
    acknowledged_at: datetime | None
    translated_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnsweredInsight:
    """An insight of the period, and when its owner answered it."""

    owner_department: str
    acknowledge_due_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Adherence:
    """Notice kept by launched campaigns; emergencies are counted apart. `weighted_share` weighs by contacts."""

    notice: Proportion
    emergencies: int
    weighted_share: float | None
    median_notice_days: float | None


def adherence(launches: Sequence[Launch]) -> Adherence:
    """On time over launched, with the Wilson interval. See definitions: notice."""
    counted = [launch for launch in launches if not launch.is_emergency]
    kept = [launch for launch in counted if launch.on_time]
    contacts = sum(launch.expected_contacts for launch in counted)
    return Adherence(
        notice=proportion(len(kept), len(counted)),
        emergencies=len(launches) - len(counted),
        weighted_share=sum(launch.expected_contacts for launch in kept) / contacts if contacts else None,
        median_notice_days=_median([launch.given_days for launch in counted]),
    )


def _median(days: list[int]) -> float | None:
    if not days:
        return None
    ordered, middle = sorted(days), len(days) // 2
    return float(ordered[middle]) if len(days) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True, slots=True)
class Responsiveness:
    """How the center answered announcements: the mirror of notice."""

    acknowledged: Proportion
    translated: Proportion


def responsiveness(announcements: Sequence[Answered]) -> Responsiveness:
    return Responsiveness(
        acknowledged=proportion(
            sum(_within(a.announced_at, a.acknowledged_at, ACKNOWLEDGE_WITHIN) for a in announcements),
            len(announcements),
        ),
        translated=proportion(
            sum(_within(a.announced_at, a.translated_at, TRANSLATE_WITHIN) for a in announcements),
            len(announcements),
        ),
    )


def _within(since: datetime, at: datetime | None, allowed: timedelta) -> bool:
    return at is not None and at - since <= allowed


def insight_responsiveness(insights: Sequence[AnsweredInsight]) -> dict[str, Proportion]:
    """Insights acknowledged in time, by the department that owns the cause."""
    departments = sorted({insight.owner_department for insight in insights})
    return {
        department: proportion(
            sum(
                i.acknowledged_at is not None and i.acknowledged_at <= i.acknowledge_due_at
                for i in insights
                if i.owner_department == department
            ),
            sum(i.owner_department == department for i in insights),
        )
        for department in departments
    }


@dataclass(frozen=True, slots=True)
class LostPart:
    """Observed loss by cause and department in minor units; department None: nobody answers for it (yet)."""

    kind: str
    department: str | None
    currency: str
    low_minor: int
    likely_minor: int
    high_minor: int


@dataclass(frozen=True, slots=True)
class ServiceCounts:
    """Contacts of the period: answered within the time, answered, abandoned."""

    answered_within: int
    answered: int
    abandoned: int

    def level(self, variant: str) -> float | None:
        """SL2 = A_T/A or SL3 = A_T/(A + B); the others need abandons by their wait, which nobody reports here."""
        of = self.answered if variant == "SL2" else self.answered + self.abandoned
        return self.answered_within / of if of else None


@dataclass(frozen=True)
class GoalState:
    """Where a goal stands; `held` None: nothing was reported to judge the guard rail by."""

    goal: Goal
    actual_minor: int
    service_share: float | None

    @property
    def progress(self) -> float:
        return self.goal.progress(self.actual_minor)

    @property
    def held(self) -> bool | None:
        if self.service_share is None:
            return None
        return self.service_share >= self.goal.guard_rail.floor_share


@dataclass(frozen=True)
class Scorecard:
    adherence: Adherence
    responsiveness: Responsiveness
    insights: dict[str, Proportion]
    lost: tuple[LostPart, ...]
    goal: GoalState | None

    @property
    def coverage_share(self) -> float:
        """The share of the five measures for which there was anything to measure."""
        there = (
            self.adherence.notice.of > 0,
            self.responsiveness.acknowledged.of > 0,
            bool(self.lost),
            self.goal is not None,
            self.goal is not None and self.goal.held is not None,
        )
        return sum(there) / MEASURES
