"""A running campaign is planned anew from its first response; one that is over teaches the next."""

from datetime import datetime, timedelta
from math import exp
from uuid import UUID

import numpy as np
import pytest
from concert_chassis.testing import deliver, emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced
from concert_contracts.staffing import StaffingPlanRaised
from staffing_builders import CAMPAIGN, MONDAY, a_watched_queue, announced, is_open, said
from staffing_svc.commands.measure_campaigns import measure_campaigns
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.layers import prior_of
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import campaign_results, intervals, layers, plans

NINE = MONDAY.replace(hour=9)
PEOPLE = 40_000


def by_email(number: UUID = CAMPAIGN, *, at: datetime = NINE) -> CampaignAnnounced:
    """Marketing gives no number of its own: the usual 1-5 % of 40,000 are expected."""
    wave = {"wave": 1, "channel": "email", "size": PEOPLE, "send_at": at}
    told = announced(launch_at=at, ends_at=at + timedelta(days=5), waves=(wave,), expected_contacts=0)
    return told.model_copy(update={"campaign_id": number})


async def that_brings(tx: Transaction, contacts: float, *, until: datetime) -> None:
    """The usual 100 per open half-hour and so many by the campaign's curve, up to a time."""
    (layer,) = [one for one in await layers.list_of(tx, CAMPAIGN) if one.version == 1]
    brought = layer.mean * contacts / layer.mean.sum()
    reported = [
        Interval("sales", at, 1800, round((100.0 if is_open(at) else 0.0) + float(more)))
        for at, more in zip(layer.grid.moments(), brought, strict=True)
        if at < until
    ]
    await intervals.put(tx, reported)
    tx.now = until


async def test_a_response_that_surprises_is_planned_anew(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, by_email())
    (first,) = said(tx, StaffingPlanRaised)
    await that_brings(tx, 3000, until=MONDAY.replace(hour=15))
    await measure_campaigns(tx)
    again = said(tx, StaffingPlanRaised)[1]
    assert (again.plan_version, again.campaign_version, again.raised_at) == (2, 1, tx.now)
    assert again.queues[0].campaign_contacts.likely == pytest.approx(3000, rel=0.2)
    assert again.gap_agent_hours > first.gap_agent_hours
    newest = (await layers.list_of(tx, CAMPAIGN))[-1]
    assert newest.source == "the campaign's own response so far"
    before = len(emitted(tx))
    await measure_campaigns(tx)
    assert len(emitted(tx)) == before


async def test_a_response_as_expected_or_too_young_changes_nothing(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, by_email())
    usual = float((await layers.list_of(tx, CAMPAIGN))[0].mean.sum())
    await measure_campaigns(tx)
    await that_brings(tx, 3 * usual, until=NINE)
    await measure_campaigns(tx)
    await that_brings(tx, usual, until=MONDAY.replace(hour=19))
    await measure_campaigns(tx)
    assert len(said(tx, StaffingPlanRaised)) == 1


async def test_a_campaign_that_is_over_is_kept_beside_what_was_predicted_and_teaches_the_next(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, by_email())
    usual = (await layers.list_of(tx, CAMPAIGN))[0]
    await that_brings(tx, 3000, until=MONDAY + timedelta(days=6, hours=9))
    await measure_campaigns(tx)
    (result,) = await campaign_results.list_before(tx, campaign_id=CAMPAIGN, before=None, limit=9)
    assert (result.channel, result.campaign_class, result.reached) == ("email", "standard", PEOPLE)
    assert result.uplift.predicted == pytest.approx(0.95 * usual.mean.sum(), rel=0.05)
    assert result.uplift.measured == pytest.approx(0.95 * 3000, rel=0.05)
    assert result.fitted == pytest.approx(3000, rel=0.1)
    # What is taken out of history is what it brought, and no new plan is raised for what is over.
    assert (await layers.list_of(tx, CAMPAIGN))[-1].mean.sum() == pytest.approx(3000, rel=0.15)
    assert (await plans.get(tx, CAMPAIGN)).version == 1
    await measure_campaigns(tx)
    assert len(await layers.list_of(tx, CAMPAIGN)) == 2

    other = UUID(int=8)
    await deliver(tx, on_campaign_announced, by_email(other, at=MONDAY + timedelta(weeks=2, hours=9)))
    (learnt,) = await layers.list_of(tx, other)
    assert learnt.source == "learnt from 1 measured campaigns by email"
    rate = prior_of("email").rate
    unlearnt = PEOPLE * exp(rate.log_mean + rate.log_sd**2 / 2)
    assert unlearnt * 1.3 < learnt.mean.sum() < 3600
    assert np.log(learnt.high.sum() / learnt.low.sum()) < np.log(usual.high.sum() / usual.low.sum())


async def test_what_cannot_be_measured_is_left_alone(tx: Transaction) -> None:
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, by_email())
    tx.now = MONDAY + timedelta(days=20)
    await measure_campaigns(tx)
    assert await campaign_results.list_before(tx, campaign_id=None, before=None, limit=9) == []
