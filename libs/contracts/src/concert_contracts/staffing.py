"""What the center says: that it heard, what staff it needs, what surged, and what was lost."""

from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from concert_contracts.event import Event, Part
from concert_contracts.quantities import (
    AgentHours,
    AmountMinor,
    Count,
    CountRange,
    Currency,
    Department,
    ExpectedCount,
    ExternalId,
    IntervalSeconds,
    Moment,
    MoneyRange,
    Name,
    Person,
    QueueName,
    Seconds,
    Share,
    ShareRange,
    Text,
    UpliftRange,
    Version,
)
from concert_contracts.streams import INTRADAY, LOSSES, PLANS, Stream

ServiceLevelVariant = Literal["SL1", "SL2", "SL3", "SL4", "SL5"]
SurgeCauseKind = Literal["announced_campaign", "suspected_campaign", "business_event", "unexplained"]
LossCauseKind = Literal[
    "announced_campaign", "suspected_campaign", "business_event", "unexplained", "own_staffing"
]


class AnnouncementDelivered(Event):
    """The announcement of one campaign version reached the center: the chain's second link."""

    WIRE_NAME: ClassVar[str] = "concert.staffing.AnnouncementDelivered.v1"
    STREAM: ClassVar[Stream] = PLANS

    campaign_id: UUID
    campaign_version: Version
    delivered_at: Moment


class AnnouncementAcknowledged(Event):
    """Someone at the center has taken note of one campaign version: now the center answers for it."""

    WIRE_NAME: ClassVar[str] = "concert.staffing.AnnouncementAcknowledged.v1"
    STREAM: ClassVar[Stream] = PLANS

    campaign_id: UUID
    campaign_version: Version
    acknowledged_at: Moment
    acknowledged_by: Person


class ServiceGoal(Part):
    """The service the plan was staffed for: which service level, how much, within how long, at what cap."""

    variant: ServiceLevelVariant
    target_share: Share
    within_s: Seconds
    max_abandonment_share: Share


class QueuePlan(Part):
    """What one campaign means for one queue, over the intervals that it touches.

    `peak_required_agents` counts people scheduled (shrinkage included) at `peak_required_at`; the gaps are
    required less scheduled, never below 0. `forecast_version` is the baseline it stands on, null when the
    queue has no history yet.
    """

    queue: QueueName
    forecast_version: Version | None
    first_interval_at: Moment
    last_interval_at: Moment
    interval_s: IntervalSeconds
    baseline_contacts: ExpectedCount
    campaign_contacts: CountRange
    peak_required_agents: Count
    peak_required_at: Moment
    peak_gap_agents: Count
    gap_agent_hours: AgentHours


class StaffingPlanRaised(Event):
    """The center has translated a campaign version into required staff and says how much of it is missing.

    `covered_share` is the share of the required agent hours that the schedule holds.
    """

    WIRE_NAME: ClassVar[str] = "concert.staffing.StaffingPlanRaised.v1"
    STREAM: ClassVar[Stream] = PLANS

    campaign_id: UUID
    campaign_version: Version
    plan_version: Version
    raised_at: Moment
    model: Name
    service_goal: ServiceGoal
    queues: Annotated[tuple[QueuePlan, ...], Field(min_length=1, max_length=500)]
    gap_agent_hours: AgentHours
    covered_share: Share


class StaffingPlanWithdrawn(Event):
    """The plan for a campaign no longer holds, because the campaign does not: its layer left the forecast."""

    WIRE_NAME: ClassVar[str] = "concert.staffing.StaffingPlanWithdrawn.v1"
    STREAM: ClassVar[Stream] = PLANS

    campaign_id: UUID
    campaign_version: Version
    plan_version: Version
    withdrawn_at: Moment
    reason: Text


class SurgeCause(Part):
    """One cause of a surge and its share of the excess contacts.

    `campaign_id` is null unless an announced campaign is the cause, `business_event_id` unless a business
    event is. "unexplained" is a legitimate cause.
    """

    kind: SurgeCauseKind
    campaign_id: UUID | None
    business_event_id: ExternalId | None
    label: Name
    share: ShareRange
    evidence: Annotated[tuple[Text, ...], Field(max_length=20)]

    @model_validator(mode="after")
    def _names_its_campaign(self) -> Self:
        if (self.kind == "announced_campaign") != (self.campaign_id is not None):
            raise ValueError("campaign_id belongs to announced_campaign, and only to it")
        return self


Causes = Annotated[tuple[SurgeCause, ...], Field(min_length=1, max_length=100)]


def _shares_fit(causes: tuple[SurgeCause, ...]) -> None:
    if sum(cause.share.likely for cause in causes) > 1 + 1e-6:
        raise ValueError("the causes' likely shares add up to more than 1")


class VolumeSurge(Event):
    """More contacts arrive on a queue than its forecast allows for: act now; hours later it misleads.

    `since` is the first interval counted to the surge; `false_alarms_per_week` is the rate of the detector on
    this queue when nothing happens.
    """

    WIRE_NAME: ClassVar[str] = "concert.staffing.VolumeSurge.v1"
    STREAM: ClassVar[Stream] = INTRADAY
    EXPIRES_AFTER: ClassVar[timedelta | None] = timedelta(hours=4)

    surge_id: UUID
    queue: QueueName
    interval_s: IntervalSeconds
    since: Moment
    detected_at: Moment
    expected_contacts: ExpectedCount
    observed_contacts: Count
    uplift_share: UpliftRange
    false_alarms_per_week: Annotated[float, Field(ge=0, le=10_000)]
    causes: Causes

    @model_validator(mode="after")
    def _causes_fit(self) -> Self:
        _shares_fit(self.causes)
        return self


class SurgeAttributed(Event):
    """More is known of why a surge is happening: contacts since then point to other causes.

    `causes` replaces what VolumeSurge or an earlier SurgeAttributed of the same surge said.
    """

    WIRE_NAME: ClassVar[str] = "concert.staffing.SurgeAttributed.v1"
    STREAM: ClassVar[Stream] = INTRADAY
    EXPIRES_AFTER: ClassVar[timedelta | None] = timedelta(hours=4)

    surge_id: UUID
    queue: QueueName
    since: Moment
    attributed_at: Moment
    expected_contacts: ExpectedCount
    observed_contacts: Count
    causes: Causes

    @model_validator(mode="after")
    def _causes_fit(self) -> Self:
        _shares_fit(self.causes)
        return self


class VolumeSurgeEnded(Event):
    """A surge is over: what it came to and why. Never expires: it closes what VolumeSurge opened."""

    WIRE_NAME: ClassVar[str] = "concert.staffing.VolumeSurgeEnded.v1"
    STREAM: ClassVar[Stream] = INTRADAY

    surge_id: UUID
    queue: QueueName
    since: Moment
    ended_at: Moment
    expected_contacts: ExpectedCount
    observed_contacts: Count
    excess_contacts: ExpectedCount
    causes: Causes

    @model_validator(mode="after")
    def _causes_fit(self) -> Self:
        _shares_fit(self.causes)
        return self


class LossByCause(Part):
    """The part of the observed likely loss that one cause, and so one department, answers for.

    `department` is null when no department does ("unexplained").
    """

    kind: LossCauseKind
    label: Name
    campaign_id: UUID | None
    department: Department | None
    likely_minor: AmountMinor


class OpportunityLost(Event):
    """What customers who gave up were worth, written down once, with its assumptions, and never overwritten.

    `observed` (contacts that were counted as they got away) and `modelled` (customers who never got as far)
    are separate columns and never added up; `by_cause` splits `observed.likely_minor` exactly. A correction is
    a new entry that names the one it replaces in `corrects_entry_id`; null on a first entry.
    `value_per_contact_minor` is conversion times margin. `abandoned` holds no short abandons where they are
    reported apart; `blocked` and `deflected_unresolved` got away before they were offered, null where nobody
    reports them. `surge_id` is the surge, or, on a day whose contacts were foreseen and brought none, the id
    under which the queue keeps that day; `expected_contacts` is what the forecast expected in the window, null
    on entries that were booked before it was told. `modelled_assumption` is what the modelled column rests on;
    null says that nothing measures such customers, and then it is 0.
    """

    WIRE_NAME: ClassVar[str] = "concert.staffing.OpportunityLost.v1"
    STREAM: ClassVar[Stream] = LOSSES

    entry_id: UUID
    corrects_entry_id: UUID | None
    surge_id: UUID
    queue: QueueName
    booked_at: Moment
    window_start_at: Moment
    window_end_at: Moment
    offered: Count
    abandoned: Count
    expected_abandonment_share: Share
    redial_share: Share
    lost_contacts: ExpectedCount
    value_per_contact_minor: AmountMinor
    currency: Currency
    observed: MoneyRange
    modelled: MoneyRange
    counterfactual: Text
    by_cause: Annotated[tuple[LossByCause, ...], Field(min_length=1, max_length=100)]
    blocked: Count | None = None
    deflected_unresolved: Count | None = None
    modelled_assumption: Text | None = None
    expected_contacts: ExpectedCount | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if sum(part.likely_minor for part in self.by_cause) != self.observed.likely_minor:
            raise ValueError("by_cause must add up to observed.likely_minor")
        if self.abandoned > self.offered:
            raise ValueError("more contacts abandoned than were offered")
        return self


class LossMemoApproved(Event):
    """A person at the center approved what the campaign's owner is told of its losses: recipients may have it now.

    `recipients` are departments. `changes` says what a later version says otherwise than the one before it; it
    is empty on the first. `worth_with_notice` is what the agreed notice would have kept of `observed`. The
    memo itself is read from the center's API at `page_path` and `pdf_path`, by its recipients alone.
    """

    WIRE_NAME: ClassVar[str] = "concert.staffing.LossMemoApproved.v1"
    STREAM: ClassVar[Stream] = PLANS

    campaign_id: UUID
    memo_version: Version
    approved_at: Moment
    approved_by: Person
    title: Text
    recipients: Annotated[tuple[Department, ...], Field(min_length=1, max_length=100)]
    entries: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=10_000)]
    currency: Currency
    observed: MoneyRange
    modelled: MoneyRange
    worth_with_notice: MoneyRange
    changes: Annotated[tuple[Text, ...], Field(max_length=20)]
    page_path: Text
    pdf_path: Text
