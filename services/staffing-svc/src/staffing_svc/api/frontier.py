"""The service-cost frontier of a queue: what service costs, and what it costs not to have it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_contracts.quantities import QueueName
from fastapi import Query
from pydantic import AwareDatetime

from staffing_svc.api.what_if import AgentCost, Factor, OutcomeAnswer
from staffing_svc.commands.foresee_queue import foresee_queue
from staffing_svc.commands.suppose import situation_of
from staffing_svc.domain.layers.frontier import USUAL_FACTORS, FrontierPoint, frontier_of
from staffing_svc.domain.layers.what_if import Change, what_if
from staffing_svc.store import queues

frontier = Router(prefix="/v1/frontier", tags=["planning"])


class FrontierPointAnswer(ResponseBody):
    """`staff_factor` times the required people, interval by interval; `meets_goal` over the whole stretch."""

    staff_factor: float
    outcome: OutcomeAnswer
    meets_goal: bool


class FrontierAnswer(ResponseBody):
    """`cheapest` is the factor with the least staff cost and lost value together, null where either has no price.

    `enough` is the first factor that meets the goal, null if none of those asked for does; `planned` is the
    schedule as it stands.
    """

    queue: str
    forecast_version: int
    starts_at: datetime
    ends_at: datetime
    currency: str
    known_schedule: bool
    planned: OutcomeAnswer
    cheapest: float | None
    enough: float | None
    points: list[FrontierPointAnswer]


@frontier.get("")
async def get_frontier(
    tx: TransactionDep,
    queue: Annotated[QueueName, Query()],
    since: AwareDatetime,
    until: AwareDatetime,
    factor: Annotated[
        list[Factor] | None,
        Query(max_length=50, description="Of the required people; without any, 0.5 to 1.5 in steps of 0.05."),
    ] = None,
    agent_cost_minor: Annotated[AgentCost | None, Query()] = None,
) -> FrontierAnswer:
    """Service level, lost or late contacts and money from few people to many, over up to six weeks."""
    foreseen = await foresee_queue(tx, await queues.get(tx, queue), since, until)
    situation = situation_of(foreseen, agent_cost_minor)
    found = frontier_of(replace(situation, scheduled=foreseen.required), factor or USUAL_FACTORS)
    return FrontierAnswer(
        queue=queue,
        forecast_version=foreseen.forecast_version,
        starts_at=foreseen.grid.start,
        ends_at=foreseen.grid.end,
        currency=foreseen.queue.currency,
        known_schedule=foreseen.known_schedule,
        planned=OutcomeAnswer.model_validate(what_if(situation, Change())),
        cheapest=_factor_of(found.cheapest),
        enough=_factor_of(found.enough),
        points=[FrontierPointAnswer.model_validate(point) for point in found.points],
    )


def _factor_of(point: FrontierPoint | None) -> float | None:
    return None if point is None else point.staff_factor
