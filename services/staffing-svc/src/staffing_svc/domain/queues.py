"""A queue as the center runs it: when it is open, what is promised on it, and what a contact costs and brings."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from concert_contracts.refusal import Refusal

from staffing_svc.domain.erlang.goal import StaffingGoal
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant
from staffing_svc.domain.losses.levers import StaffingLever

Hours = tuple[int, int]
"""Open from, until, in minutes of the local day: (480, 1200) is 8:00 to 20:00."""

ALWAYS_OPEN: tuple[tuple[Hours, ...], ...] = (((0, 1440),),) * 7


class UnknownQueue(Refusal):
    """No history was ever loaded for this queue, and nobody has set it up."""

    code = "unknown-queue"
    status = 404


class ImpossibleOpeningHours(Refusal):
    """Opening hours that no week has: seven days are needed, each with spans that run forward."""

    code = "impossible-opening-hours"
    status = 422


class ImpossibleDeadline(Refusal):
    """A deadline shorter than the queue's interval: such contacts cannot wait."""

    code = "impossible-deadline"
    status = 422


class LikeItself(Refusal):
    """A queue cannot be forecast like itself: name one that has a history."""

    code = "like-itself"
    status = 422


class UnknownSimilarQueue(Refusal):
    """The queue that this one is said to be like is not known here."""

    code = "unknown-similar-queue"
    status = 409


class LikeInACircle(Refusal):
    """Queues that are each said to be like the next, and the last like the first: none has a history to lend."""

    code = "like-in-a-circle"
    status = 409


class UnknownTimeZone(Refusal):
    """A time zone that no clock on any wall shows."""

    code = "unknown-timezone"
    status = 422


def is_timezone(name: str) -> bool:
    """Whether this is an IANA name such as Europe/Vienna."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


@dataclass(frozen=True)
class Promise:
    """What is promised to callers: `service_level_share` answered within `within_s`, few enough giving up.

    `variant` says how abandoned contacts count in the service level. `max_asa_s` caps the mean wait of the
    answered; None asks for nothing.
    """

    service_level_share: float = 0.8
    within_s: float = 20.0
    variant: ServiceLevelVariant = ServiceLevelVariant.SL4
    max_asa_s: float | None = None
    max_abandonment_share: float = 0.05
    max_occupancy_share: float = 0.9

    def goal(self) -> StaffingGoal:
        """The same as the goal of a calculation."""
        return StaffingGoal(
            service_level=self.service_level_share,
            within_s=self.within_s,
            variant=self.variant,
            max_asa_s=self.max_asa_s,
            max_abandonment=self.max_abandonment_share,
            max_occupancy=self.max_occupancy_share,
        )


@dataclass(frozen=True)
class Balking:
    """The share of callers who turn away when they hear that they would wait, as `source` found it.

    It may always be that nobody does, so the low end is 0.
    """

    likely_share: float
    high_share: float
    source: str


@dataclass(frozen=True)
class Deferred:
    """Contacts that may wait, such as e-mail or back office: each is done within `deadline_s` of working time."""

    deadline_s: float


@dataclass(frozen=True)
class Like:
    """Until it has a history of its own, a queue is forecast as `scale` times another one."""

    queue: str
    scale: float = 1.0


@dataclass(frozen=True)
class Queue:
    """One queue and its figures; `version` counts the changes of them, 0 for a queue nobody has set up.

    `opening` has one entry per weekday from Monday. `value_per_contact_minor` is conversion times margin, in
    minor units of `currency`, `value_se_minor` its standard error; `agent_cost_minor` is what a scheduled hour
    costs, 0 where nobody said. Of a queue that is `deferred`, `opening` is when it is worked on. `handle_s` and
    `patience_s` are means; `country` chooses public holidays. `levers` None: the center has stated none, the
    usual ones are assumed; `balking` None: nobody has measured it.
    """

    name: str
    version: int = 0
    timezone: str = "UTC"
    country: str | None = None
    interval_s: int = 1800
    opening: tuple[tuple[Hours, ...], ...] = ALWAYS_OPEN
    promise: Promise = field(default_factory=Promise)
    handle_s: float = 240.0
    patience_s: float = 120.0
    shrinkage_share: float = 0.3
    redial_share: float = 0.5
    value_per_contact_minor: int = 0
    agent_cost_minor: int = 0
    currency: str = "EUR"
    value_se_minor: int = 0
    levers: tuple[StaffingLever, ...] | None = None
    balking: Balking | None = None
    deferred: Deferred | None = None
    like: Like | None = None

    def __post_init__(self) -> None:
        if not is_timezone(self.timezone):
            raise UnknownTimeZone(
                f"{self.timezone!r} is no time zone: use an IANA name such as Europe/Vienna",
                field="/timezone",
            )
        if self.like is not None and self.like.queue == self.name:
            raise LikeItself(
                f"{self.name!r} has no history to lend itself: name another queue", field="/like/queue"
            )
        if self.deferred is not None and self.deferred.deadline_s < self.interval_s:
            raise ImpossibleDeadline(
                f"a deadline is at least one interval ({self.interval_s} s): what may not wait is not deferred",
                field="/deferred/deadline_s",
            )
        if len(self.opening) != 7:
            raise ImpossibleOpeningHours("opening needs seven days, Monday first", field="/opening")
        for spans in self.opening:
            for opens, closes in spans:
                if not 0 <= opens < closes <= 1440:
                    raise ImpossibleOpeningHours(
                        f"{opens}-{closes} is no span of a day: minutes from 0 to 1440, forward",
                        field="/opening",
                    )
