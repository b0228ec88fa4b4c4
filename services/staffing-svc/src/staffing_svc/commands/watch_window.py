"""Gather what happened on a queue in a window: what came, who was there, who would have been needed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.expect_contacts import expect_contacts
from staffing_svc.domain.erlang.goal import StaffingModel
from staffing_svc.domain.expectation import Expectation, contacts_known_then
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.loss_window import LossWindow, WindowCounts
from staffing_svc.domain.losses import WatchedLoad
from staffing_svc.domain.plan.requirement import Load, required_people
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers
from staffing_svc.store import contact_marks, intervals, layers, staff

FELT_SHARE = 0.05
"""Of the contacts expected in an interval; below it nobody could tell the campaign from a busy hour."""


async def watch_window(
    tx: Transaction, queue: Queue, start: datetime, end: datetime, *, late: Collection[UUID]
) -> LossWindow | None:
    """A surge's window: what came above the forecast is what the loss is put down to.

    None when nothing, or no abandonment, was reported in it where a forecast speaks of it. `late` are the
    campaigns that were announced too late: what the center planned in time leaves them out.
    """
    expected = await expect_contacts(tx, queue, start, end)
    reported = await _reported(tx, queue, expected, start, end)
    return await _window(tx, queue, expected, reported, late=late) if reported else None


async def watch_foreseen(
    tx: Transaction,
    queue: Queue,
    start: datetime,
    end: datetime,
    *,
    late: Collection[UUID],
    without: Sequence[tuple[datetime, datetime]],
) -> LossWindow | None:
    """The same of the intervals in which campaigns were expected to be felt, but for those of surges.

    What the campaigns were expected to bring is what the loss is put down to.
    """
    expected = await expect_contacts(tx, queue, start, end)
    reported = [
        one
        for one in await _reported(tx, queue, expected, start, end)
        if _felt(expected, one) and not any(since <= one.started_at < until for since, until in without)
    ]
    if not reported:
        return None
    window = await _window(tx, queue, expected, reported, late=late)
    at = np.array([expected.grid.index_of(one.started_at) for one in reported])
    return replace(window, usual=expected.baseline[at])


def _felt(expected: Expectation, interval: Interval) -> bool:
    at = expected.grid.index_of(interval.started_at)
    return bool(expected.layers[at] >= FELT_SHARE * expected.contacts[at] > 0)


async def _reported(
    tx: Transaction, queue: Queue, expected: Expectation, start: datetime, end: datetime
) -> list[Interval]:
    return [
        one
        for one in await intervals.list_between(tx, queue.name, start, end)
        if one.interval_s == queue.interval_s
        and one.abandoned is not None
        and not np.isnan(expected.at(one.started_at))
    ]


async def _window(
    tx: Transaction,
    queue: Queue,
    expected: Expectation,
    reported: Sequence[Interval],
    *,
    late: Collection[UUID],
) -> LossWindow:
    start, end = reported[0].started_at, reported[-1].ended_at
    blocked = [await contact_marks.count_blocked(tx, queue.name, *run) for run in _runs(reported)]
    known = [number for number in blocked if number is not None]
    counts = _counts(reported, blocked=sum(known) if known else None)
    handle_s = await intervals.mean_handle_s(tx, queue.name, start, end) or queue.handle_s
    at = np.array([expected.grid.index_of(one.started_at) for one in reported])
    scheduled = (await staff.on_grid(tx, queue.name, expected.grid))[at]
    told_late = await _told_late(tx, queue, expected, late)
    return LossWindow(
        queue=queue,
        start=start,
        end=end,
        counts=counts,
        expected=expected.contacts[at],
        usual=expected.contacts[at],
        lost=_lost(reported, counts),
        handle_s=handle_s,
        load=WatchedLoad(
            contacts=_tried(reported, counts),
            there=np.floor(scheduled * (1.0 - queue.shrinkage_share) + 1e-9),
            for_baseline=_in_seats(queue, expected.baseline[at], handle_s),
            for_told_in_time=_in_seats(queue, (expected.contacts - told_late)[at], handle_s),
            for_told=_in_seats(queue, expected.contacts[at], handle_s),
            for_what_came=_in_seats(queue, _levelled(expected.contacts[at], counts), handle_s),
        ),
    )


def _counts(reported: Sequence[Interval], *, blocked: int | None) -> WindowCounts:
    """Blocked contacts as the intervals report them, else as contacts told of them one by one."""
    told = [one.blocked for one in reported if one.blocked is not None]
    deflected = [one.deflected_unresolved for one in reported if one.deflected_unresolved is not None]
    return WindowCounts(
        offered=sum(one.offered for one in reported),
        abandoned=sum((one.abandoned or 0) - (one.short_abandoned or 0) for one in reported),
        blocked=sum(told) if told else blocked,
        deflected_unresolved=sum(deflected) if deflected else None,
    )


def _runs(reported: Sequence[Interval]) -> list[tuple[datetime, datetime]]:
    """Stretches of time without a gap."""
    runs: list[tuple[datetime, datetime]] = []
    for one in reported:
        if runs and runs[-1][1] == one.started_at:
            runs[-1] = (runs[-1][0], one.ended_at)
        else:
            runs.append((one.started_at, one.ended_at))
    return runs


def _tried(reported: Sequence[Interval], counts: WindowCounts) -> Numbers:
    """All who tried, by interval; those of whom only the sum is known are spread like the others."""
    known = np.array(
        [float(one.offered + (one.blocked or 0) + (one.deflected_unresolved or 0)) for one in reported]
    )
    return known * (counts.tried / known.sum()) if known.sum() > 0 else known


def _lost(reported: Sequence[Interval], counts: WindowCounts) -> Numbers:
    """All who got away, by interval."""
    known = np.array([float((one.abandoned or 0) - (one.short_abandoned or 0)) for one in reported])
    before = np.array([float((one.blocked or 0) + (one.deflected_unresolved or 0)) for one in reported])
    return known + before if before.sum() > 0 else known + counts.before_the_queue / known.size


def _levelled(expected: Numbers, counts: WindowCounts) -> Numbers:
    """As many as came, in the shape that was expected."""
    whole = float(expected.sum())
    return (
        expected * (counts.tried / whole)
        if whole > 0
        else np.full(expected.size, counts.tried / expected.size)
    )


async def _told_late(tx: Transaction, queue: Queue, expected: Expectation, late: Collection[UUID]) -> Numbers:
    grid = expected.grid
    known = await layers.list_known(tx, [queue.name], grid.start, grid.end) if late else []
    return contacts_known_then([layer for layer in known if layer.campaign_id in late], grid)


def _in_seats(queue: Queue, contacts: Numbers, handle_s: float) -> Numbers:
    load = Load(queue, queue.interval_s, contacts, np.full(contacts.size, handle_s))
    people = required_people([load], StaffingModel.ERLANG_A)[0]
    return np.asarray(np.floor(people * (1.0 - queue.shrinkage_share) + 1e-9))
