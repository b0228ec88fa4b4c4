"""What any service says about a campaign is on its timeline, once; what is about none is on none."""

from collections.abc import Awaitable, Callable

import pytest
from campaign_builders import terms_of_a_campaign
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.terms import Terms
from campaign_svc.reactions.insight_acknowledged import on_insight_acknowledged
from campaign_svc.reactions.insight_acted import on_insight_acted
from campaign_svc.reactions.insight_closed import on_insight_closed
from campaign_svc.reactions.insight_published import on_insight_published
from campaign_svc.reactions.loss_memo_approved import on_loss_memo_approved
from campaign_svc.reactions.opportunity_lost import on_opportunity_lost
from campaign_svc.reactions.staffing_plan_withdrawn import on_staffing_plan_withdrawn
from campaign_svc.reactions.surge_attributed import on_surge_attributed
from campaign_svc.reactions.volume_surge import on_volume_surge
from campaign_svc.reactions.volume_surge_ended import on_volume_surge_ended
from campaign_svc.store import timelines
from center_said import (
    insight_acknowledged,
    insight_acted,
    insight_closed,
    insight_published,
    loss,
    memo_approved,
    plan_withdrawn,
    surge,
    surge_attributed,
    surge_ended,
)
from concert_chassis.reactions import Reaction
from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.event import Event
from concert_contracts.identity import uuid7

Announce = Callable[[Terms], Awaitable[Campaign]]
ABOUT_A_CAMPAIGN = [
    pytest.param(on_staffing_plan_withdrawn, plan_withdrawn, "Plan 2 withdrawn: cancelled", id="withdrawn"),
    pytest.param(on_volume_surge, surge, "Surge on sales: +50% against the forecast", id="surge"),
    pytest.param(
        on_surge_attributed, surge_attributed, "Surge on sales: causes looked at again", id="attributed"
    ),
    pytest.param(
        on_volume_surge_ended,
        surge_ended,
        "Surge on sales over: 50 contacts above the forecast",
        id="ended",
    ),
    pytest.param(
        on_opportunity_lost, loss, "Lost on sales: 97.2 contacts, likely 93312 EUR minor units", id="lost"
    ),
    pytest.param(
        on_loss_memo_approved,
        memo_approved,
        "Memo 2 on what was lost approved by planner-1, for marketing, executive",
        id="memo",
    ),
    pytest.param(
        on_insight_published,
        insight_published,
        "Insight for marketing: Callers ask what installation costs",
        id="insight",
    ),
]
FOLLOWING_AN_INSIGHT = [
    pytest.param(
        on_insight_acknowledged, insight_acknowledged, "Insight acknowledged by marketing", id="read"
    ),
    pytest.param(on_insight_acted, insight_acted, "Insight acted on by marketing: Brief", id="acted"),
    pytest.param(on_insight_closed, insight_closed, "Insight closed: effective", id="closed"),
]


async def lines(tx: Transaction, campaign: Campaign) -> list[str]:
    entries = await timelines.list_after(tx, campaign.campaign_id, after=None, limit=50)
    return [entry.summary for entry in entries][1:]


@pytest.mark.parametrize(("reaction", "said", "line"), ABOUT_A_CAMPAIGN)
async def test_what_is_said_about_a_campaign_is_on_its_timeline(
    tx: Transaction, announce: Announce, reaction: Reaction, said: Callable[..., Event], line: str
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await deliver(tx, reaction, said(campaign.campaign_id))
    assert await lines(tx, campaign) == [line]


@pytest.mark.parametrize(("reaction", "said", "line"), ABOUT_A_CAMPAIGN)
async def test_what_is_about_no_campaign_of_ours_is_on_no_timeline(
    tx: Transaction, announce: Announce, reaction: Reaction, said: Callable[..., Event], line: str
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await deliver(tx, reaction, said(uuid7(tx.now)))
    if reaction is not on_staffing_plan_withdrawn:
        await deliver(tx, reaction, said(None))
    assert await lines(tx, campaign) == []
    assert len(emitted(tx)) == 1


@pytest.mark.parametrize(("reaction", "said", "line"), ABOUT_A_CAMPAIGN)
async def test_the_same_event_twice_is_one_line(
    tx: Transaction, announce: Announce, reaction: Reaction, said: Callable[..., Event], line: str
) -> None:
    campaign = await announce(terms_of_a_campaign())
    heard = enveloped(said(campaign.campaign_id), now=tx.now)
    await deliver(tx, reaction, heard, heard)
    assert await lines(tx, campaign) == [line]


@pytest.mark.parametrize(("reaction", "said", "line"), FOLLOWING_AN_INSIGHT)
async def test_what_became_of_an_insight_follows_it_on_the_timeline(
    tx: Transaction, announce: Announce, reaction: Reaction, said: Callable[[], Event], line: str
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await deliver(tx, on_insight_published, insight_published(campaign.campaign_id))
    await deliver(tx, reaction, said())
    assert (await lines(tx, campaign))[1:] == [line]


@pytest.mark.parametrize(("reaction", "said", "line"), FOLLOWING_AN_INSIGHT)
async def test_an_insight_about_no_campaign_leaves_no_line(
    tx: Transaction, announce: Announce, reaction: Reaction, said: Callable[[], Event], line: str
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await deliver(tx, reaction, said())
    assert await lines(tx, campaign) == []


@pytest.mark.parametrize(("reaction", "said", "line"), FOLLOWING_AN_INSIGHT)
async def test_the_same_step_twice_is_one_line(
    tx: Transaction, announce: Announce, reaction: Reaction, said: Callable[[], Event], line: str
) -> None:
    campaign = await announce(terms_of_a_campaign())
    await deliver(tx, on_insight_published, insight_published(campaign.campaign_id))
    heard = enveloped(said(), now=tx.now)
    await deliver(tx, reaction, heard, heard)
    assert (await lines(tx, campaign))[1:] == [line]
