"""Shared goals: who answers for what together, and where it stands."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from concert_chassis.auth import requires
from concert_chassis.bodies import Name, RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import AmountMinor, Currency, Department
from fastapi import Response
from pydantic import Field

from goals_svc.commands.draw_up_scorecard import judge_goal
from goals_svc.commands.set_goal import set_goal
from goals_svc.domain.goals import Goal, GuardRail
from goals_svc.domain.scorecard import GoalState
from goals_svc.store import goals as stored

goals = Router(prefix="/v1/goals", tags=["goals"])

SETS_GOALS = requires("executive", "system")


class GuardRailFigures(RequestBody):
    """SL2 counts answered contacts only, SL3 counts those who gave up against the service."""

    variant: Literal["SL2", "SL3"] = "SL3"
    within_s: Annotated[float, Field(ge=0, le=3600)] = 20.0
    floor_share: Annotated[float, Field(gt=0, lt=1)] = 0.75


class GoalFigures(RequestBody):
    """Revenue from `start_minor` to `target_minor` in the period, both days included."""

    name: Name
    accountable_departments: Annotated[list[Department], Field(min_length=1, max_length=50)]
    period_start: date
    period_end: date
    currency: Currency
    start_minor: AmountMinor = 0
    target_minor: AmountMinor
    guard_rail: GuardRailFigures = GuardRailFigures()

    def as_goal(self, goal_id: UUID) -> Goal:
        return Goal(
            goal_id=goal_id,
            version=0,
            name=self.name,
            accountable_departments=tuple(dict.fromkeys(self.accountable_departments)),
            period_start=self.period_start,
            period_end=self.period_end,
            currency=self.currency,
            start_minor=self.start_minor,
            target_minor=self.target_minor,
            guard_rail=GuardRail(**self.guard_rail.model_dump()),
        )


class GuardRailAnswer(ResponseBody):
    variant: str
    within_s: float
    floor_share: float


class GoalAnswer(ResponseBody):
    goal_id: UUID
    version: int
    name: str
    accountable_departments: list[str]
    period_start: date
    period_end: date
    currency: str
    start_minor: int
    target_minor: int
    guard_rail: GuardRailAnswer


class ProgressAnswer(ResponseBody):
    """`held` and `service_share` are null while no service was reported; a flagged revenue earns nobody credit."""

    goal_id: UUID
    actual_minor: int
    progress_share: float
    service_share: float | None
    held: bool | None

    @classmethod
    def of(cls, state: GoalState) -> Self:
        return cls(
            goal_id=state.goal.goal_id,
            actual_minor=state.actual_minor,
            progress_share=state.progress,
            service_share=state.service_share,
            held=state.held,
        )


@goals.get("")
async def list_goals(tx: TransactionDep, page: PageDep) -> Page[GoalAnswer]:
    """All goals, those whose period ends first, first."""
    found = await stored.list_after(tx, after=page.after(tuple[date, UUID]), limit=page.fetch)
    return page.page(found, key=lambda goal: (goal.period_end, goal.goal_id), shown=GoalAnswer.model_validate)


@goals.get("/{goal_id}")
async def get_goal(goal_id: UUID, tx: TransactionDep, answer: Response) -> GoalAnswer:
    """One goal; its ETag is needed to change it."""
    found = await stored.get(tx, goal_id)
    tell_version(answer, found.version)
    return GoalAnswer.model_validate(found)


@goals.put("/{goal_id}", dependencies=[SETS_GOALS])
async def put_goal(
    goal_id: UUID, figures: GoalFigures, seen: IfMatchDep, tx: TransactionDep, answer: Response
) -> GoalAnswer:
    """Set a goal (If-Match: "0" for a new one) or change it."""
    known = await stored.lock(tx, goal_id)
    seen.check(known.version if known else 0)
    changed = await set_goal(tx, figures.as_goal(goal_id), seen_version=known.version if known else 0)
    tell_version(answer, changed.version)
    return GoalAnswer.model_validate(changed)


@goals.get("/{goal_id}/progress")
async def get_progress(goal_id: UUID, tx: TransactionDep) -> ProgressAnswer:
    """Where the goal stands: revenue so far, and whether service held meanwhile."""
    return ProgressAnswer.of(await judge_goal(tx, await stored.get(tx, goal_id)))
