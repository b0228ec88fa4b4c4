"""A short notice can be let pass by name and with a reason; the record stays as it was."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from campaign_builders import terms_of_a_campaign
from campaign_svc.commands.waive_notice import WaiveNotice, waive_notice
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.terms import Terms
from campaign_svc.domain.waiver import AlreadyWaived, NothingToWaive, Waiver
from campaign_svc.store import chains, waivers
from concert_chassis.auth import Caller
from concert_chassis.transaction import Transaction

Announce = Callable[[Terms], Awaitable[Campaign]]
PLANNER = Caller("planner-1", "contact_center", frozenset({"planner"}), frozenset())
SOON = datetime(2025, 3, 10, 8, tzinfo=UTC)


async def test_a_waiver_carries_a_name_and_a_reason_and_leaves_the_breach_on_record(
    tx: Transaction, announce: Announce
) -> None:
    campaign = await announce(terms_of_a_campaign(launch_at=SOON))
    await waive_notice(tx, WaiveNotice(campaign.campaign_id, "we have spare capacity"), PLANNER)
    assert await waivers.list_of(tx, campaign.campaign_id) == [
        Waiver(campaign.campaign_id, 1, tx.now, "planner-1", "contact_center", "we have spare capacity")
    ]
    (kept,) = await chains.list_of(tx, campaign.campaign_id)
    assert kept.breach is not None


async def test_there_is_nothing_to_waive_in_an_announcement_on_time(
    tx: Transaction, announce: Announce
) -> None:
    campaign = await announce(terms_of_a_campaign())
    with pytest.raises(NothingToWaive):
        await waive_notice(tx, WaiveNotice(campaign.campaign_id, "kindness"), PLANNER)


async def test_a_short_notice_is_waived_once(tx: Transaction, announce: Announce) -> None:
    campaign = await announce(terms_of_a_campaign(launch_at=SOON))
    await waive_notice(tx, WaiveNotice(campaign.campaign_id, "spare capacity"), PLANNER)
    with pytest.raises(AlreadyWaived):
        await waive_notice(tx, WaiveNotice(campaign.campaign_id, "again"), PLANNER)
