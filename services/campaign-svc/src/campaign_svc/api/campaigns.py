"""Announce, find, change and cancel campaigns."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from concert_chassis.auth import CallerDep, requires
from concert_chassis.bodies import RequestBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Department, Moment, QueueName, Text
from fastapi import Depends, Query, Response

from campaign_svc.api.campaign_answers import CampaignAnswer, CampaignVersionAnswer
from campaign_svc.api.campaign_bodies import AnnounceCampaignBody, ReviseCampaignBody
from campaign_svc.commands.announce_campaign import AnnounceCampaign, announce_campaign
from campaign_svc.commands.cancel_campaign import CancelCampaign, cancel_campaign
from campaign_svc.commands.revise_campaign import ReviseCampaign, revise_campaign
from campaign_svc.domain.campaign import Status
from campaign_svc.store import campaign_versions, campaigns
from campaign_svc.store.campaigns import Search

router = Router(prefix="/v1/campaigns", tags=["campaigns"])
writes = requires("campaign_owner", "system")


class CancelCampaignBody(RequestBody):
    reason: Text


def _search(
    q: Annotated[
        str | None, Query(max_length=200, description="In name, owner, offer, code, number.")
    ] = None,
    status: Status | None = None,
    queue: QueueName | None = None,
    department: Department | None = None,
    runs_from: Annotated[Moment | None, Query(alias="from", description="Running at or after this.")] = None,
    runs_until: Annotated[Moment | None, Query(alias="to", description="Launched before this.")] = None,
) -> Search:
    return Search(q, status, queue, department, runs_from, runs_until)


SearchDep = Annotated[Search, Depends(_search)]


@router.post("", name="announce_campaign", status_code=201, dependencies=[writes])
async def announce(
    body: AnnounceCampaignBody, tx: TransactionDep, caller: CallerDep, answer: Response
) -> CampaignAnswer:
    """Announce a campaign; 201 when it is new, 200 when its `external_ref` was announced before."""
    command = AnnounceCampaign(body.terms(caller), owner_stated=body.owner is not None)
    announced = await announce_campaign(tx, command, caller)
    answer.status_code = 201 if announced.is_new else 200
    answer.headers["Location"] = f"/v1/campaigns/{announced.campaign.campaign_id}"
    tell_version(answer, announced.campaign.version)
    return CampaignAnswer.of(announced.campaign, tx.now)


@router.get("")
async def list_campaigns(tx: TransactionDep, search: SearchDep, page: PageDep) -> Page[CampaignAnswer]:
    """Campaigns by launch."""
    found = await campaigns.list_after(tx, search, after=page.after(tuple[datetime, UUID]), limit=page.fetch)
    return page.page(
        found,
        key=lambda campaign: (campaign.terms.launch_at, campaign.campaign_id),
        shown=lambda campaign: CampaignAnswer.of(campaign, tx.now),
    )


@router.get("/{campaign_id}")
async def get_campaign(campaign_id: UUID, tx: TransactionDep, answer: Response) -> CampaignAnswer:
    """A campaign with its verdict; its ETag is needed to change it."""
    campaign = await campaigns.get(tx, campaign_id)
    tell_version(answer, campaign.version)
    return CampaignAnswer.of(campaign, tx.now)


@router.patch("/{campaign_id}", name="revise_campaign", dependencies=[writes])
async def revise(
    campaign_id: UUID,
    body: ReviseCampaignBody,
    expected: IfMatchDep,
    tx: TransactionDep,
    caller: CallerDep,
    answer: Response,
) -> CampaignAnswer:
    """Change a campaign. An earlier date, a fifth more contacts, a new offer or queue restart the clock."""
    command = ReviseCampaign(campaign_id, expected, body.changed, body.reason)
    campaign = await revise_campaign(tx, command, caller)
    tell_version(answer, campaign.version)
    return CampaignAnswer.of(campaign, tx.now)


@router.post("/{campaign_id}/cancellation", name="cancel_campaign", dependencies=[writes])
async def cancel(
    campaign_id: UUID, body: CancelCampaignBody, tx: TransactionDep, caller: CallerDep, answer: Response
) -> CampaignAnswer:
    """Cancel a campaign; this never breaches the agreement."""
    campaign = await cancel_campaign(tx, CancelCampaign(campaign_id, body.reason), caller)
    tell_version(answer, campaign.version)
    return CampaignAnswer.of(campaign, tx.now)


@router.get("/{campaign_id}/versions", name="list_campaign_versions")
async def list_versions(campaign_id: UUID, tx: TransactionDep, page: PageDep) -> Page[CampaignVersionAnswer]:
    """Every version that was told, oldest first, with the event that told it."""
    await campaigns.get(tx, campaign_id)
    found = await campaign_versions.list_after(tx, campaign_id, after=page.after(int), limit=page.fetch)
    return page.page(found, key=lambda version: version.version, shown=CampaignVersionAnswer.of)
