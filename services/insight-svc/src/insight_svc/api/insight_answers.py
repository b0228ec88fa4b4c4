"""What people get to see of an insight, of what became of it and of its effect."""

from datetime import datetime
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_contracts.insight import InsightOutcome, InsightType

from insight_svc.domain.effect import Effect, Verdict
from insight_svc.domain.insight import Insight, Status
from insight_svc.domain.redaction import without_tokens
from insight_svc.store.evidence import EvidenceContact
from insight_svc.store.insight_steps import Step, StepName


class InsightLinks(ResponseBody):
    """Where the numbers open."""

    self: str
    steps: str
    contacts: str
    effect: str
    campaign: str | None
    surge: str | None


class InsightAnswer(ResponseBody):
    """`due_at` is when the owner owes the next step, in its working hours; null when it owes none.

    `version` counts what was published; `revision` is the ETag.
    """

    insight_id: UUID
    version: int
    revision: int
    status: Status
    owner_department: str
    insight_type: InsightType
    audience_departments: tuple[str, ...]
    title: str
    summary: str
    campaign_id: UUID | None
    surge_id: UUID | None
    queue: str | None
    topic: str | None
    first_seen_at: datetime
    detected_at: datetime
    evidence_contacts: int
    expected_contacts: float
    p_value: float | None
    false_alarms_stated: str
    top_terms: tuple[str, ...]
    examples: tuple[str, ...]
    suggested_action: str
    published_at: datetime
    acknowledge_due_at: datetime
    act_due_at: datetime | None
    due_at: datetime | None
    overdue: bool
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acted_at: datetime | None
    acted_by: str | None
    action: str | None
    closed_at: datetime | None
    closed_by: str | None
    outcome: InsightOutcome | None
    explanation: str | None
    links: InsightLinks

    @classmethod
    def of(cls, insight: Insight, now: datetime) -> "InsightAnswer":
        finding = insight.finding
        return cls(
            insight_id=insight.insight_id,
            version=insight.version,
            revision=insight.revision,
            status=insight.status,
            owner_department=insight.owner_department,
            insight_type=finding.insight_type,
            audience_departments=finding.audience_departments,
            title=finding.title,
            summary=finding.summary,
            campaign_id=finding.campaign_id,
            surge_id=finding.surge_id,
            queue=finding.queue,
            topic=finding.topic,
            first_seen_at=finding.first_seen_at,
            detected_at=finding.detected_at,
            evidence_contacts=finding.evidence_contacts,
            expected_contacts=finding.expected_contacts,
            p_value=finding.p_value,
            false_alarms_stated=finding.false_alarms_stated,
            top_terms=finding.top_terms,
            examples=finding.examples,
            suggested_action=finding.suggested_action,
            published_at=insight.published_at,
            acknowledge_due_at=insight.acknowledge_due_at,
            act_due_at=insight.act_due_at,
            due_at=insight.due_at,
            overdue=insight.is_overdue(now),
            acknowledged_at=insight.acknowledged_at,
            acknowledged_by=insight.acknowledged_by,
            acted_at=insight.acted_at,
            acted_by=insight.acted_by,
            action=insight.action,
            closed_at=insight.closed_at,
            closed_by=insight.closed_by,
            outcome=insight.outcome,
            explanation=insight.explanation,
            links=_links(insight),
        )


def _links(insight: Insight) -> InsightLinks:
    """Campaigns open at campaign-svc, surges at staffing-svc."""
    address, finding = f"/v1/insights/{insight.insight_id}", insight.finding
    return InsightLinks(
        self=address,
        steps=f"{address}/steps",
        contacts=f"{address}/contacts",
        effect=f"{address}/effect",
        campaign=None if finding.campaign_id is None else f"/v1/campaigns/{finding.campaign_id}",
        surge=None if finding.surge_id is None else f"/v1/surges/{finding.surge_id}",
    )


class StepAnswer(ResponseBody):
    """`event_id` is the event that told it; the evidence is what was known then."""

    revision: int
    version: int
    step: StepName
    at: datetime
    by: str
    department: str
    note: str | None
    event_id: UUID
    summary: str
    evidence_contacts: int
    expected_contacts: float

    @classmethod
    def of(cls, step: Step) -> "StepAnswer":
        return cls(
            revision=step.revision,
            version=step.version,
            step=step.step,
            at=step.at,
            by=step.by,
            department=step.department,
            note=step.note,
            event_id=step.event_id,
            summary=step.finding.summary,
            evidence_contacts=step.finding.evidence_contacts,
            expected_contacts=step.finding.expected_contacts,
        )


class EvidenceAnswer(ResponseBody):
    """A contact behind the insight; of its redacted note only the kinds of what was masked are shown."""

    contact_id: str
    queue: str
    started_at: datetime
    reason: str | None
    note: str | None

    @classmethod
    def of(cls, contact: EvidenceContact) -> "EvidenceAnswer":
        return cls(
            contact_id=contact.contact_id,
            queue=contact.queue,
            started_at=contact.started_at,
            reason=contact.reason,
            note=None if contact.note is None else without_tokens(contact.note),
        )


class EffectAnswer(ResponseBody):
    """The change of the topic's log odds against its control, with a 95 % t interval; null where unknown.

    `control` says what the topic is compared with; days are counted in UTC, the day of the action in neither.
    """

    method: str = "beta-binomial share model: weekday, trend and the action"
    control: str
    verdict: Verdict
    why: str
    days_before: int
    days_after: int
    log_rate_ratio: float | None
    low: float | None
    high: float | None
    rho: float | None
    degrees_of_freedom: int | None
    avoided_contacts: float | None

    @classmethod
    def of(cls, effect: Effect, insight: Insight) -> "EffectAnswer":
        of_topic = insight.finding.topic is not None
        return cls(
            control="the campaign's other contacts" if of_topic else "the other contacts of the queue",
            verdict=effect.verdict,
            why=effect.why,
            days_before=effect.days_before,
            days_after=effect.days_after,
            log_rate_ratio=effect.log_rate_ratio,
            low=effect.low,
            high=effect.high,
            rho=effect.rho,
            degrees_of_freedom=effect.degrees_of_freedom,
            avoided_contacts=effect.avoided_contacts,
        )
