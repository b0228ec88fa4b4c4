"""The owner says that an insight concerns another department, to which it is published anew."""

from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction

from insight_svc.commands.tell_insight import as_published, tell_insight
from insight_svc.domain.insight import Insight
from insight_svc.store import departments, insights


async def dispute_insight(
    tx: Transaction,
    insight_id: UUID,
    caller: Caller,
    expected: ExpectedVersion,
    *,
    new_owner: str,
    reason: str,
) -> Insight:
    """Only its owner may, and the new owner must be set up; raises UnknownDepartment among others."""
    insight = await insights.lock(tx, insight_id)
    caller.must_belong_to(insight.owner_department)
    expected.check(insight.revision)
    moved = insight.dispute(await departments.get(tx, new_owner), tx.now)
    await tell_insight(tx, moved, as_published(moved), step="disputed", by=caller.subject, note=reason)
    return moved
