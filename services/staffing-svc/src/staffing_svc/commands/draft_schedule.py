"""Draft a schedule of a team, from the forecast or from required agents that are given, and keep it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction, Transactions

from staffing_svc.commands.ask_of_team import (
    AskedOfTeam,
    GivenAgents,
    ask_of_team,
    parts_as_given,
    parts_from_forecast,
)
from staffing_svc.commands.plan_shifts import draft_shifts
from staffing_svc.domain.kept_schedules import KeptSchedule, ScheduleStatus, StaffedSchedule
from staffing_svc.domain.schedule import Schedule
from staffing_svc.store import schedules, shift_rules, shifts


@dataclass(frozen=True)
class DraftOrder:
    """A schedule wanted: of all the team's queues if none is named, by the forecast if nothing is given."""

    schedule_id: UUID
    team: str
    starts_at: datetime
    ends_at: datetime | None
    queues: tuple[str, ...]
    given: tuple[GivenAgents, ...]
    by: str


async def draft_schedule(transactions: Transactions, order: DraftOrder) -> KeptSchedule:
    """The draft, kept; an order whose schedule is kept already gives that one.

    No transaction is open while it is drafted. Raises `NoShiftRules`, `UnknownQueue`, `QueueNotOfTeam`,
    `NotForecast`, `NothingRequired`, `ScheduleOverlaps`, and what drafting raises.
    """
    async with transactions.begin(actor=order.by) as tx:
        known = await schedules.find(tx, order.schedule_id)
        if known is not None:
            return known
        asked = await _asked(tx, order)
    made = [await draft_shifts(one, asked.rules) for one in asked.requirements()]
    staffed = await staffed_by(asked, made)
    async with transactions.begin(actor=order.by) as tx:
        return await _keep(tx, order, asked, staffed)


async def staffed_by(asked: AskedOfTeam, made: Sequence[Schedule]) -> StaffedSchedule:
    """Hands the shifts to people, in a thread, so that others are answered meanwhile."""
    # ortools (35 MB) is loaded when the first draft is asked for, and not by services that never draft.
    from staffing_svc.domain.staffed_schedule import staffed_schedule

    pairs = list(zip(asked.parts, made, strict=True))
    return await asyncio.to_thread(staffed_schedule, pairs, asked.rules, asked.before)


async def _asked(tx: Transaction, order: DraftOrder) -> AskedOfTeam:
    team = await shift_rules.get(tx, order.team)
    if order.ends_at is None:
        parts = await parts_as_given(tx, team, order.given, order.starts_at)
    else:
        names = order.queues or team.queues
        parts = await parts_from_forecast(tx, team, names, order.starts_at, order.ends_at)
    asked = await ask_of_team(tx, team, parts)
    asked.must_require_somebody()
    return asked


async def _keep(
    tx: Transaction, order: DraftOrder, asked: AskedOfTeam, staffed: StaffedSchedule
) -> KeptSchedule:
    made = KeptSchedule(
        schedule_id=order.schedule_id,
        team=order.team,
        rules_version=asked.rules_version,
        timezone=asked.timezone,
        starts_at=min(part.grid.start for part in asked.parts),
        ends_at=max(part.grid.end for part in asked.parts),
        version=1,
        status=ScheduleStatus.DRAFT,
        shifts_version=1,
        made_at=tx.now,
        made_by=order.by,
    )
    await schedules.add(tx, made)
    await schedules.add_parts(tx, made, staffed.parts)
    await shifts.add(tx, made, staffed.shifts)
    return made
