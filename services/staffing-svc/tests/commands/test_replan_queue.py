"""Plans follow what becomes known after the announcement: a history, a schedule."""

from datetime import timedelta

from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.staffing import StaffingPlanRaised
from staffing_builders import CAMPAIGN, LAUNCH, announced, history, said
from staffing_svc.commands.load_history import load_history
from staffing_svc.commands.load_staff import load_staff
from staffing_svc.commands.refresh_due_queues import refresh_due_queues
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import plans
from staffing_svc.store.staff import ScheduledAgents


async def test_a_history_loaded_after_the_announcement_gives_the_plan_its_baseline(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    assert (await plans.get(tx, CAMPAIGN)).queues[0].baseline.sum() == 0
    await load_history(tx, history(until=tx.now, weeks=4), timezone="UTC")
    await refresh_due_queues(tx)
    assert [plan.plan_version for plan in said(tx, StaffingPlanRaised)] == [1, 2]
    assert (await plans.get(tx, CAMPAIGN)).queues[0].baseline.sum() > 0


async def test_a_schedule_loaded_after_the_announcement_is_compared_at_once(tx: Transaction) -> None:
    await load_history(tx, history(until=tx.now, weeks=4), timezone="UTC")
    await deliver(tx, on_campaign_announced, announced())
    times = [LAUNCH.replace(minute=0) + timedelta(minutes=30 * index) for index in range(6)]
    await load_staff(tx, [ScheduledAgents("sales", at, 1800, 500) for at in times])
    plan = (await plans.get(tx, CAMPAIGN)).queues[0]
    held = [plan.scheduled[plan.grid.index_of(at)] for at in times]
    assert held == [500] * 6


async def test_without_a_campaign_nothing_is_planned(tx: Transaction) -> None:
    await load_history(tx, history(until=tx.now, weeks=4), timezone="UTC")
    await refresh_due_queues(tx)
    await load_staff(tx, [ScheduledAgents("sales", LAUNCH, 1800, 10)])
    assert said(tx, StaffingPlanRaised) == []
