"""How long the center takes to answer an announcement: a campaign on 50 queues x 6 weeks of quarter hours.

Each queue has a forecast, opening hours of its own and, with --scheduled, a schedule (without one the people that
the queue needs anyway are computed too); the database is a throw-away cluster on this machine. Said: processor time
of the service (the database's is not in it) and the time on the wall, from the event's delivery to the commit. No
two of the campaigns begin at the same minute, so that nothing is remembered from the one before.

Run: python bench/staffing/plan.py [--queues 50] [--weeks 6] [--repeats 3] [--scheduled] [--overlapping 50]
"""

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
from concert_chassis.clock import SystemClock
from concert_chassis.databases import Databases, driver_url
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts.campaign import (
    CampaignAnnounced,
    CampaignTerms,
    NoticeVerdict,
    Offer,
    QueueShare,
    Wave,
)
from sqlalchemy.ext.asyncio import create_async_engine
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.service import SERVICE
from staffing_svc.store import forecasts, staff
from staffing_svc.store.staff import ScheduledAgents

INTERVAL_S = 900
PER_DAY = 96


def announcement(number: int, *, queues: int, weeks: int, launch_at: datetime) -> CampaignAnnounced:
    waves = tuple(
        Wave(wave=week + 1, channel="email", size=400_000, send_at=launch_at + timedelta(weeks=week))
        for week in range(weeks)
    )
    return CampaignAnnounced(
        campaign_id=UUID(int=number),
        version=1,
        announced_at=launch_at,
        terms=CampaignTerms(
            name="Measured",
            campaign_class="standard",
            department="marketing",
            owner="campaign-owner",
            external_ref=None,
            lifecycle_stage="acquire",
            audience_size=400_000 * weeks,
            offer=Offer(code="M", title="M", description="M"),
            codes=(),
            dialed_numbers=(),
            queues=tuple(QueueShare(queue=f"q{index}", share=1 / queues) for index in range(queues)),
            waves=waves,
            expected_contacts=20_000 * weeks,
            handle_time_uplift_share=0.2,
            launch_at=launch_at,
            ends_at=launch_at + timedelta(weeks=weeks),
            timezone="Europe/Vienna",
            brief=None,
        ),
        notice=NoticeVerdict(
            agreement_version=1,
            campaign_class="standard",
            required_days=14,
            given_days=1,
            shortfall_days=13,
            on_time=False,
            is_emergency=False,
        ),
    )


async def a_queue(tx: Transaction, index: int, *, weeks: int, start: datetime, scheduled: bool) -> None:
    """Open from 8 to 20, with 20 to 400 contacts per quarter hour in the middle of the day."""
    opening = tuple(((480, 1200),) for _ in range(7))
    queue = Queue(f"q{index}", timezone="Europe/Vienna", interval_s=INTERVAL_S, opening=opening)
    await set_up_queue(tx, queue, seen_version=0)
    grid = Grid(start, INTERVAL_S, (weeks + 2) * 7 * PER_DAY)
    hour = (np.arange(grid.count) % PER_DAY) / 4 + 1
    shape = np.clip(np.sin((hour - 8) / 12 * np.pi), 0, None) * ((hour >= 8) & (hour < 20))
    mean = shape * np.geomspace(20, 400, 50)[index % 50]
    quantiles = np.outer(mean, [0.8, 0.87, 1.0, 1.13, 1.2])
    await forecasts.add(tx, Baseline(queue.name, 1, start, start, "measured", grid, mean, quantiles))
    if scheduled:
        people = np.ceil(mean / 3)
        agents = [
            ScheduledAgents(queue.name, at, INTERVAL_S, float(people[number]))
            for number, at in enumerate(grid.moments())
        ]
        await staff.put(tx, agents)


async def measure(
    transactions: Transactions, *, queues: int, weeks: int, repeats: int, scheduled: bool
) -> None:
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    async with transactions.begin() as tx:
        for index in range(queues):
            await a_queue(tx, index, weeks=weeks, start=start, scheduled=scheduled)
    for repeat in range(repeats):
        launch_at = start + timedelta(days=1, minutes=7 * repeat + 1)
        event = announcement(repeat + 1, queues=queues, weeks=weeks, launch_at=launch_at)
        processor, wall = time.process_time(), time.perf_counter()
        async with transactions.begin() as tx:
            await deliver(tx, on_campaign_announced, event)
        used, took = time.process_time() - processor, time.perf_counter() - wall
        cells = queues * weeks * 7 * PER_DAY
        others = f", {repeat} other campaigns on each" if repeat else ""
        print(f"{cells:,} cells on {queues} queues{others}: {used:.2f} s processor, {took:.2f} s wall")


async def run(*, queues: int, weeks: int, repeats: int, overlapping: int, scheduled: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases.started(Path(folder))
        try:
            engine = create_async_engine(driver_url(await databases.fresh(SERVICE)))
            transactions = Transactions(
                engine, service=SERVICE.name, owner=SERVICE.owner, clock=SystemClock()
            )
            await measure(transactions, queues=queues, weeks=weeks, repeats=repeats, scheduled=scheduled)
            await measure_one(transactions)
            await measure_overlapping(transactions, count=overlapping, weeks=weeks)
            await engine.dispose()
        finally:
            databases.stop()


async def measure_one(transactions: Transactions) -> None:
    """The everyday case: one queue, one week."""
    launch_at = datetime.now(UTC) + timedelta(days=1)
    event = announcement(10**6, queues=1, weeks=1, launch_at=launch_at)
    wall = time.perf_counter()
    async with transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, event)
    print(f"one queue, one week: {time.perf_counter() - wall:.2f} s on the wall")


async def measure_overlapping(transactions: Transactions, *, count: int, weeks: int) -> None:
    """The campaign after `count` others on one queue, all over the same weeks."""
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for number in range(count + 1):
        launch_at = start + timedelta(minutes=5 * number)
        event = announcement(2 * 10**6 + number, queues=1, weeks=weeks, launch_at=launch_at)
        processor, wall = time.process_time(), time.perf_counter()
        async with transactions.begin() as tx:
            await deliver(tx, on_campaign_announced, event)
    used, took = time.process_time() - processor, time.perf_counter() - wall
    print(f"one queue, {weeks} weeks, {count} other campaigns: {used:.2f} s processor, {took:.2f} s wall")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queues", type=int, default=50)
    parser.add_argument("--weeks", type=int, default=6)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--overlapping", type=int, default=50)
    parser.add_argument("--scheduled", action="store_true")
    asyncio.run(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
