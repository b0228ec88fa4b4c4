"""Say what became of an insight, and enter it in its steps with the event that says it."""

from concert_chassis.transaction import Transaction
from concert_contracts.event import Event
from concert_contracts.insight import InsightPublished

from insight_svc.domain.insight import Insight
from insight_svc.store import insight_steps, insights
from insight_svc.store.insight_steps import StepName


async def tell_insight(
    tx: Transaction, insight: Insight, event: Event, *, step: StepName, by: str, note: str | None = None
) -> None:
    await insights.put(tx, insight)
    tx.emit(event)
    await insight_steps.add(tx, insight, step=step, by=by, note=note, event_id=tx.said[-1].id)


def as_published(insight: Insight) -> InsightPublished:
    """The insight in the words of the event."""
    finding = insight.finding
    return InsightPublished(
        insight_id=insight.insight_id,
        version=insight.version,
        insight_type=finding.insight_type,
        published_at=insight.published_at,
        owner_department=insight.owner_department,
        audience_departments=finding.audience_departments,
        title=finding.title,
        summary=finding.summary,
        campaign_id=finding.campaign_id,
        queue=finding.queue,
        first_seen_at=finding.first_seen_at,
        detected_at=finding.detected_at,
        evidence_contacts=finding.evidence_contacts,
        expected_contacts=finding.expected_contacts,
        p_value=finding.p_value,
        false_alarms_stated=finding.false_alarms_stated,
        top_terms=finding.top_terms,
        examples=finding.examples,
        suggested_action=finding.suggested_action,
        acknowledge_due_at=insight.acknowledge_due_at,
        privacy_class="redacted_examples" if finding.examples else "aggregate",
    )
