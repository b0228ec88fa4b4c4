"""The owning department has read an insight."""

from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightAcknowledged

from insight_svc.commands.tell_insight import tell_insight
from insight_svc.domain.insight import Insight
from insight_svc.store import departments, insights


async def acknowledge_insight(
    tx: Transaction, insight_id: UUID, caller: Caller, expected: ExpectedVersion
) -> Insight:
    """Only its owner may; raises NotYourDepartment, VersionStale or StepOutOfOrder."""
    insight = await insights.lock(tx, insight_id)
    caller.must_belong_to(insight.owner_department)
    expected.check(insight.revision)
    owner = await departments.find(tx, insight.owner_department)
    read = insight.acknowledge(caller.subject, owner, tx.now)
    event = InsightAcknowledged(
        insight_id=insight_id,
        version=read.version,
        acknowledged_at=tx.now,
        acknowledged_by=caller.subject,
        department=read.owner_department,
    )
    await tell_insight(tx, read, event, step="acknowledged", by=caller.subject)
    return read
