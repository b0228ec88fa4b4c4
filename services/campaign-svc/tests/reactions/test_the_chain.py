"""Delivered, acknowledged, translated: each link is recorded once, with the event that says so."""

from collections.abc import Awaitable, Callable

import pytest
from campaign_builders import terms_of_a_campaign
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.chain import Receipt
from campaign_svc.domain.terms import Terms
from campaign_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from campaign_svc.reactions.announcement_delivered import on_announcement_delivered
from campaign_svc.reactions.staffing_plan_raised import on_staffing_plan_raised
from campaign_svc.store import chains, timelines
from center_said import AT, acknowledged, delivered, plan_raised
from concert_chassis.reactions import Reaction
from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.event import Event
from concert_contracts.identity import uuid7

Announce = Callable[[Terms], Awaitable[Campaign]]
LINKS = [
    pytest.param("delivered", on_announcement_delivered, delivered, id="delivered"),
    pytest.param("acknowledged", on_announcement_acknowledged, acknowledged, id="acknowledged"),
    pytest.param("translated", on_staffing_plan_raised, plan_raised, id="translated"),
]


@pytest.mark.parametrize(("link", "reaction", "said"), LINKS)
async def test_a_link_holds_from_the_time_that_the_center_says(
    tx: Transaction, announce: Announce, link: str, reaction: Reaction, said: Callable[..., Event]
) -> None:
    campaign = await announce(terms_of_a_campaign())
    heard = enveloped(said(campaign.campaign_id), now=tx.now)
    await deliver(tx, reaction, heard)
    (kept,) = await chains.list_of(tx, campaign.campaign_id)
    assert getattr(kept.chain, link) == Receipt(AT, heard.id)
    timeline = await timelines.list_after(tx, campaign.campaign_id, after=None, limit=10)
    assert [entry.event_id for entry in timeline] == [tx.said[0].id, heard.id]


@pytest.mark.parametrize(("link", "reaction", "said"), LINKS)
async def test_a_receipt_for_an_unknown_campaign_changes_nothing(
    tx: Transaction, announce: Announce, link: str, reaction: Reaction, said: Callable[..., Event]
) -> None:
    campaign = await announce(terms_of_a_campaign())
    before = await chains.list_of(tx, campaign.campaign_id)
    await deliver(tx, reaction, said(uuid7(tx.now)))
    assert await chains.list_of(tx, campaign.campaign_id) == before
    assert len(emitted(tx)) == 1


@pytest.mark.parametrize(("link", "reaction", "said"), LINKS)
async def test_the_same_receipt_twice_counts_once(
    tx: Transaction, announce: Announce, link: str, reaction: Reaction, said: Callable[..., Event]
) -> None:
    campaign = await announce(terms_of_a_campaign())
    heard = enveloped(said(campaign.campaign_id), now=tx.now)
    await deliver(tx, reaction, heard)
    once = await chains.list_of(tx, campaign.campaign_id)
    await deliver(tx, reaction, heard)
    assert await chains.list_of(tx, campaign.campaign_id) == once
    assert len(await timelines.list_after(tx, campaign.campaign_id, after=None, limit=10)) == 2


async def test_a_second_acknowledgement_does_not_move_the_first(tx: Transaction, announce: Announce) -> None:
    campaign = await announce(terms_of_a_campaign())
    first = enveloped(acknowledged(campaign.campaign_id), now=tx.now)
    await deliver(tx, on_announcement_acknowledged, first, acknowledged(campaign.campaign_id, version=2))
    (kept,) = await chains.list_of(tx, campaign.campaign_id)
    assert kept.chain.acknowledged == Receipt(AT, first.id)
