"""Publish a draft: search exactly in processes apart, keep what was found, and count its people in all plans."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from concert_chassis.transaction import Transaction, Transactions
from concert_contracts.identity import uuid7
from concert_contracts.refusal import Refusal

from staffing_svc.commands.ask_of_team import AskedOfTeam, ask_of_team, replaced_by
from staffing_svc.commands.count_published import count_published, count_without
from staffing_svc.commands.draft_schedule import staffed_by
from staffing_svc.commands.plan_shifts import Searches
from staffing_svc.commands.withdraw_schedule import close_day
from staffing_svc.domain.kept_schedules import (
    KeptSchedule,
    QueuePart,
    RulesStale,
    ScheduleOver,
    ScheduleStatus,
    StaffedSchedule,
)
from staffing_svc.domain.publications import PUBLISHED, Publication
from staffing_svc.domain.schedule import Progress, Schedule, SearchBudget
from staffing_svc.domain.schedule.refusals import ScheduleCancelled
from staffing_svc.store import publications, schedules, shift_rules, shifts

LOOKS_EVERY_S = 1.0
"""So often a running search looks whether somebody has cancelled it by its schedule's id."""
HANDING_OUT = timedelta(minutes=2)
"""Drafting, stopping and handing out may take so long beyond the search's own time limit."""


@dataclass(frozen=True)
class QueueProgress:
    """How far the search for one queue of the schedule is."""

    queue: str
    progress: Progress


@dataclass(frozen=True, eq=False)
class OpenedPublication:
    """What is searched for, as everything stood when it began."""

    publication: Publication
    schedule: KeptSchedule
    asked: AskedOfTeam


async def open_publication(
    tx: Transaction, schedule: KeptSchedule, *, gap: float, time_limit_s: float
) -> OpenedPublication:
    """Raises `NotADraft`, `ScheduleOver`, `RulesStale`, `NothingRequired`, `ScheduleOverlaps`."""
    schedule.must_be_draft()
    if schedule.ends_at <= tx.now:
        raise ScheduleOver("its last shift is over: draft one for days to come", field="/schedule_id")
    team = await shift_rules.get(tx, schedule.team)
    _check_rules(schedule, team.version)
    parts = [part.asked for part in await schedules.list_parts(tx, schedule)]
    asked = await ask_of_team(tx, team, parts)
    asked.must_require_somebody()
    publication = Publication(
        publication_id=uuid7(tx.now),
        schedule_id=schedule.schedule_id,
        started_at=tx.now,
        started_by=tx.actor,
        gap=gap,
        time_limit_s=time_limit_s,
        over_by=tx.now + timedelta(seconds=time_limit_s) + HANDING_OUT,
    )
    await publications.add(tx, publication)
    return OpenedPublication(publication, schedule, asked)


async def publish_schedule(
    transactions: Transactions, searches: Searches, opened: OpenedPublication
) -> AsyncGenerator[QueueProgress | KeptSchedule]:
    """Progress of each queue's search, then the published schedule. Closing the generator ends it unpublished.

    No transaction is open during the search. Raises `ScheduleCancelled`, `SearchesBusy`, what the search raises,
    and what has changed meanwhile: `NotADraft`, `RulesStale`, `ScheduleOverlaps`.
    """
    try:
        made: list[Schedule] = []
        async with aclosing(_searched(transactions, searches, opened)) as found:
            async for one in found:
                if isinstance(one, Schedule):
                    made.append(one)
                else:
                    yield one
        staffed = await staffed_by(opened.asked, made)
        async with transactions.begin(actor=opened.publication.started_by) as tx:
            published = await keep_published(tx, opened, staffed)
    except Refusal as refusal:
        async with transactions.begin(actor=opened.publication.started_by) as tx:
            await publications.end(tx, opened.publication.publication_id, refusal.code)
        raise
    yield published


async def _searched(
    transactions: Transactions, searches: Searches, opened: OpenedPublication
) -> AsyncGenerator[QueueProgress | Schedule]:
    """Queue after queue, each with its part of the time. Raises ScheduleCancelled."""
    requirements = opened.asked.requirements()
    limit_s = opened.publication.time_limit_s / len(requirements)
    budget = SearchBudget(limit_s, opened.publication.gap)
    stop = threading.Event()
    watching = asyncio.create_task(_watch(transactions, opened.publication.publication_id, stop))
    try:
        for requirement in requirements:
            async with aclosing(searches.run(requirement, opened.asked.rules, budget, until=stop)) as found:
                async for one in found:
                    yield QueueProgress(requirement.queue, one) if isinstance(one, Progress) else one
            if stop.is_set():
                raise ScheduleCancelled("the search was cancelled: the draft stays a draft")
    finally:
        watching.cancel()
        await asyncio.wait({watching})


async def _watch(transactions: Transactions, publication_id: UUID, stop: threading.Event) -> None:
    """Ends the search once somebody has cancelled it, at whichever instance of the service they asked."""
    while not stop.is_set():
        await asyncio.sleep(LOOKS_EVERY_S)
        async with transactions.begin() as tx:
            if await publications.is_cancelled(tx, publication_id):
                stop.set()


async def keep_published(
    tx: Transaction, opened: OpenedPublication, staffed: StaffedSchedule
) -> KeptSchedule:
    """What was found, all in one transaction: the shifts, what they replace, and the people in every plan.

    Raises `ScheduleCancelled`, `NotADraft`, `RulesStale`, `ScheduleOverlaps`.
    """
    team = await shift_rules.lock(tx, opened.schedule.team)
    known = await schedules.lock(tx, opened.schedule.schedule_id)
    known.must_be_draft()
    _check_rules(known, team.version if team else 0)
    if await publications.is_cancelled(tx, opened.publication.publication_id):
        raise ScheduleCancelled("the search was cancelled: the draft stays a draft")
    replaced = await _replace(tx, known)
    published = known.turned(ScheduleStatus.PUBLISHED, with_new_shifts=True)
    await schedules.turn(tx, published)
    await schedules.add_parts(tx, published, staffed.parts)
    await shifts.add(tx, published, staffed.shifts)
    covered = {part.asked.queue: part.asked.grid for part in staffed.parts}
    for queue, grid in sorted(covered.items()):
        await count_published(tx, queue, grid)
    for part in replaced:
        if part.asked.queue not in covered:
            await count_without(tx, part.asked.queue, part.asked.grid)
    await publications.end(tx, opened.publication.publication_id, PUBLISHED)
    return published


async def _replace(tx: Transaction, by: KeptSchedule) -> list[QueuePart]:
    """The parts that no longer count."""
    parts: list[QueuePart] = []
    for schedule_id in await replaced_by(tx, by.team, by.starts_at, by.ends_at):
        other = await schedules.get(tx, schedule_id)
        await close_day(tx, other)
        parts += await schedules.list_parts(tx, other)
        turned = other.turned(ScheduleStatus.REPLACED)
        await schedules.turn(tx, turned, reason=f"replaced by {by.schedule_id}")
    return parts


def _check_rules(schedule: KeptSchedule, version: int) -> None:
    if schedule.rules_version != version:
        raise RulesStale(
            f"drafted under version {schedule.rules_version} of the rules of {schedule.team}, which are in "
            f"version {version} now: draft it anew",
            field="/rules_version",
        )


async def cancel_publication(tx: Transaction, schedule_id: UUID) -> list[UUID]:
    """Asks the running searches of a schedule to end. Raises `UnknownSchedule`."""
    await schedules.get(tx, schedule_id)
    return await publications.cancel_running(tx, schedule_id)
