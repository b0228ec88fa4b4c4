"""The owning department did something about an insight: from now on its effect is measured."""

from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightActed

from insight_svc.commands.tell_insight import tell_insight
from insight_svc.domain.insight import Insight
from insight_svc.store import insights


async def act_on_insight(
    tx: Transaction, insight_id: UUID, caller: Caller, expected: ExpectedVersion, *, action: str
) -> Insight:
    """Only its owner may; raises NotYourDepartment, VersionStale or StepOutOfOrder."""
    insight = await insights.lock(tx, insight_id)
    caller.must_belong_to(insight.owner_department)
    expected.check(insight.revision)
    acted = insight.act(caller.subject, action, tx.now)
    event = InsightActed(
        insight_id=insight_id,
        version=acted.version,
        acted_at=tx.now,
        acted_by=caller.subject,
        department=acted.owner_department,
        action=action,
    )
    await tell_insight(tx, acted, event, step="acted", by=caller.subject, note=action)
    return acted
