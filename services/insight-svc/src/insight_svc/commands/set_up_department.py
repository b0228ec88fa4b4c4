"""Set up when a department works and how soon it answers."""

from dataclasses import replace

from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction

from insight_svc.domain.departments import Department
from insight_svc.store import departments


async def set_up_department(tx: Transaction, asked: Department, expected: ExpectedVersion) -> Department:
    """Raises HoursNotUsable when its clocks could never run out, and VersionStale."""
    before = await departments.lock(tx, asked.name)
    expected.check(before.version)
    asked.acknowledge_due(tx.now)
    asked.act_due(tx.now)
    made = replace(asked, version=before.version + 1)
    await departments.put(tx, made)
    return made
