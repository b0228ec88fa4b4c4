"""An insight is finished with; whether it worked is measured, not claimed."""

from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightClosed, InsightOutcome

from insight_svc.commands.measure_effect import measure_effect
from insight_svc.commands.tell_insight import tell_insight
from insight_svc.domain.insight import EffectNotProven, Insight
from insight_svc.store import insights, topic_looks


async def close_insight(
    tx: Transaction,
    insight_id: UUID,
    caller: Caller,
    expected: ExpectedVersion,
    *,
    outcome: InsightOutcome | None,
    explanation: str,
) -> Insight:
    """Only its owner may. Without an outcome it is the measured one; raises EffectNotProven for another."""
    insight = await insights.lock(tx, insight_id)
    caller.must_belong_to(insight.owner_department)
    expected.check(insight.revision)
    outcome = await _proven(tx, insight, outcome)
    closed = insight.close(caller.subject, outcome, explanation, tx.now)
    event = InsightClosed(
        insight_id=insight_id,
        version=closed.version,
        closed_at=tx.now,
        closed_by=caller.subject,
        department=closed.owner_department,
        outcome=outcome,
        explanation=explanation,
    )
    await tell_insight(tx, closed, event, step="closed", by=caller.subject, note=explanation)
    if closed.finding.topic is not None and closed.finding.campaign_id is not None:
        await topic_looks.begin_anew(tx, closed.finding.campaign_id, closed.finding.topic)
    return closed


async def _proven(tx: Transaction, insight: Insight, claimed: InsightOutcome | None) -> InsightOutcome:
    """Anybody may call an effect inconclusive; more than that only the measurement."""
    if claimed in ("withdrawn", "inconclusive"):
        return claimed
    effect = await measure_effect(tx, insight)
    if claimed is not None and claimed != effect.verdict:
        raise EffectNotProven(
            f"What was measured is {effect.verdict} ({effect.why}), not {claimed}: leave the outcome away to "
            "close with what was measured.",
            field="/outcome",
        )
    return effect.verdict
