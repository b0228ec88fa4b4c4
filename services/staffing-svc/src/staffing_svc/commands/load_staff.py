"""Load the schedule: people per queue and interval; standing plans are compared with it at once."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction

from staffing_svc.commands.replan_queue import replan_queue
from staffing_svc.store import staff
from staffing_svc.store.staff import ScheduledAgents


async def load_staff(tx: Transaction, scheduled: Sequence[ScheduledAgents]) -> int:
    """Later lines of the same queue and time replace earlier ones. Returns how many were given."""
    await staff.put(tx, scheduled)
    for queue in sorted({one.queue for one in scheduled}):
        await replan_queue(tx, queue)
    return len(scheduled)
