"""What campaigns brought, beside what was predicted: so that the next estimate is better."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from fastapi import Query
from pydantic import AwareDatetime

from staffing_svc.domain.campaign_results import CampaignResult
from staffing_svc.domain.layers.channel_results import ChannelResult
from staffing_svc.store import campaign_results as stored

campaign_results = Router(prefix="/v1/campaign-results", tags=["plans"])


class ChannelAnswer(ResponseBody):
    """One channel's part, told apart by when its people call: contacts over its whole response with their standard
    error, and its `pace` (2: twice as slow as the channel's usual curve; null for results measured before paces
    were)."""

    channel: str
    reached: float
    predicted: float
    contacts: float
    contacts_sd: float
    pace: float | None

    @classmethod
    def of(cls, result: ChannelResult) -> Self:
        return cls(
            channel=result.channel,
            reached=result.reached,
            predicted=result.predicted,
            contacts=result.contacts,
            contacts_sd=result.contacts_sd,
            pace=result.pace.likely if result.pace else None,
        )


class CampaignResultAnswer(ResponseBody):
    """Contacts of one campaign on one queue, in the time in which 95 % of them were expected; low and high are the
    10 and 90 % points. `fitted` is over the whole response, `told` is marketing's own number (0 for none).
    `predicted_to_measured` above 1: fewer came than predicted; null when none were measured. `channel` is that of the
    first wave."""

    campaign_id: UUID
    queue: str
    campaign_class: str
    channel: str
    reached: float
    told: float
    predicted_low: float
    predicted: float
    predicted_high: float
    measured_low: float
    measured: float
    measured_high: float
    fitted: float
    fitted_sd: float
    inside: bool
    predicted_to_measured: float | None
    measured_at: datetime
    by_channel: list[ChannelAnswer]

    @classmethod
    def of(cls, result: CampaignResult) -> Self:
        uplift = result.uplift
        return cls(
            campaign_id=result.campaign_id,
            queue=result.queue,
            campaign_class=result.campaign_class,
            channel=result.channel,
            reached=result.reached,
            told=result.told_contacts,
            predicted_low=uplift.predicted_low,
            predicted=uplift.predicted,
            predicted_high=uplift.predicted_high,
            measured_low=uplift.measured_low,
            measured=uplift.measured,
            measured_high=uplift.measured_high,
            fitted=result.fitted,
            fitted_sd=result.fitted_sd,
            inside=uplift.inside,
            predicted_to_measured=uplift.predicted / uplift.measured if uplift.measured > 0 else None,
            measured_at=result.measured_at,
            by_channel=[ChannelAnswer.of(one) for one in result.by_channel],
        )


@campaign_results.get("")
async def list_campaign_results(
    tx: TransactionDep, page: PageDep, campaign_id: Annotated[UUID | None, Query()] = None
) -> Page[CampaignResultAnswer]:
    """Results, the last measured first; a campaign is measured once, a day after its response is over."""
    before = page.after(tuple[AwareDatetime, UUID, str])
    found = await stored.list_before(tx, campaign_id=campaign_id, before=before, limit=page.fetch)
    return page.page(
        found, key=lambda r: (r.measured_at, r.campaign_id, r.queue), shown=CampaignResultAnswer.of
    )
