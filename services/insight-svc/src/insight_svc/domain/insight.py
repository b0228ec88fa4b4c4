"""The life of an insight: published to whom it concerns, acknowledged or disputed, acted on, closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from concert_contracts.insight import InsightOutcome, InsightType
from concert_contracts.refusal import Refusal

from insight_svc.domain.departments import Department

Status = Literal["published", "acknowledged", "acted", "closed"]
LONGEST_TITLE = 200
LONGEST_TEXT = 4000


class UnknownInsight(Refusal):
    """There is no such insight."""

    code: ClassVar[str] = "unknown-insight"
    status: ClassVar[int] = 404


class StepOutOfOrder(Refusal):
    """An insight is acknowledged, then acted on, then closed; and each only once."""

    code: ClassVar[str] = "step-out-of-order"
    status: ClassVar[int] = 409


class DisputeWithYourself(Refusal):
    """Whoever says that an insight is not theirs names somebody else."""

    code: ClassVar[str] = "dispute-with-yourself"
    status: ClassVar[int] = 422


class EffectNotProven(Refusal):
    """An outcome other than what was measured is a wish."""

    code: ClassVar[str] = "effect-not-proven"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in words and numbers; `subject` is the same for the same finding at a later time.

    `topic` is the reason code that it is about, `marks` the numbers and codes as `number:...`, `code:...`;
    both serve to measure the effect. `likely_share` is the share of a surge's excess that it explains.
    """

    subject: str
    insight_type: InsightType
    audience_departments: tuple[str, ...]
    title: str
    summary: str
    campaign_id: UUID | None
    queue: str | None
    surge_id: UUID | None
    topic: str | None
    marks: tuple[str, ...]
    first_seen_at: datetime
    detected_at: datetime
    evidence_contacts: int
    expected_contacts: float
    likely_share: float | None
    p_value: float | None
    false_alarms_stated: str
    top_terms: tuple[str, ...]
    examples: tuple[str, ...]
    suggested_action: str


@dataclass(frozen=True, slots=True)
class Insight:
    """`version` counts what was published, `revision` every change; clocks run in the owner's working hours."""

    insight_id: UUID
    version: int
    revision: int
    status: Status
    owner_department: str
    finding: Finding
    published_at: datetime
    acknowledge_due_at: datetime
    act_due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    acted_at: datetime | None = None
    acted_by: str | None = None
    action: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    outcome: InsightOutcome | None = None
    explanation: str | None = None

    @classmethod
    def published(cls, insight_id: UUID, finding: Finding, owner: Department, at: datetime) -> "Insight":
        return cls(
            insight_id=insight_id,
            version=1,
            revision=1,
            status="published",
            owner_department=owner.name,
            finding=finding,
            published_at=at,
            acknowledge_due_at=owner.acknowledge_due(at),
        )

    @property
    def due_at(self) -> datetime | None:
        """What the owner owes next is due then; None when nothing is."""
        if self.status == "published":
            return self.acknowledge_due_at
        return self.act_due_at if self.status == "acknowledged" else None

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now

    def grown(self, finding: Finding, at: datetime) -> "Insight":
        """More of the same was found: a new version, the same clock. Only while the owner has not acted."""
        return replace(
            self, version=self.version + 1, revision=self.revision + 1, finding=finding, published_at=at
        )

    def acknowledge(self, by: str, owner: Department, at: datetime) -> "Insight":
        self._needs(("published",), "acknowledged")
        return replace(
            self,
            revision=self.revision + 1,
            status="acknowledged",
            acknowledged_at=at,
            acknowledged_by=by,
            act_due_at=owner.act_due(at),
        )

    def dispute(self, new_owner: Department, at: datetime) -> "Insight":
        """Published anew to somebody else, whose clock starts now; who owned it still hears of it."""
        self._needs(("published", "acknowledged"), "disputed")
        if new_owner.name == self.owner_department:
            raise DisputeWithYourself("name the department that it concerns instead", field="/new_owner")
        told = dict.fromkeys((*self.finding.audience_departments, self.owner_department))
        audience = tuple(name for name in told if name != new_owner.name)
        return replace(
            self,
            version=self.version + 1,
            revision=self.revision + 1,
            status="published",
            owner_department=new_owner.name,
            finding=replace(self.finding, audience_departments=audience),
            published_at=at,
            acknowledge_due_at=new_owner.acknowledge_due(at),
            act_due_at=None,
            acknowledged_at=None,
            acknowledged_by=None,
        )

    def act(self, by: str, action: str, at: datetime) -> "Insight":
        self._needs(("acknowledged",), "acted on")
        return replace(
            self, revision=self.revision + 1, status="acted", acted_at=at, acted_by=by, action=action
        )

    def close(self, by: str, outcome: InsightOutcome, explanation: str, at: datetime) -> "Insight":
        """Once acted on, or at any time when it is withdrawn."""
        before: tuple[Status, ...] = ("published", "acknowledged", "acted")
        self._needs(before if outcome == "withdrawn" else ("acted",), f"closed as {outcome}")
        return replace(
            self,
            revision=self.revision + 1,
            status="closed",
            closed_at=at,
            closed_by=by,
            outcome=outcome,
            explanation=explanation,
        )

    def _needs(self, before: tuple[Status, ...], step: str) -> None:
        if self.status not in before:
            raise StepOutOfOrder(f"It is {self.status}: only what is {' or '.join(before)} can be {step}.")
