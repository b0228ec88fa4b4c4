"""What is known of a campaign in one version of it, and what cannot be true of any campaign."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from concert_contracts.campaign import Channel, LifecycleStage
from concert_contracts.refusal import Refusal

from campaign_svc.domain.local_time import zone

ROUNDING = 1e-9
FIRST_YEAR, LAST_YEAR = 2000, 2199
LONGEST_CAMPAIGN = timedelta(days=3660)


class TermsContradict(Refusal):
    """Two parts of the campaign cannot both be true."""

    code: ClassVar[str] = "terms-contradict"
    status: ClassVar[int] = 422


class EndsBeforeLaunch(TermsContradict):
    """The campaign ends before, or when, it launches."""

    code: ClassVar[str] = "ends-before-launch"


class SharesAboveOne(TermsContradict):
    """The queues are to take more contacts than there are."""

    code: ClassVar[str] = "queue-shares-above-one"


class NamedTwice(TermsContradict):
    """A queue or a wave number is used twice."""

    code: ClassVar[str] = "named-twice"


class WaveAboveAudience(TermsContradict):
    """A wave reaches more people than the audience holds."""

    code: ClassVar[str] = "wave-above-audience"


class WaveOutsideCampaign(TermsContradict):
    """A wave is sent before the launch or after the end: its contacts would come unannounced."""

    code: ClassVar[str] = "wave-outside-campaign"


class TimeOutOfReach(TermsContradict):
    """A time is so far away that no calendar of ours reaches it."""

    code: ClassVar[str] = "time-out-of-reach"


def check_reach(at: datetime, *, field: str) -> None:
    """Refuse a time that no calendar of ours reaches."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise TimeOutOfReach(f"times lie between {FIRST_YEAR} and {LAST_YEAR}", field=field)


@dataclass(frozen=True)
class ExternalRef:
    """The campaign as the system it was planned in knows it."""

    external_system: str
    external_id: str


@dataclass(frozen=True)
class Offer:
    """What customers are offered, and the code they will quote."""

    code: str
    title: str
    description: str


@dataclass(frozen=True)
class QueueShare:
    """The share (0..1) of the campaign's contacts that is expected to reach one queue."""

    queue: str
    share: float


@dataclass(frozen=True)
class Wave:
    """One sending: how many people, by which channel, when."""

    wave: int
    channel: Channel
    size: int
    send_at: datetime


@dataclass(frozen=True)
class BriefAnswer:
    """What an agent may say when a customer asks about `topic`."""

    topic: str
    text: str


@dataclass(frozen=True)
class Brief:
    """What agents are told about the campaign."""

    summary: str
    answers: tuple[BriefAnswer, ...]


@dataclass(frozen=True)
class Terms:
    """One version of a campaign; consistent in itself, or it cannot be made."""

    name: str
    campaign_class: str
    department: str
    owner: str
    external_ref: ExternalRef | None
    lifecycle_stage: LifecycleStage
    audience_size: int
    offer: Offer
    codes: tuple[str, ...]
    dialed_numbers: tuple[str, ...]
    queues: tuple[QueueShare, ...]
    waves: tuple[Wave, ...]
    expected_contacts: int
    handle_time_uplift_share: float
    launch_at: datetime
    ends_at: datetime
    timezone: str
    brief: Brief | None

    def __post_init__(self) -> None:
        check_reach(self.launch_at, field="/launch_at")
        check_reach(self.ends_at, field="/ends_at")
        for position, wave in enumerate(self.waves):
            check_reach(wave.send_at, field=f"/waves/{position}/send_at")
        for contradiction in self._contradictions():
            raise contradiction

    def _contradictions(self) -> Iterator[TermsContradict]:
        zone(self.timezone, field="/timezone")
        if self.ends_at <= self.launch_at:
            yield EndsBeforeLaunch("the campaign must end after its launch", field="/ends_at")
        if self.ends_at - self.launch_at > LONGEST_CAMPAIGN:
            yield TimeOutOfReach(f"a campaign lasts at most {LONGEST_CAMPAIGN.days} days", field="/ends_at")
        if sum(queue.share for queue in self.queues) > 1 + ROUNDING:
            yield SharesAboveOne("the queues' shares add up to more than 1", field="/queues")
        if len(self.queue_names()) != len(self.queues):
            yield NamedTwice("a queue is named twice", field="/queues")
        if len({wave.wave for wave in self.waves}) != len(self.waves):
            yield NamedTwice("a wave number is used twice", field="/waves")
        yield from self._wave_contradictions()

    def _wave_contradictions(self) -> Iterator[TermsContradict]:
        for position, wave in enumerate(self.waves):
            if wave.size > self.audience_size:
                yield WaveAboveAudience(
                    f"wave {wave.wave} reaches {wave.size} of an audience of {self.audience_size}",
                    field=f"/waves/{position}/size",
                )
            if not self.launch_at <= wave.send_at <= self.ends_at:
                yield WaveOutsideCampaign(
                    f"wave {wave.wave} is not sent between the launch and the end of the campaign",
                    field=f"/waves/{position}/send_at",
                )

    def queue_names(self) -> frozenset[str]:
        """The queues that the campaign will touch."""
        return frozenset(queue.queue for queue in self.queues)

    def missing(self, required_fields: tuple[str, ...]) -> tuple[str, ...]:
        """Which of the fields that the agreement requires are empty."""
        return tuple(name for name in required_fields if not getattr(self, name))
