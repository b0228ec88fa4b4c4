"""Withdraw a published schedule: its people leave every plan, and what was offered on it ends."""

from concert_chassis.transaction import Transaction

from staffing_svc.commands.count_published import count_without
from staffing_svc.domain.kept_schedules import KeptSchedule, ScheduleStatus
from staffing_svc.store import offers, schedules, staff_changes


async def withdraw_schedule(tx: Transaction, schedule: KeptSchedule, *, reason: str) -> KeptSchedule:
    """Raises `NotPublished`."""
    schedule.must_be_published()
    withdrawn = schedule.turned(ScheduleStatus.WITHDRAWN)
    await close_day(tx, schedule)
    await schedules.turn(tx, withdrawn, reason=reason)
    for part in await schedules.list_parts(tx, schedule):
        await count_without(tx, part.asked.queue, part.asked.grid)
    return withdrawn


async def close_day(tx: Transaction, schedule: KeptSchedule) -> None:
    """Closes the schedule's offers; who accepted one no longer works more or less because of it."""
    await staff_changes.undo(tx, await offers.list_accepted(tx, schedule.schedule_id))
    await offers.close_all(tx, schedule.schedule_id)
