"""Load the schedule: people per queue and interval."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction

from staffing_svc.store import staff
from staffing_svc.store.staff import ScheduledAgents


async def load_staff(tx: Transaction, scheduled: Sequence[ScheduledAgents]) -> int:
    """Later lines of the same queue and time replace earlier ones. Returns how many were given."""
    await staff.put(tx, scheduled)
    return len(scheduled)
