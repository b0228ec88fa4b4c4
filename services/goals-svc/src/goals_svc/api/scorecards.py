"""The shared scorecard: drawn up for any period, published in versions."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from concert_chassis.auth import requires
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.goals import ScorecardPublished
from fastapi import Query, Response, status

from goals_svc.api.goals import ProgressAnswer
from goals_svc.commands.draw_up_scorecard import draw_up_scorecard
from goals_svc.commands.publish_scorecard import publish_scorecard
from goals_svc.domain.period import Period
from goals_svc.domain.proportions import Proportion
from goals_svc.domain.scorecard import Scorecard
from goals_svc.store import campaigns
from goals_svc.store import scorecards as stored

scorecards = Router(prefix="/v1/scorecard", tags=["scorecard"])

FromQuery = Annotated[date, Query(alias="from", description="First day of the period (UTC).")]
ToQuery = Annotated[date, Query(alias="to", description="Last day of the period.")]


class ShareAnswer(ResponseBody):
    """`share` is hits/of with its 95 % Wilson interval; null when there was nothing to count."""

    hits: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class LostAnswer(ResponseBody):
    kind: str
    department: str | None
    currency: str
    low_minor: int
    likely_minor: int
    high_minor: int


class BreachAnswer(ResponseBody):
    campaign_id: UUID
    version: int
    verdict: str
    attributed_to: str
    shortfall_days: int
    breached_at: datetime


class ScorecardAnswer(ResponseBody):
    """The same measures for every department, and what they stand on."""

    period_start: date
    period_end: date
    notice_adherence: ShareAnswer
    notice_adherence_weighted_by_contacts: float | None
    median_notice_days: float | None
    emergencies: int
    center_acknowledged_in_time: ShareAnswer
    center_translated_in_time: ShareAnswer
    insights_acknowledged_in_time: dict[str, ShareAnswer]
    lost_opportunity: list[LostAnswer]
    breaches: list[BreachAnswer]
    revenue_goal: ProgressAnswer | None
    coverage_share: float

    @classmethod
    def of(cls, drawn: Scorecard, period: Period, breaches: list[BreachAnswer]) -> Self:
        return cls(
            period_start=period.first,
            period_end=period.last,
            notice_adherence=_share(drawn.adherence.notice),
            notice_adherence_weighted_by_contacts=drawn.adherence.weighted_share,
            median_notice_days=drawn.adherence.median_notice_days,
            emergencies=drawn.adherence.emergencies,
            center_acknowledged_in_time=_share(drawn.responsiveness.acknowledged),
            center_translated_in_time=_share(drawn.responsiveness.translated),
            insights_acknowledged_in_time={
                department: _share(proportion) for department, proportion in drawn.insights.items()
            },
            lost_opportunity=[LostAnswer.model_validate(part) for part in drawn.lost],
            breaches=breaches,
            revenue_goal=ProgressAnswer.of(drawn.goal) if drawn.goal else None,
            coverage_share=drawn.coverage_share,
        )


class PublishBody(RequestBody):
    period_start: date
    period_end: date


@scorecards.get("")
async def get_scorecard(tx: TransactionDep, first: FromQuery, last: ToQuery) -> ScorecardAnswer:
    """The scorecard of a period as it stands now, by events known so far."""
    period = Period(first, last)
    period.check(first_field="/from", last_field="/to")
    found = await campaigns.breaches(tx, period.since, period.until)
    breaches = [BreachAnswer.model_validate(row) for row in found]
    return ScorecardAnswer.of(await draw_up_scorecard(tx, period), period, breaches)


@scorecards.post("/publications", status_code=201, dependencies=[requires("executive", "system")])
async def publish(body: PublishBody, tx: TransactionDep, answer: Response) -> ScorecardPublished:
    """Publish the scorecard of a period; 200 with the newest version when no figure has moved."""
    period = Period(body.period_start, body.period_end)
    period.check(first_field="/period_start", last_field="/period_end")
    published = await publish_scorecard(tx, period)
    if not tx.emitted:
        answer.status_code = status.HTTP_200_OK
    return published


@scorecards.get("/publications")
async def list_publications(tx: TransactionDep, page: PageDep) -> Page[ScorecardPublished]:
    """Published scorecards, the newest period and version first."""
    found = await stored.list_before(tx, before=page.after(tuple[date, date, int]), limit=page.fetch)
    return page.page(
        found, key=lambda s: (s.period_end, s.period_start, s.version), shown=lambda scorecard: scorecard
    )


def _share(proportion: Proportion) -> ShareAnswer:
    return ShareAnswer.model_validate(proportion)
