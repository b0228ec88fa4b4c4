"""The figures of a queue as people set and read them."""

from typing import Annotated, Self

from concert_chassis.bodies import RequestBody, ResponseBody, Share
from concert_contracts.quantities import Currency, Name, QueueName
from pydantic import Field, field_validator, model_validator

from staffing_svc.domain.erlang.service_level import ServiceLevelVariant
from staffing_svc.domain.losses.levers import MOST_LEVERS, StaffingLever
from staffing_svc.domain.queues import ALWAYS_OPEN, Balking, Deferred, Like, Promise, Queue

Hours = tuple[Annotated[int, Field(ge=0, le=1440)], Annotated[int, Field(ge=0, le=1440)]]


class PromiseFigures(RequestBody):
    """The service level and the caps beside it.

    The variant says how abandoned contacts count; by SL4, the usual one, those within the time are neutral.
    """

    service_level_share: Annotated[float, Field(gt=0, lt=1)] = 0.8
    within_s: Annotated[float, Field(ge=0, le=3600)] = 20.0
    variant: ServiceLevelVariant = ServiceLevelVariant.SL4
    max_asa_s: Annotated[float, Field(gt=0, le=86_400, description="Mean wait of the answered.")] | None = (
        None
    )
    max_abandonment_share: Annotated[float, Field(gt=0, le=1)] = 0.05
    max_occupancy_share: Annotated[float, Field(gt=0, le=1)] = 0.9


class DeferredFigures(RequestBody):
    """Contacts that may wait, such as e-mail: each is done within this much working time (opening hours)."""

    deadline_s: Annotated[float, Field(gt=0, le=2_592_000)]


class LeverFigures(RequestBody):
    """A way to more agents: known `lead_days` before, it adds `agents_share` of those who are usually there."""

    name: Name
    lead_days: Annotated[int, Field(ge=0, le=3660)]
    agents_share: Annotated[float, Field(ge=0, le=10)]


class BalkingFigures(RequestBody):
    """Callers who turn away when they hear of a wait, before they are counted; `source` says who found that."""

    likely_share: Annotated[float, Field(ge=0, le=0.9)]
    high_share: Annotated[float, Field(ge=0, le=0.9)]
    source: Annotated[str, Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.likely_share > self.high_share:
            raise ValueError("likely_share must not be above high_share")
        return self


class LikeFigures(RequestBody):
    """A similar queue, and how many contacts come here for each one there: how a new queue is forecast."""

    queue: QueueName
    scale: Annotated[float, Field(ge=0.0001, le=10_000)] = 1.0


class QueueFigures(RequestBody):
    """`opening` is seven lists of [from, until] minutes, Monday first; without it the queue's history tells.

    Without `levers` the usual lead times are assumed for the ledger; without `balking` nothing is modelled.
    """

    timezone: str = "UTC"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    interval_s: Annotated[int, Field(ge=300, le=3600)] = 1800
    opening: Annotated[list[list[Hours]], Field(min_length=7, max_length=7)] | None = None
    promise: PromiseFigures = PromiseFigures()
    handle_s: Annotated[float, Field(gt=0, le=86_400)] = 240.0
    patience_s: Annotated[float, Field(gt=0, le=86_400)] = 120.0
    shrinkage_share: Annotated[float, Field(ge=0, lt=1)] = 0.3
    redial_share: Share = 0.5
    value_per_contact_minor: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    agent_cost_minor: Annotated[
        int, Field(ge=0, le=100_000_000, description="Per scheduled hour of one agent.")
    ] = 0
    currency: Currency = "EUR"
    value_se_minor: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    levers: Annotated[list[LeverFigures], Field(max_length=MOST_LEVERS)] | None = None
    balking: BalkingFigures | None = None
    deferred: DeferredFigures | None = None
    like: LikeFigures | None = None

    @field_validator("interval_s")
    @classmethod
    def _divides_the_day(cls, interval_s: int) -> int:
        if 86_400 % interval_s:
            raise ValueError("the interval must divide the day")
        return interval_s

    def as_queue(self, name: str) -> Queue:
        opening = tuple(tuple(spans) for spans in self.opening) if self.opening else ALWAYS_OPEN
        return Queue(
            name=name,
            timezone=self.timezone,
            country=self.country,
            interval_s=self.interval_s,
            opening=opening,
            promise=Promise(**self.promise.model_dump()),
            handle_s=self.handle_s,
            patience_s=self.patience_s,
            shrinkage_share=self.shrinkage_share,
            redial_share=self.redial_share,
            value_per_contact_minor=self.value_per_contact_minor,
            agent_cost_minor=self.agent_cost_minor,
            currency=self.currency,
            value_se_minor=self.value_se_minor,
            levers=self._levers(),
            balking=Balking(**self.balking.model_dump()) if self.balking else None,
            deferred=Deferred(self.deferred.deadline_s) if self.deferred else None,
            like=Like(self.like.queue, self.like.scale) if self.like else None,
        )

    def _levers(self) -> tuple[StaffingLever, ...] | None:
        if self.levers is None:
            return None
        return tuple(StaffingLever(**lever.model_dump()) for lever in self.levers)


class PromiseAnswer(ResponseBody):
    service_level_share: float
    within_s: float
    variant: ServiceLevelVariant
    max_asa_s: float | None
    max_abandonment_share: float
    max_occupancy_share: float


class LeverAnswer(ResponseBody):
    name: str
    lead_days: int
    agents_share: float


class BalkingAnswer(ResponseBody):
    likely_share: float
    high_share: float
    source: str


class DeferredAnswer(ResponseBody):
    deadline_s: float


class LikeAnswer(ResponseBody):
    queue: str
    scale: float


class QueueAnswer(ResponseBody):
    queue: str
    version: int
    timezone: str
    country: str | None
    interval_s: int
    opening: list[list[tuple[int, int]]]
    promise: PromiseAnswer
    handle_s: float
    patience_s: float
    shrinkage_share: float
    redial_share: float
    value_per_contact_minor: int
    agent_cost_minor: int
    currency: str
    value_se_minor: int
    levers: list[LeverAnswer] | None
    balking: BalkingAnswer | None
    deferred: DeferredAnswer | None
    like: LikeAnswer | None

    @classmethod
    def of(cls, queue: Queue) -> Self:
        return cls(
            queue=queue.name,
            version=queue.version,
            timezone=queue.timezone,
            country=queue.country,
            interval_s=queue.interval_s,
            opening=[list(spans) for spans in queue.opening],
            promise=PromiseAnswer.model_validate(queue.promise),
            handle_s=queue.handle_s,
            patience_s=queue.patience_s,
            shrinkage_share=queue.shrinkage_share,
            redial_share=queue.redial_share,
            value_per_contact_minor=queue.value_per_contact_minor,
            agent_cost_minor=queue.agent_cost_minor,
            currency=queue.currency,
            value_se_minor=queue.value_se_minor,
            levers=None
            if queue.levers is None
            else [LeverAnswer.model_validate(lever) for lever in queue.levers],
            balking=BalkingAnswer.model_validate(queue.balking) if queue.balking else None,
            deferred=None if queue.deferred is None else DeferredAnswer.model_validate(queue.deferred),
            like=None if queue.like is None else LikeAnswer.model_validate(queue.like),
        )
