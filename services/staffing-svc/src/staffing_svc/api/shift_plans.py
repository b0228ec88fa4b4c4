"""Shift plans: a draft at once, or published with a proven gap while progress is told; nothing is stored here."""

from datetime import datetime
from typing import Annotated, Self

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router
from concert_contracts.quantities import QueueName
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, Field, JsonValue

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.api.search_stream import SEARCHES, search_stream
from staffing_svc.commands.plan_shifts import draft_shifts
from staffing_svc.domain.schedule import (
    Progress,
    Requirement,
    Schedule,
    ScheduleRules,
    SearchBudget,
    rules_from,
)

shift_plans = Router(prefix="/v1/schedules", tags=["schedule"])


class DraftBody(RequestBody):
    """Required agents per interval from `starts_at`, and rules as docs/guide/schedules.md describes them."""

    queue: QueueName
    starts_at: AwareDatetime
    interval_s: Annotated[int, Field(ge=300, le=3600)]
    agents: Annotated[list[Annotated[int, Field(ge=0, le=100_000)]], Field(min_length=1, max_length=4032)]
    rules: dict[str, JsonValue]

    def requirement(self) -> Requirement:
        return Requirement(self.queue, self.starts_at, self.interval_s, tuple(self.agents))

    def shift_rules(self) -> ScheduleRules:
        return rules_from(self.rules)


class PublishBody(DraftBody):
    """The search ends once it is proven within `gap` of the cheapest, or after `time_limit_s`."""

    gap: Annotated[float, Field(ge=0, le=1)] = 0.002
    time_limit_s: Annotated[float, Field(gt=0, le=120)] = 14.0


class BreakAnswer(ResponseBody):
    name: str
    starts_at: datetime
    ends_at: datetime
    paid: bool


class ShiftAnswer(ResponseBody):
    kind: str
    starts_at: datetime
    ends_at: datetime
    paid_s: int
    breaks: list[BreakAnswer]


class ScheduleAnswer(ResponseBody):
    """`gap` is how far cost exceeds the proven bound; null while agents are missing that must not be."""

    queue: str
    paid_h: float
    under_cover_h: float
    over_cover_h: float
    bound_h: float
    gap: float | None
    shifts: list[ShiftAnswer]

    @classmethod
    def of(cls, made: Schedule) -> Self:
        return cls(
            queue=made.requirement.queue,
            paid_h=made.paid_h,
            under_cover_h=made.coverage.under_h,
            over_cover_h=made.coverage.over_h,
            bound_h=made.bound_h,
            gap=made.gap if made.complete else None,
            shifts=[ShiftAnswer.model_validate(shift) for shift in made.shifts],
        )


class ProgressAnswer(ResponseBody):
    best_h: float
    bound_h: float
    gap: float
    elapsed_s: float


@shift_plans.post("/draft", dependencies=[PLANS_THE_CENTER])
async def draft_schedule(body: DraftBody) -> ScheduleAnswer:
    """Shifts that cover what is required, near the fewest paid hours, in a fraction of a second."""
    return ScheduleAnswer.of(await draft_shifts(body.requirement(), body.shift_rules()))


@shift_plans.post("/publish", dependencies=[PLANS_THE_CENTER], response_class=StreamingResponse)
async def publish_schedule(body: PublishBody) -> StreamingResponse:
    """Server-sent events: `progress` as better schedules are found, then `schedule`, or `refused` with its code.

    Close the connection to cancel.
    """
    budget = SearchBudget(body.time_limit_s, body.gap)
    return search_stream(SEARCHES.run(body.requirement(), body.shift_rules(), budget), _shown)


def _shown(message: Progress | Schedule) -> tuple[str, ResponseBody]:
    if isinstance(message, Progress):
        return "progress", ProgressAnswer.model_validate(message)
    return "schedule", ScheduleAnswer.of(message)
