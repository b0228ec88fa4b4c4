"""Callers give up without any surge too: their coming was announced, and nobody was there to answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import NoticeVerdict
from concert_contracts.external import IntervalReported
from concert_contracts.staffing import LossByCause, OpportunityLost, VolumeSurge
from staffing_builders import CAMPAIGN, MONDAY, a_watched_queue, announced, counted, notice, report, said
from staffing_svc.commands.book_foreseen_losses import book_foreseen_losses
from staffing_svc.commands.draft_memo import draft_memo
from staffing_svc.commands.load_staff import load_staff
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import layers, losses
from staffing_svc.store.staff import ScheduledAgents

NINE = MONDAY.replace(hour=9)
TUESDAY_FIVE = MONDAY + timedelta(days=1, hours=5)
USUAL = 25
LATE = notice(given_days=1, on_time=False)
Abandoned = Callable[[int], int]


async def told(tx: Transaction, given: NoticeVerdict, *, days: int) -> None:
    """A campaign of 900 expected contacts, told so many days before its Monday."""
    tx.now = MONDAY - timedelta(days=days)
    wave = {"wave": 1, "channel": "email", "size": 6_000, "send_at": NINE}
    campaign = announced(
        launch_at=NINE, ends_at=NINE + timedelta(days=5), waves=(wave,), expected_contacts=900
    )
    await deliver(tx, on_campaign_announced, campaign.model_copy(update={"notice": given}))


async def as_foreseen(tx: Transaction, gives_up: Abandoned, *, people: int = USUAL) -> list[IntervalReported]:
    """Exactly as many come as the forecast and the campaign's layer say."""
    times = [MONDAY + timedelta(minutes=30 * index) for index in range(16, 40)]
    await load_staff(tx, [ScheduledAgents("sales", at, 1800, people) for at in times])
    (layer,) = [one for one in await layers.list_of(tx, CAMPAIGN) if one.withdrawn_at is None]
    brought = dict(zip(layer.grid.moments(), layer.mean.tolist(), strict=True))
    offered = {at: 100 + round(brought.get(at, 0.0)) for at in times}
    return [counted(number, at=at, abandoned=gives_up(number)) for at, number in offered.items()]


def a_fifth_above_the_usual(offered: int) -> int:
    return 3 + max(offered - 100, 0) * 3 // 4


async def the_morning_after(tx: Transaction, at: datetime = TUESDAY_FIVE) -> list[OpportunityLost]:
    tx.now = at
    await book_foreseen_losses(tx)
    return said(tx, OpportunityLost)


def part(lost: OpportunityLost, kind: str) -> LossByCause:
    return next(one for one in lost.by_cause if one.kind == kind)


async def test_what_late_notice_cost_is_booked_though_nothing_surged(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await told(tx, LATE, days=1)
    await report(tx, *await as_foreseen(tx, a_fifth_above_the_usual))
    assert said(tx, VolumeSurge) == []
    (lost,) = await the_morning_after(tx)
    assert lost.window_start_at >= NINE
    assert lost.expected_contacts == pytest.approx(lost.offered, rel=0.02)
    campaign = part(lost, "announced_campaign")
    assert (campaign.campaign_id, campaign.department) == (CAMPAIGN, "marketing")
    assert campaign.likely_minor > part(lost, "own_staffing").likely_minor
    assert "With 14 days of notice instead of 1: overtime, shifts moved" in lost.counterfactual
    assert await losses.find_standing(tx, lost.surge_id) == lost


async def test_what_was_told_in_time_and_not_planned_for_is_the_centers_own_staffing(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    await told(tx, notice(given_days=21), days=21)
    await report(tx, *await as_foreseen(tx, a_fifth_above_the_usual))
    (lost,) = await the_morning_after(tx)
    assert part(lost, "own_staffing").likely_minor == lost.observed.likely_minor > 0
    assert part(lost, "announced_campaign").likely_minor == 0


async def test_a_day_that_was_carried_as_planned_is_not_booked(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await told(tx, LATE, days=1)
    await report(tx, *await as_foreseen(tx, lambda offered: offered // 50, people=60))
    assert await the_morning_after(tx) == []


async def test_a_day_without_campaigns_is_not_booked(tx: Transaction) -> None:
    await a_watched_queue(tx)
    day = [counted(100, at=MONDAY + timedelta(minutes=30 * index), abandoned=40) for index in range(16, 40)]
    await report(tx, *day)
    assert await the_morning_after(tx) == []


async def test_a_day_is_booked_once_and_corrected_when_its_counts_are(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await told(tx, LATE, days=1)
    day = await as_foreseen(tx, a_fifth_above_the_usual)
    await report(tx, *day)
    (booked,) = await the_morning_after(tx)
    assert await the_morning_after(tx, TUESDAY_FIVE + timedelta(hours=1)) == [booked]
    tx.now = TUESDAY_FIVE + timedelta(hours=2)
    ten = next(one for one in day if one.started_at.hour == 10)
    await report(tx, ten.model_copy(update={"abandoned": (ten.abandoned or 0) + 20}))
    _, corrected = await the_morning_after(tx, TUESDAY_FIVE + timedelta(hours=3))
    assert corrected.corrects_entry_id == booked.entry_id
    assert corrected.abandoned == booked.abandoned + 20


async def test_a_day_that_is_not_over_waits(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await told(tx, LATE, days=1)
    await report(tx, *await as_foreseen(tx, a_fifth_above_the_usual))
    assert await the_morning_after(tx, TUESDAY_FIVE - timedelta(minutes=1)) == []


async def test_contacts_of_a_surge_are_booked_with_the_surge_alone(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await told(tx, LATE, days=1)
    day = await as_foreseen(tx, a_fifth_above_the_usual)
    more = [
        one.model_copy(update={"offered": one.offered + 150}) if 11 <= one.started_at.hour < 13 else one
        for one in day
    ]
    await report(tx, *more)
    (surge,) = said(tx, OpportunityLost)
    *_, foreseen = await the_morning_after(tx)
    assert foreseen.surge_id != surge.surge_id
    outside = [
        one
        for one in more
        if not surge.window_start_at <= one.started_at < surge.window_end_at
        and foreseen.window_start_at <= one.started_at < foreseen.window_end_at
    ]
    assert foreseen.abandoned == sum(one.abandoned or 0 for one in outside)


async def test_the_memo_tells_of_a_foreseen_day_as_of_a_surge(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await told(tx, LATE, days=1)
    await report(tx, *await as_foreseen(tx, a_fifth_above_the_usual))
    (lost,) = await the_morning_after(tx)
    drafted = await draft_memo(tx, CAMPAIGN)
    assert drafted.case.offered_contacts == lost.offered
    assert drafted.case.expected_contacts == lost.expected_contacts
    assert drafted.case.worth_with_notice.likely_minor > 0
    assert drafted.entries == (lost.entry_id,)
