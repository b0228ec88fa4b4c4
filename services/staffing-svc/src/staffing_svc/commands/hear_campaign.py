"""Take note of what marketing announced or changed: keep it, say that it arrived, and plan for it."""

from dataclasses import replace
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignTerms, NoticeVerdict
from concert_contracts.staffing import AnnouncementDelivered

from staffing_svc.commands.measure_campaigns import responses_so_far
from staffing_svc.commands.plan_campaign import plan_campaign
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.store import campaigns


async def hear_campaign(
    tx: Transaction, campaign_id: UUID, *, version: int, terms: CampaignTerms, notice: NoticeVerdict
) -> None:
    """Does nothing for a version that is already known or older than the one known.

    A campaign that changes while it is being answered is planned by its own response so far.
    """
    known = await campaigns.lock(tx, campaign_id)
    if known is not None and known.version >= version:
        return
    heard = (
        AnnouncedCampaign(campaign_id, version, terms, notice, received_at=tx.now)
        if known is None
        else replace(known, version=version, terms=terms, notice=notice, received_at=tx.now)
    )
    responses = await responses_so_far(tx, known) if known and known.live else {}
    await campaigns.put(tx, heard)
    tx.emit(AnnouncementDelivered(campaign_id=campaign_id, campaign_version=version, delivered_at=tx.now))
    if heard.live:
        await plan_campaign(tx, heard, responses=responses)
