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
from staffing_svc.domain.campaign_results import CampaignResult
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.layers import LayerGrid, Wave, prior_of
from staffing_svc.domain.layers.response_curves import people_by_interval
from staffing_svc.domain.layers.uplift import Uplift
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


WEDNESDAY = MONDAY + timedelta(days=2, hours=9)


def by_email_and_text(number: UUID = CAMPAIGN, *, weeks: int = 0) -> CampaignAnnounced:
    """An e-mail on Monday to 40,000, a text message on Wednesday to 20,000."""
    monday, wednesday = NINE + timedelta(weeks=weeks), WEDNESDAY + timedelta(weeks=weeks)
    waves = (
        {"wave": 1, "channel": "email", "size": 40_000, "send_at": monday},
        {"wave": 2, "channel": "sms", "size": 20_000, "send_at": wednesday},
    )
    told = announced(
        launch_at=monday,
        ends_at=monday + timedelta(days=5),
        waves=waves,
        audience_size=60_000,
        expected_contacts=0,
    )
    return told.model_copy(update={"campaign_id": number})


async def that_come(tx: Transaction, contacts: dict[datetime, Wave], *, until: datetime) -> None:
    """The usual 100 per open half-hour, and each wave's people (its size) by its channel's curve, from the send."""
    grid = (await layers.list_of(tx, CAMPAIGN))[0].grid
    hours = LayerGrid(grid.start, 1800, np.array([is_open(at) for at in grid.moments()]))
    brought = np.sum(
        [people_by_interval([wave], prior_of(wave.channel).curve, hours) for wave in contacts.values()],
        axis=0,
    )
    reported = [
        Interval("sales", at, 1800, round((100.0 if is_open(at) else 0.0) + float(more)))
        for at, more in zip(grid.moments(), brought, strict=True)
        if at < until
    ]
    await intervals.put(tx, reported)
    tx.now = until


async def test_a_campaign_by_two_channels_teaches_each_of_them_and_learns_from_each(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, by_email_and_text())
    brought = {NINE: Wave("email", 2400, NINE), WEDNESDAY: Wave("sms", 300, WEDNESDAY)}
    await that_come(tx, brought, until=MONDAY + timedelta(days=6, hours=9))
    await measure_campaigns(tx)
    (result,) = await campaign_results.list_before(tx, campaign_id=CAMPAIGN, before=None, limit=9)
    email, sms = result.by_channel
    assert (email.channel, email.reached, sms.channel, sms.reached) == ("email", 40_000, "sms", 20_000)
    assert email.contacts == pytest.approx(2400, rel=0.1)
    assert sms.contacts == pytest.approx(300, abs=2 * sms.contacts_sd)
    assert result.fitted == pytest.approx(2700, rel=0.1)

    past = await campaign_results.list_past(tx, ["email", "sms", "tv"])
    assert [len(past[channel]) for channel in ("email", "sms", "tv")] == [1, 1, 0]
    only_text = by_email_and_text(UUID(int=8), weeks=2)
    only_text = only_text.model_copy(
        update={"terms": only_text.terms.model_copy(update={"waves": only_text.terms.waves[1:]})}
    )
    await deliver(tx, on_campaign_announced, only_text)
    (learnt,) = await layers.list_of(tx, UUID(int=8))
    usual = prior_of("sms").rate
    assert learnt.source == "learnt from 1 measured campaigns by sms"
    # 1.5 % of the text message's people called, not the 6 % of the e-mail's, and no longer a usual 0.5-6 %.
    assert 300 < learnt.mean.sum() < 20_000 * exp(usual.log_mean + usual.log_sd**2 / 2)

    await deliver(tx, on_campaign_announced, by_email_and_text(UUID(int=9), weeks=2))
    (both,) = await layers.list_of(tx, UUID(int=9))
    assert both.source == "learnt from 1 measured campaigns by email, learnt from 1 measured campaigns by sms"
    assert both.mean.sum() > 1600 + learnt.mean.sum()


async def test_what_comes_faster_than_usual_is_planned_to_be_over_sooner(tx: Transaction) -> None:
    """Twenty hours of the usual curve in ten: as many contacts as expected, but all of them today."""
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, by_email())
    (first,) = await layers.list_of(tx, CAMPAIGN)
    grid = first.grid
    hours = LayerGrid(grid.start, 1800, np.array([is_open(at) for at in grid.moments()]))
    quick = prior_of("email").curve.stretched(0.4)
    brought = people_by_interval([Wave("email", round(float(first.mean.sum())), NINE)], quick, hours)
    evening = MONDAY.replace(hour=19)
    await intervals.put(
        tx,
        [
            Interval("sales", at, 1800, round((100.0 if is_open(at) else 0.0) + float(more)))
            for at, more in zip(grid.moments(), brought, strict=True)
            if at < evening
        ],
    )
    tx.now = evening
    await measure_campaigns(tx)
    newest = (await layers.list_of(tx, CAMPAIGN))[-1]
    to_come = slice(grid.index_of(evening), None)
    assert newest.version == 2
    assert newest.mean[to_come].sum() < 0.6 * first.mean[to_come].sum()
    assert abs(newest.mean[to_come].sum() - brought[to_come].sum()) < 0.5 * abs(
        first.mean[to_come].sum() - brought[to_come].sum()
    )


async def test_a_department_whose_numbers_are_half_of_what_comes_is_believed_twice_of_them(
    tx: Transaction,
) -> None:
    """It says 600 of each of four campaigns that bring about 1,200; of the fifth it says 600 again."""
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    for number in range(4):
        told = by_email(UUID(int=20 + number))
        terms = told.terms.model_copy(update={"expected_contacts": 600})
        await deliver(tx, on_campaign_announced, told.model_copy(update={"terms": terms}))
        uplift = Uplift(300, 600, 1200, 1100, 1200, 1300, 50.0)
        result = CampaignResult(
            campaign_id=UUID(int=20 + number),
            queue="sales",
            campaign_class="standard",
            channel="email",
            reached=PEOPLE,
            told_contacts=600,
            uplift=uplift,
            fitted=1200,
            fitted_sd=60,
            measured_at=tx.now,
        )
        await campaign_results.add(tx, result)
    believed = by_email(UUID(int=30))
    terms = believed.terms.model_copy(update={"expected_contacts": 600})
    await deliver(tx, on_campaign_announced, believed.model_copy(update={"terms": terms}))
    (before,) = await layers.list_of(tx, UUID(int=20))
    (after,) = await layers.list_of(tx, UUID(int=30))
    assert after.mean.sum() == pytest.approx(1200, rel=0.15)
    assert before.mean.sum() < 900
    assert after.high.sum() - after.low.sum() < before.high.sum() - before.low.sum()
    assert "as its numbers have proved" in after.source
    stranger = terms.model_copy(update={"department": "sales"})
    await deliver(tx, on_campaign_announced, by_email(UUID(int=31)).model_copy(update={"terms": stranger}))
    (other,) = await layers.list_of(tx, UUID(int=31))
    np.testing.assert_allclose(other.mean, before.mean)


async def test_a_campaign_whose_last_wave_is_weeks_later_is_not_over_before_that(tx: Transaction) -> None:
    """Of two e-mails three weeks apart the first brought twice as many callers as planned: the second is planned
    anew, and the result waits for it."""
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    later = NINE + timedelta(weeks=3)
    waves = tuple(
        {"wave": number + 1, "channel": "email", "size": 40_000, "send_at": at}
        for number, at in enumerate((NINE, later))
    )
    told = announced(
        launch_at=NINE,
        ends_at=later + timedelta(days=5),
        waves=waves,
        audience_size=80_000,
        expected_contacts=0,
    )
    await deliver(tx, on_campaign_announced, told)
    (first,) = await layers.list_of(tx, CAMPAIGN)
    await that_brings(tx, 2 * float(first.mean.sum()), until=MONDAY + timedelta(days=16))
    await measure_campaigns(tx)
    assert await campaign_results.list_before(tx, campaign_id=CAMPAIGN, before=None, limit=9) == []
    assert len(said(tx, StaffingPlanRaised)) == 2
    newest = (await layers.list_of(tx, CAMPAIGN))[-1]
    second = slice(first.grid.index_of(later), None)
    assert newest.mean[second].sum() == pytest.approx(2 * first.mean[second].sum(), rel=0.15)
    await that_brings(tx, 2 * float(first.mean.sum()), until=later + timedelta(days=6, hours=1))
    await measure_campaigns(tx)
    (result,) = await campaign_results.list_before(tx, campaign_id=CAMPAIGN, before=None, limit=9)
    assert result.fitted == pytest.approx(2 * first.mean.sum(), rel=0.1)
