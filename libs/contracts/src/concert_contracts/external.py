"""What outside systems tell Concert; a null means that the source does not know, never zero."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from concert_contracts.event import Event
from concert_contracts.quantities import (
    AgentId,
    AmountMinor,
    Count,
    Currency,
    Department,
    ExternalId,
    IntervalSeconds,
    Moment,
    Name,
    OneWayHash,
    QueueName,
    Seconds,
    Text,
)
from concert_contracts.streams import AGENT_STATES, BUSINESS_EVENTS, CONTACTS, INTERVALS, ORDERS, Stream

ContactChannel = Literal["voice", "chat", "email", "callback", "social", "other"]
ContactOutcome = Literal["answered", "abandoned", "blocked", "deflected", "transferred"]
AgentState = Literal[
    "available",
    "in_contact",
    "after_contact",
    "on_break",
    "in_training",
    "in_meeting",
    "other_work",
    "signed_out",
]
BusinessEventKind = Literal["bill_run", "mailing", "release", "outage", "price_change", "other"]


class IntervalReported(Event):
    """What the telephony system counted on a queue in one interval: the center's history and its present.

    `answered` counts contacts answered, `answered_within` those answered within `within_s`, `handle_time_s`
    the total handling (talk, hold, after-call work) of the answered ones. `short_abandoned` are those of
    `abandoned` who gave up before anybody could have answered. `blocked` (busy, no line) and
    `deflected_unresolved` (sent elsewhere without a solution) never reached the queue: they are not among
    `offered`. A null is a figure that the source does not report; it is never 0. A later report of the same
    queue and interval replaces the earlier one.
    """

    WIRE_NAME: ClassVar[str] = "concert.external.IntervalReported.v1"
    STREAM: ClassVar[Stream] = INTERVALS

    queue: QueueName
    started_at: Moment
    interval_s: IntervalSeconds
    offered: Count
    answered: Count | None = None
    answered_within: Count | None = None
    within_s: Seconds | None = None
    abandoned: Count | None = None
    handle_time_s: Seconds | None = None
    short_abandoned: Count | None = None
    blocked: Count | None = None
    deflected_unresolved: Count | None = None

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        if (self.answered_within is None) != (self.within_s is None):
            raise ValueError("answered_within and within_s are told together or not at all")
        answered, within = self.answered, self.answered_within
        if answered is not None and within is not None and within > answered:
            raise ValueError("more contacts answered within within_s than answered at all")
        return self


class ContactEnded(Event):
    """One customer's contact is over: why they came, how long it took, what came of it.

    `caller_hash`, `dialed_number`, `code`, `campaign_code`, `reason_code`, `note_text`, `product` and
    `segment` are null when the source did not record them; `handle_s` is null when nobody answered.
    `note_redacted` is false when the sender left personal data in `note_text`: whoever reads it redacts it
    before keeping it.
    """

    WIRE_NAME: ClassVar[str] = "concert.external.ContactEnded.v1"
    STREAM: ClassVar[Stream] = CONTACTS

    contact_id: ExternalId
    queue: QueueName
    channel: ContactChannel
    started_at: Moment
    ended_at: Moment
    outcome: ContactOutcome
    wait_s: Seconds
    handle_s: Seconds | None = None
    caller_hash: OneWayHash | None = None
    dialed_number: Name | None = None
    code: Name | None = None
    campaign_code: Name | None = None
    reason_code: Name | None = None
    note_text: Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")] | None = None
    note_redacted: bool = False
    product: Name | None = None
    segment: Name | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.ended_at < self.started_at:
            raise ValueError("ended_at must not be before started_at")
        return self


class OrderPlaced(Event):
    """A customer bought: what the shared revenue goal counts, and what a lost contact might have become.

    `customer_hash`, `campaign_code`, `department` and `contact_id` are null when the source knows none.
    """

    WIRE_NAME: ClassVar[str] = "concert.external.OrderPlaced.v1"
    STREAM: ClassVar[Stream] = ORDERS

    order_id: ExternalId
    placed_at: Moment
    revenue_minor: AmountMinor
    currency: Currency
    customer_hash: OneWayHash | None = None
    campaign_code: Name | None = None
    department: Department | None = None
    contact_id: ExternalId | None = None


class BusinessEventHappened(Event):
    """The company did something to many customers at once (a bill run, a mailing): contacts may follow.

    `ends_at` is null for something that happens at one moment, `size` (customers touched) when the source
    does not know it; `queues` is empty when it is not known where the contacts will arrive.
    """

    WIRE_NAME: ClassVar[str] = "concert.external.BusinessEventHappened.v1"
    STREAM: ClassVar[Stream] = BUSINESS_EVENTS

    business_event_id: ExternalId
    kind: BusinessEventKind
    happened_at: Moment
    ends_at: Moment | None = None
    label: Text
    queues: Annotated[tuple[QueueName, ...], Field(max_length=500)]
    size: Count | None = None


class AgentStateEntered(Event):
    """An agent is in another state from now on: what adherence to the schedule is counted from.

    The state holds until the agent's next one. `agent_id` is the pseudonym under which the agent is
    scheduled; the event carries nothing else about the person. A later report of the same agent and moment
    replaces the earlier one.
    """

    WIRE_NAME: ClassVar[str] = "concert.external.AgentStateEntered.v1"
    STREAM: ClassVar[Stream] = AGENT_STATES

    agent_id: AgentId
    state: AgentState
    entered_at: Moment
