"""Intervals that the telephony system reported and that could not be true: which, and what was wrong with them."""

from datetime import datetime
from typing import Annotated, Any

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Query
from pydantic import Field

from staffing_svc.store import refused_intervals as stored

refused_intervals = Router(prefix="/v1/refused-intervals", tags=["history"])

Place = Annotated[int, Field(ge=1, le=2**63 - 1)]


class RefusedIntervalAnswer(ResponseBody):
    """`field` and `reason` say what was wrong; `report` is the interval as it was sent."""

    refused_id: int
    queue: str
    started_at: datetime
    refused_at: datetime
    field: str
    reason: str
    report: dict[str, Any]


@refused_intervals.get("")
async def list_refused_intervals(
    tx: TransactionDep, page: PageDep, queue: Annotated[QueueName | None, Query()] = None
) -> Page[RefusedIntervalAnswer]:
    """What was refused of the events, the last refused first; a load by POST /v1/history is refused whole instead."""
    found = await stored.list_before(tx, queue=queue, before=page.after(Place), limit=page.fetch)
    return page.page(found, key=lambda one: one.refused_id, shown=RefusedIntervalAnswer.model_validate)
