"""How good the forecasts were: each version scored by lead time against what came, beside the floor of chance."""

from datetime import datetime
from typing import Annotated, Literal, Self

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Query
from pydantic import AwareDatetime

from staffing_svc.domain.forecast_scores import ForecastScore
from staffing_svc.store import forecast_scores as stored

accuracy = Router(prefix="/v1/accuracy", tags=["accuracy"])

Lead = Literal["1 day", "1 week", "2 weeks", "6 weeks"]


class AccuracyAnswer(ResponseBody):
    """Shares of contacts; null where nothing came. No forecast gets its WAPE below `poisson_floor` for long.

    A lead time runs from the end of the one before: "1 week" is day 1 to day 7 after `made_at`. Campaigns known
    when the forecast was made are part of it. `mase` is relative to the same interval a week before.
    """

    queue: str
    version: int
    lead: str
    made_at: datetime
    scored_at: datetime
    intervals: int
    wape: float | None
    bias: float | None
    mase: float | None
    coverage_80: float
    coverage_95: float
    pinball: float
    poisson_floor: float | None

    @classmethod
    def of(cls, score: ForecastScore) -> Self:
        found = score.accuracy
        return cls(
            queue=score.queue,
            version=score.version,
            lead=score.lead,
            made_at=score.made_at,
            scored_at=score.scored_at,
            intervals=found.intervals,
            wape=found.wape,
            bias=found.bias,
            mase=found.mase,
            coverage_80=found.coverage_80,
            coverage_95=found.coverage_95,
            pinball=found.pinball,
            poisson_floor=found.poisson_floor,
        )


@accuracy.get("")
async def list_accuracy(
    tx: TransactionDep,
    page: PageDep,
    queue: Annotated[QueueName | None, Query()] = None,
    lead: Annotated[Lead | None, Query()] = None,
) -> Page[AccuracyAnswer]:
    """Scores of forecasts, the last made first; a lead time is scored in the night after it is over."""
    before = page.after(tuple[AwareDatetime, str, int, str])
    found = await stored.list_before(tx, queue=queue, lead=lead, before=before, limit=page.fetch)
    return page.page(found, key=lambda s: (s.made_at, s.queue, s.version, s.lead), shown=AccuracyAnswer.of)
