"""Cancelling is told with its reason and never breaches the agreement."""

from collections.abc import Awaitable, Callable

import pytest
from campaign_builders import terms_of_a_campaign
from campaign_svc.commands.attribute_breaches import attribute_breaches
from campaign_svc.commands.cancel_campaign import CancelCampaign, cancel_campaign
from campaign_svc.commands.launch_campaigns import launch_campaigns
from campaign_svc.domain.campaign import Campaign, CampaignAlreadyCancelled, CampaignNotFound, CampaignOver
from campaign_svc.domain.terms import Terms
from campaign_svc.store import briefs
from campaign_time import Later
from concert_chassis.auth import Caller, NotYourDepartment
from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.identity import uuid7

Announce = Callable[[Terms], Awaitable[Campaign]]


async def test_a_cancellation_a_day_before_the_launch_is_told_and_breaches_nothing(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-03-14T09:00")
    cancelled = await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "no budget"), marketing)
    assert cancelled.status(tx.now) == "cancelled"
    assert emitted(tx) == (
        CampaignCancelled(
            campaign_id=campaign.campaign_id, version=2, cancelled_at=tx.now, reason="no budget"
        ),
    )
    afterwards = await later("2025-03-16T09:00")
    await launch_campaigns(afterwards)
    await attribute_breaches(afterwards)
    assert emitted(afterwards) == ()


async def test_the_brief_of_a_cancelled_campaign_is_found_no_more(
    tx: Transaction, announce: Announce, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    assert [found.campaign_id for found in await briefs.find(tx, "code", "spring")] == [campaign.campaign_id]
    await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "no budget"), marketing)
    assert await briefs.find(tx, "code", "spring") == []


async def test_a_campaign_is_cancelled_once(tx: Transaction, announce: Announce, marketing: Caller) -> None:
    campaign = await announce(terms_of_a_campaign())
    await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "no budget"), marketing)
    with pytest.raises(CampaignAlreadyCancelled, match="no budget"):
        await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "again"), marketing)


async def test_a_campaign_that_is_over_cannot_be_cancelled(
    announce: Announce, later: Later, marketing: Caller
) -> None:
    campaign = await announce(terms_of_a_campaign())
    tx = await later("2025-04-15T08:00")
    with pytest.raises(CampaignOver):
        await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "too late"), marketing)


async def test_the_center_cannot_cancel_a_campaign(tx: Transaction, announce: Announce) -> None:
    campaign = await announce(terms_of_a_campaign())
    planner = Caller("planner-1", "contact_center", frozenset({"planner"}), frozenset())
    with pytest.raises(NotYourDepartment):
        await cancel_campaign(tx, CancelCampaign(campaign.campaign_id, "too busy"), planner)


async def test_what_was_never_announced_cannot_be_cancelled(tx: Transaction, marketing: Caller) -> None:
    with pytest.raises(CampaignNotFound):
        await cancel_campaign(tx, CancelCampaign(uuid7(tx.now), "ghost"), marketing)
