"""Announcements that have reached the center, and its acknowledgement of them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from concert_chassis.auth import CallerDep
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from pydantic import AwareDatetime

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.acknowledge_announcement import acknowledge_announcement
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.store import campaigns

announcements = Router(prefix="/v1/announcements", tags=["announcements"])


class AnnouncementAnswer(ResponseBody):
    """One campaign as the center knows it; campaign-svc has all of it."""

    campaign_id: UUID
    version: int
    name: str
    campaign_class: str
    launch_at: datetime
    ends_at: datetime
    queues: list[str]
    on_time: bool
    given_days: int
    received_at: datetime
    launched_at: datetime | None
    cancelled_at: datetime | None
    acknowledged_version: int | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @classmethod
    def of(cls, campaign: AnnouncedCampaign) -> Self:
        return cls(
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            name=campaign.terms.name,
            campaign_class=campaign.terms.campaign_class,
            launch_at=campaign.terms.launch_at,
            ends_at=campaign.terms.ends_at,
            queues=[part.queue for part in campaign.terms.queues],
            on_time=campaign.notice.on_time,
            given_days=campaign.notice.given_days,
            received_at=campaign.received_at,
            launched_at=campaign.launched_at,
            cancelled_at=campaign.cancelled_at,
            acknowledged_version=campaign.acknowledged_version,
            acknowledged_at=campaign.acknowledged_at,
            acknowledged_by=campaign.acknowledged_by,
        )


@announcements.get("")
async def list_announcements(tx: TransactionDep, page: PageDep) -> Page[AnnouncementAnswer]:
    """Campaigns the center was told of, the last to launch first."""
    found = await campaigns.list_before(tx, before=page.after(tuple[AwareDatetime, UUID]), limit=page.fetch)
    return page.page(found, key=lambda c: (c.terms.launch_at, c.campaign_id), shown=AnnouncementAnswer.of)


@announcements.post("/{campaign_id}/acknowledgement", status_code=201, dependencies=[PLANS_THE_CENTER])
async def acknowledge(campaign_id: UUID, tx: TransactionDep, caller: CallerDep) -> AnnouncementAnswer:
    """Take note of the newest version: from now on the center answers for it."""
    return AnnouncementAnswer.of(await acknowledge_announcement(tx, campaign_id, by=caller.subject))
