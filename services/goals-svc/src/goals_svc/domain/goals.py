"""A shared goal: several departments answer for one revenue figure, under one guard rail."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from concert_contracts.refusal import Refusal

from goals_svc.domain.period import Period


class UnknownGoal(Refusal):
    """No goal has this id."""

    code = "unknown-goal"
    status = 404


class GoalWithoutWay(Refusal):
    """The target is where the goal starts: there is nothing to reach."""

    code = "goal-without-way"
    status = 422


@dataclass(frozen=True, slots=True)
class GuardRail:
    """Service may not fall below `floor_share` in `variant` within `within_s` while revenue is chased."""

    variant: str
    within_s: float
    floor_share: float


@dataclass(frozen=True)
class Goal:
    """Money in minor units of `currency`; the period includes both days."""

    goal_id: UUID
    version: int
    name: str
    accountable_departments: tuple[str, ...]
    period_start: date
    period_end: date
    currency: str
    start_minor: int
    target_minor: int
    guard_rail: GuardRail

    def __post_init__(self) -> None:
        self.period.check(first_field="/period_start", last_field="/period_end")
        if self.target_minor == self.start_minor:
            raise GoalWithoutWay("the target must differ from the start", field="/target_minor")

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    def progress(self, actual_minor: int) -> float:
        """(actual - start)/(target - start), between 0 and 1; lower-is-better works by itself."""
        done = (actual_minor - self.start_minor) / (self.target_minor - self.start_minor)
        return min(max(done, 0.0), 1.0)
