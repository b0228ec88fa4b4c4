"""What marketing says about its campaigns, and whether the agreed notice was given."""

from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from concert_contracts.event import Event, Part
from concert_contracts.quantities import (
    Count,
    Days,
    Department,
    ExternalId,
    HandleTimeUplift,
    Moment,
    Name,
    Person,
    QueueName,
    Share,
    SignedDays,
    Text,
    TimeZone,
    Version,
)
from concert_contracts.streams import CAMPAIGNS, Stream

LifecycleStage = Literal["acquire", "convert", "keep", "win_back"]
Channel = Literal["email", "sms", "direct_mail", "tv", "radio", "social", "web", "outbound", "press"]
MaterialChange = Literal["earlier_launch", "more_contacts", "new_offer", "new_queue", "other"]
ChainLink = Literal["announced", "delivered", "acknowledged", "translated"]
BreachVerdict = Literal["LATE_NOTICE", "UNDELIVERED", "UNACKNOWLEDGED", "UNTRANSLATED"]

VERDICT_OF_LINK: dict[ChainLink, BreachVerdict] = {
    "announced": "LATE_NOTICE",
    "delivered": "UNDELIVERED",
    "acknowledged": "UNACKNOWLEDGED",
    "translated": "UNTRANSLATED",
}


class ExternalRef(Part):
    """The campaign as the system it was planned in knows it."""

    external_system: ExternalId
    external_id: ExternalId


class Offer(Part):
    """What customers are offered, and the code they will quote."""

    code: Name
    title: Name
    description: Text


class QueueShare(Part):
    """The share of the campaign's contacts that is expected to reach one queue."""

    queue: QueueName
    share: Share


class Wave(Part):
    """One sending of the campaign: how many people, by which channel, when."""

    wave: Annotated[int, Field(ge=1, le=10_000)]
    channel: Channel
    size: Count
    send_at: Moment


class BriefAnswer(Part):
    """What an agent may say when a customer asks about `topic`."""

    topic: Name
    text: Text


class Brief(Part):
    """What agents are told about the campaign; callers' questions find what `answers` lacks."""

    summary: Text
    answers: Annotated[tuple[BriefAnswer, ...], Field(max_length=200)]


class CampaignTerms(Part):
    """All that is known of a campaign in one version of it, so that a reader needs no other source.

    `external_ref` is null when the campaign was announced in Concert itself. `brief` is null while marketing
    has written none.
    """

    name: Name
    campaign_class: Name
    department: Department
    owner: Person
    external_ref: ExternalRef | None
    lifecycle_stage: LifecycleStage
    audience_size: Count
    offer: Offer
    codes: Annotated[tuple[Name, ...], Field(max_length=1000)]
    dialed_numbers: Annotated[tuple[Name, ...], Field(max_length=1000)]
    queues: Annotated[tuple[QueueShare, ...], Field(min_length=1, max_length=500)]
    waves: Annotated[tuple[Wave, ...], Field(min_length=1, max_length=500)]
    expected_contacts: Count
    handle_time_uplift_share: HandleTimeUplift
    launch_at: Moment
    ends_at: Moment
    timezone: TimeZone
    brief: Brief | None

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        if self.ends_at <= self.launch_at:
            raise ValueError("ends_at must be after launch_at")
        if sum(queue.share for queue in self.queues) > 1 + 1e-9:
            raise ValueError("the queues' shares add up to more than 1")
        if len({queue.queue for queue in self.queues}) != len(self.queues):
            raise ValueError("a queue is named twice")
        if len({wave.wave for wave in self.waves}) != len(self.waves):
            raise ValueError("a wave number is used twice")
        return self


class NoticeVerdict(Part):
    """Notice given against notice agreed, in calendar days of the campaign's timezone.

    `given_days` is negative when the announcement came after the launch; `shortfall_days` is 0 when on time.
    """

    agreement_version: Version
    campaign_class: Name
    required_days: Days
    given_days: SignedDays
    shortfall_days: Days
    on_time: bool
    is_emergency: bool


class CampaignAnnounced(Event):
    """Marketing has announced a campaign: the center's clock starts, and its plan can be made."""

    WIRE_NAME: ClassVar[str] = "concert.campaign.CampaignAnnounced.v1"
    STREAM: ClassVar[Stream] = CAMPAIGNS

    campaign_id: UUID
    version: Version
    announced_at: Moment
    terms: CampaignTerms
    notice: NoticeVerdict


class CampaignRescheduled(Event):
    """An announced campaign launches at another time: plans for the old time are wrong from now on."""

    WIRE_NAME: ClassVar[str] = "concert.campaign.CampaignRescheduled.v1"
    STREAM: ClassVar[Stream] = CAMPAIGNS

    campaign_id: UUID
    version: Version
    rescheduled_at: Moment
    previous_launch_at: Moment
    reason: Text
    terms: CampaignTerms
    notice: NoticeVerdict


class CampaignRevised(Event):
    """An announced campaign changed, though not its date; a material change restarts the notice clock."""

    WIRE_NAME: ClassVar[str] = "concert.campaign.CampaignRevised.v1"
    STREAM: ClassVar[Stream] = CAMPAIGNS

    campaign_id: UUID
    version: Version
    revised_at: Moment
    material_changes: Annotated[tuple[MaterialChange, ...], Field(max_length=5)]
    terms: CampaignTerms
    notice: NoticeVerdict


class CampaignCancelled(Event):
    """An announced campaign will not happen: its layer leaves the forecast. Never a breach of notice."""

    WIRE_NAME: ClassVar[str] = "concert.campaign.CampaignCancelled.v1"
    STREAM: ClassVar[Stream] = CAMPAIGNS

    campaign_id: UUID
    version: Version
    cancelled_at: Moment
    reason: Text


class CampaignLaunched(Event):
    """The launch time of a campaign has come: from now on its notice counts, and its contacts are due."""

    WIRE_NAME: ClassVar[str] = "concert.campaign.CampaignLaunched.v1"
    STREAM: ClassVar[Stream] = CAMPAIGNS

    campaign_id: UUID
    version: Version
    launched_at: Moment
    expected_contacts: Count
    notice: NoticeVerdict


class NoticeBreached(Event):
    """The chain announced, delivered, acknowledged, translated broke: which link failed, and whose it was.

    Marketing's only if the first link failed. A time is null when that link never came about.
    """

    WIRE_NAME: ClassVar[str] = "concert.campaign.NoticeBreached.v1"
    STREAM: ClassVar[Stream] = CAMPAIGNS

    campaign_id: UUID
    version: Version
    breached_at: Moment
    failed_link: ChainLink
    verdict: BreachVerdict
    attributed_to: Department
    shortfall_days: Days
    announced_at: Moment
    delivered_at: Moment | None
    acknowledged_at: Moment | None
    translated_at: Moment | None

    @model_validator(mode="after")
    def _verdict_follows_the_link(self) -> Self:
        if VERDICT_OF_LINK[self.failed_link] != self.verdict:
            raise ValueError(f"a failed link {self.failed_link} is {VERDICT_OF_LINK[self.failed_link]}")
        return self
