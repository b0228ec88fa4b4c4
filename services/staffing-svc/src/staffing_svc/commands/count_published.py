"""Count who is at work on a queue by all published schedules, and plan anew what stands on it."""

from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.replan_queue import replan_stretch
from staffing_svc.domain.schedule import Requirement, Shift, coverage
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.store import queues, schedules, shifts, staff


async def count_published(tx: Transaction, queue: str, grid: Grid) -> None:
    """After a schedule was published: what it says of its time takes the place of whatever was known."""
    await queues.lock(tx, queue)
    await staff.clear(tx, queue, grid)
    await staff.add_published(tx, queue, grid, await _published(tx, queue, grid))
    await replan_stretch(tx, queue, grid.start, grid.end)


async def count_without(tx: Transaction, queue: str, grid: Grid) -> None:
    """After one was withdrawn: what other schedules say stays, and what was loaded since then."""
    await queues.lock(tx, queue)
    await staff.clear_published(tx, queue, grid)
    await staff.add_published(tx, queue, grid, await _published(tx, queue, grid))
    await replan_stretch(tx, queue, grid.start, grid.end)


async def _published(tx: Transaction, queue: str, grid: Grid) -> Numbers:
    """People at work [n], NaN where no published schedule speaks."""
    spans = await schedules.list_published_spans(tx, queue, grid.start, grid.end)
    people = at_work(queue, grid, await shifts.list_at_work(tx, queue, grid.start, grid.end))
    return np.where([_spoken_of(at, spans) for at in grid.moments()], people, np.nan)


def _spoken_of(at: datetime, spans: list[tuple[datetime, datetime]]) -> bool:
    return any(begins <= at < ends for begins, ends in spans)


def at_work(queue: str, grid: Grid, worked: list[Shift]) -> Numbers:
    """Mean people at work in each interval [n]."""
    nobody = Requirement(queue, grid.start, grid.interval_s, (0,) * grid.count)
    return coverage(nobody, worked).mean
