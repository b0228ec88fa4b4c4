"""What a campaign does to the forecast and the people required: by night, by longer calls, and in next month's past."""

from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.staffing import StaffingPlanRaised
from staffing_builders import (
    CAMPAIGN,
    LAUNCH,
    MONDAY,
    a_queue,
    a_watched_queue,
    announced,
    cancelled,
    history,
    is_open,
    said,
)
from staffing_svc.commands.forecast_queue import forecast_queue
from staffing_svc.commands.measure_campaigns import measure_campaigns
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.erlang import performance
from staffing_svc.domain.intervals import Interval
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.campaign_cancelled import on_campaign_cancelled
from staffing_svc.store import intervals, layers, plans

EVENING = LAUNCH.replace(hour=22)


async def test_what_is_sent_at_night_is_answered_when_the_queue_opens(tx: Transaction) -> None:
    await a_watched_queue(tx)
    wave = {"wave": 1, "channel": "email", "size": 40_000, "send_at": EVENING}
    await deliver(tx, on_campaign_announced, announced(launch_at=EVENING, waves=(wave,)))
    (layer,) = await layers.list_of(tx, CAMPAIGN)
    open_at = np.array([is_open(at) for at in layer.grid.moments()])
    assert layer.mean[~open_at].sum() == 0
    eight = layer.grid.index_of((EVENING + timedelta(days=1)).replace(hour=8))
    assert layer.mean[eight : eight + 2].sum() > 0.5 * layer.mean.sum()
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    assert planned.required_erlang_a[~open_at].sum() == 0
    assert planned.peak_index in (eight, eight + 1)


def people_needed(contacts: float, handle_s: float) -> int:
    """One agent after the other until 80 % within 20 s, at most 5 % give up and 90 % are busy; 30 % are away."""
    for agents in range(1, 500):
        reached = performance(contacts, handle_s, 1800.0, agents, within_s=20.0, patience_s=120.0)
        good = float(reached.service_level) >= 0.8 and float(reached.abandonment) <= 0.05
        if good and contacts * handle_s / 1800.0 / agents <= 0.9:
            return int(np.ceil(agents / 0.7 - 1e-9))
    raise AssertionError("nobody can answer so many")


@pytest.mark.parametrize("longer", [0.0, 0.5])
async def test_longer_calls_of_a_campaign_need_more_people(tx: Transaction, longer: float) -> None:
    """The queue's own 100 contacts take 240 s, those of the campaign so much longer."""
    await a_watched_queue(tx)
    told = announced(handle_time_uplift_share=longer, expected_contacts=4000)
    await deliver(tx, on_campaign_announced, told)
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    for index in (2, 7, 12, 60):
        more = planned.campaign[index]
        usual = planned.baseline[index]
        handle_s = 240.0 * (usual + more * (1.0 + longer)) / (usual + more)
        assert planned.required_erlang_a[index] == people_needed(usual + more, handle_s)


async def test_last_month_s_campaign_is_not_next_month_s_monday(tx: Transaction) -> None:
    """Every Monday of the last four weeks an e-mail brought some 900 callers: whether the center was told of them
    decides whether the coming Mondays expect them."""
    await set_up_queue(tx, a_queue(), seen_version=0)
    tx.now = MONDAY - timedelta(weeks=5)
    known = history(until=MONDAY, weeks=10)
    sends = [MONDAY - timedelta(weeks=week) + timedelta(hours=8) for week in range(1, 5)]
    for number, send_at in enumerate(sends):
        wave = {"wave": 1, "channel": "email", "size": 40_000, "send_at": send_at}
        event = announced(launch_at=send_at, ends_at=send_at + timedelta(days=5), waves=(wave,))
        event = event.model_copy(update={"campaign_id": UUID(int=50 + number)})
        await deliver(tx, on_campaign_announced, event)
    standing = await layers.list_standing(tx, ["sales"], MONDAY - timedelta(weeks=6), MONDAY)
    assert len(standing) == 4
    brought: dict[object, float] = {}
    for layer in standing:
        open_only = [
            more if is_open(at) else 0.0 for at, more in zip(layer.grid.moments(), layer.mean, strict=True)
        ]
        for at, more in zip(layer.grid.moments(), open_only, strict=True):
            brought[at] = brought.get(at, 0.0) + float(more)
    with_callers = [
        Interval(one.queue, one.started_at, 1800, one.offered + round(brought.get(one.started_at, 0.0)))
        for one in known
    ]
    await intervals.put(tx, with_callers)
    tx.now = MONDAY
    told = await forecast_queue(tx, a_queue())
    usual = 60.0 * sum(1.0 + 0.4 * np.sin((8 + half / 2 - 8) / 12 * np.pi) for half in range(24))
    assert told is not None
    assert told.mean[:48].sum() == pytest.approx(usual, rel=0.06)
    for layer in standing:
        await layers.withdraw(tx, layer.campaign_id)
    untold = await forecast_queue(tx, a_queue())
    assert untold is not None
    assert untold.mean[:48].sum() > 1.15 * usual


async def test_a_campaign_told_of_while_it_is_answered_is_soon_planned_by_its_response(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    noon = LAUNCH + timedelta(hours=8)
    tx.now = noon
    await deliver(tx, on_campaign_announced, announced(expected_contacts=0))
    (layer,) = await layers.list_of(tx, CAMPAIGN)
    reported = [
        Interval("sales", at, 1800, round((100.0 if is_open(at) else 0.0) + 2.5 * float(more)))
        for at, more in zip(layer.grid.moments(), layer.mean, strict=True)
        if at < noon
    ]
    await intervals.put(tx, reported)
    await measure_campaigns(tx)
    first, second = said(tx, StaffingPlanRaised)
    told, found = (plan.queues[0].campaign_contacts.likely for plan in (first, second))
    assert found == pytest.approx(2.5 * told, rel=0.2)


async def test_two_campaigns_on_one_queue_come_off_one_at_a_time(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, announced())
    other = announced().model_copy(update={"campaign_id": UUID(int=7)})
    await deliver(tx, on_campaign_announced, other)
    await deliver(tx, on_campaign_cancelled, cancelled())
    week = LAUNCH + timedelta(weeks=1)
    (left,) = await layers.list_standing(tx, ["sales"], LAUNCH, week)
    assert left.campaign_id == UUID(int=7)
    third = announced().model_copy(update={"campaign_id": UUID(int=8)})
    await deliver(tx, on_campaign_announced, third)
    (planned,) = (await plans.get(tx, UUID(int=8))).queues
    base = sum(100.0 for at in planned.grid.moments() if is_open(at))
    assert planned.baseline.sum() == pytest.approx(base + left.mean.sum())
