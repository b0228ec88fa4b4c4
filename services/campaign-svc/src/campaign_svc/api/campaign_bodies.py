"""What a caller sends to announce or change a campaign; bounded as the events are that tell of it."""

from dataclasses import replace
from typing import Annotated, TypeVar

from concert_chassis.auth import Caller
from concert_chassis.bodies import RequestBody
from concert_contracts.campaign import Channel, LifecycleStage
from concert_contracts.quantities import (
    Count,
    Department,
    ExternalId,
    HandleTimeUplift,
    Moment,
    Name,
    Person,
    QueueName,
    Share,
    Text,
    TimeZone,
)
from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from campaign_svc.domain import terms as domain
from campaign_svc.domain.agreement import STANDARD
from campaign_svc.domain.change import moved_to
from campaign_svc.domain.terms import Terms

DEFAULT_DEPARTMENT = "marketing"
Value = TypeVar("Value")


class ExternalRefBody(RequestBody):
    external_system: ExternalId
    external_id: ExternalId


class OfferBody(RequestBody):
    code: Name
    title: Name
    description: Text


class QueueShareBody(RequestBody):
    queue: QueueName
    share: Share


class WaveBody(RequestBody):
    wave: Annotated[int, Field(ge=1, le=10_000)]
    channel: Channel
    size: Count
    send_at: Moment


class BriefAnswerBody(RequestBody):
    topic: Name
    text: Text


class BriefBody(RequestBody):
    summary: Text
    answers: Annotated[tuple[BriefAnswerBody, ...], Field(max_length=200)] = ()


Keys = Annotated[tuple[Name, ...], Field(max_length=1000)]
Queues = Annotated[tuple[QueueShareBody, ...], Field(min_length=1, max_length=500)]
Waves = Annotated[tuple[WaveBody, ...], Field(min_length=1, max_length=500)]


class AnnounceCampaignBody(RequestBody):
    """A campaign. `department` is the caller's, and `owner` the caller, unless said otherwise."""

    name: Name
    campaign_class: Name = STANDARD
    department: Department | None = None
    owner: Person | None = None
    external_ref: ExternalRefBody | None = None
    lifecycle_stage: LifecycleStage
    audience_size: Count
    offer: OfferBody
    codes: Keys = ()
    dialed_numbers: Keys = ()
    queues: Queues
    waves: Waves
    expected_contacts: Count
    handle_time_uplift_share: HandleTimeUplift = 0.0
    launch_at: Moment
    ends_at: Moment
    timezone: TimeZone = "UTC"
    brief: BriefBody | None = None

    def terms(self, caller: Caller) -> Terms:
        """Refuses terms that contradict themselves."""
        return Terms(
            name=self.name,
            campaign_class=self.campaign_class,
            department=self.department or _department_of(caller),
            owner=self.owner or caller.subject,
            external_ref=_external_ref(self.external_ref),
            lifecycle_stage=self.lifecycle_stage,
            audience_size=self.audience_size,
            offer=_offer(self.offer),
            codes=self.codes,
            dialed_numbers=self.dialed_numbers,
            queues=_queues(self.queues),
            waves=_waves(self.waves),
            expected_contacts=self.expected_contacts,
            handle_time_uplift_share=self.handle_time_uplift_share,
            launch_at=self.launch_at,
            ends_at=self.ends_at,
            timezone=self.timezone,
            brief=_brief(self.brief),
        )


class ReviseCampaignBody(RequestBody):
    """What changes; what is left out stays. With a new `launch_at` alone, end and waves move along with it.

    Lists are replaced whole. A `brief` of null withdraws the brief. `reason` is told with a new launch.
    """

    name: Name | None = None
    owner: Person | None = None
    lifecycle_stage: LifecycleStage | None = None
    audience_size: Count | None = None
    offer: OfferBody | None = None
    codes: Keys | None = None
    dialed_numbers: Keys | None = None
    queues: Queues | None = None
    waves: Waves | None = None
    expected_contacts: Count | None = None
    handle_time_uplift_share: HandleTimeUplift | None = None
    launch_at: Moment | None = None
    ends_at: Moment | None = None
    timezone: TimeZone | None = None
    brief: BriefBody | None = None
    reason: Text | None = None

    @field_validator(
        "name", "owner", "lifecycle_stage", "audience_size", "offer", "codes", "dialed_numbers", "queues",
        "waves", "expected_contacts", "handle_time_uplift_share", "launch_at", "ends_at", "timezone",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("not_null", "leave the field out to keep it; it cannot be null")
        return value

    def changed(self, terms: Terms) -> Terms:
        """The campaign's terms with these changes. Refuses terms that contradict themselves."""
        moves = self.launch_at is not None and self.launch_at != terms.launch_at
        base = moved_to(terms, self.launch_at) if moves and self.launch_at is not None else terms
        return replace(
            base,
            name=_or(self.name, base.name),
            owner=_or(self.owner, base.owner),
            lifecycle_stage=_or(self.lifecycle_stage, base.lifecycle_stage),
            audience_size=_or(self.audience_size, base.audience_size),
            offer=_offer(self.offer) if self.offer else base.offer,
            codes=_or(self.codes, base.codes),
            dialed_numbers=_or(self.dialed_numbers, base.dialed_numbers),
            queues=_queues(self.queues) if self.queues else base.queues,
            waves=_waves(self.waves) if self.waves else base.waves,
            expected_contacts=_or(self.expected_contacts, base.expected_contacts),
            handle_time_uplift_share=_or(self.handle_time_uplift_share, base.handle_time_uplift_share),
            ends_at=_or(self.ends_at, base.ends_at),
            timezone=_or(self.timezone, base.timezone),
            brief=_brief(self.brief) if "brief" in self.model_fields_set else base.brief,
        )


def _department_of(caller: Caller) -> str:
    """A connected system works for all departments; what it announces is marketing's unless it says whose."""
    if caller.department is None or "system" in caller.roles:
        return DEFAULT_DEPARTMENT
    return caller.department


def _or(given: Value | None, kept: Value) -> Value:
    return kept if given is None else given


def _external_ref(body: ExternalRefBody | None) -> domain.ExternalRef | None:
    return domain.ExternalRef(body.external_system, body.external_id) if body else None


def _offer(body: OfferBody) -> domain.Offer:
    return domain.Offer(code=body.code, title=body.title, description=body.description)


def _queues(bodies: tuple[QueueShareBody, ...]) -> tuple[domain.QueueShare, ...]:
    return tuple(domain.QueueShare(queue=body.queue, share=body.share) for body in bodies)


def _waves(bodies: tuple[WaveBody, ...]) -> tuple[domain.Wave, ...]:
    return tuple(
        domain.Wave(wave=body.wave, channel=body.channel, size=body.size, send_at=body.send_at)
        for body in bodies
    )


def _brief(body: BriefBody | None) -> domain.Brief | None:
    if body is None:
        return None
    answers = tuple(domain.BriefAnswer(topic=answer.topic, text=answer.text) for answer in body.answers)
    return domain.Brief(summary=body.summary, answers=answers)
