"""What customers told the company, addressed to the department that can act on it, and what became of it."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from concert_contracts.event import Event
from concert_contracts.quantities import (
    Count,
    Department,
    ExpectedCount,
    Moment,
    Name,
    Person,
    QueueName,
    Share,
    Text,
    Version,
)
from concert_contracts.streams import INSIGHTS, Stream

InsightType = Literal[
    "emerging_topic", "known_surge", "failure_driver", "campaign_confusion", "sales_signal", "effect_result"
]
PrivacyClass = Literal["aggregate", "redacted_examples"]
InsightOutcome = Literal["effective", "not_effective", "inconclusive", "withdrawn"]
RedactedExample = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class InsightPublished(Event):
    """Customers say something that a department can act on: the finding, its evidence, its clock.

    `campaign_id` and `queue` are null when the finding is not about one campaign or one queue; `p_value` is
    null when the finding was not decided by a statistical test (a count says it all). Examples are redacted
    and stand for at least 3 distinct customers; with `privacy_class` "aggregate" there are none.
    """

    WIRE_NAME: ClassVar[str] = "concert.insight.InsightPublished.v1"
    STREAM: ClassVar[Stream] = INSIGHTS

    insight_id: UUID
    version: Version
    insight_type: InsightType
    published_at: Moment
    owner_department: Department
    audience_departments: Annotated[tuple[Department, ...], Field(max_length=50)]
    title: Name
    summary: Text
    campaign_id: UUID | None
    queue: QueueName | None
    first_seen_at: Moment
    detected_at: Moment
    evidence_contacts: Count
    expected_contacts: ExpectedCount
    p_value: Share | None
    false_alarms_stated: Text
    top_terms: Annotated[tuple[Name, ...], Field(max_length=20)]
    examples: Annotated[tuple[RedactedExample, ...], Field(max_length=5)]
    suggested_action: Text
    acknowledge_due_at: Moment
    privacy_class: PrivacyClass


class InsightAcknowledged(Event):
    """The owning department has read an insight: its clock to acknowledge stops."""

    WIRE_NAME: ClassVar[str] = "concert.insight.InsightAcknowledged.v1"
    STREAM: ClassVar[Stream] = INSIGHTS

    insight_id: UUID
    version: Version
    acknowledged_at: Moment
    acknowledged_by: Person
    department: Department


class InsightActed(Event):
    """The owning department did something about an insight: from here on its effect can be measured."""

    WIRE_NAME: ClassVar[str] = "concert.insight.InsightActed.v1"
    STREAM: ClassVar[Stream] = INSIGHTS

    insight_id: UUID
    version: Version
    acted_at: Moment
    acted_by: Person
    department: Department
    action: Text


class InsightClosed(Event):
    """An insight is finished with, and the world knows whether what was done about it worked."""

    WIRE_NAME: ClassVar[str] = "concert.insight.InsightClosed.v1"
    STREAM: ClassVar[Stream] = INSIGHTS

    insight_id: UUID
    version: Version
    closed_at: Moment
    closed_by: Person
    department: Department
    outcome: InsightOutcome
    explanation: Text
