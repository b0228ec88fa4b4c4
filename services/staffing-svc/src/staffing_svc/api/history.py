"""History: intervals as the telephony system counted them, loaded in bulk, read back by queue."""

from datetime import datetime, timedelta
from typing import Annotated

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Query
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.load_history import bad_intervals, load_history
from staffing_svc.domain.intervals import INTEGER_MAX, Interval
from staffing_svc.store import intervals as stored

history = Router(prefix="/v1/history", tags=["history"])

Counted = Annotated[int, Field(ge=0, le=INTEGER_MAX)]


class IntervalBody(RequestBody):
    """A figure that is left away is one that the source does not report; it is never 0."""

    queue: QueueName
    started_at: AwareDatetime
    interval_s: Annotated[int, Field(ge=300, le=3600)]
    offered: Counted
    answered: Counted | None = None
    answered_within: Counted | None = None
    within_s: Annotated[float, Field(ge=0, le=1e9)] | None = None
    abandoned: Counted | None = None
    handle_time_s: Annotated[float, Field(ge=0, le=1e9)] | None = None
    short_abandoned: Annotated[Counted | None, Field(description="Of `abandoned`.")] = None
    blocked: Annotated[Counted | None, Field(description="Not among `offered`.")] = None
    deflected_unresolved: Annotated[Counted | None, Field(description="Not among `offered`.")] = None

    def as_interval(self) -> Interval:
        return Interval(**dict(self))


class LoadHistoryBody(RequestBody):
    """`timezone` is taken for queues that are met for the first time."""

    intervals: Annotated[list[IntervalBody], Field(min_length=1, max_length=10_000)]
    timezone: str = "UTC"


class BadIntervalAnswer(ResponseBody):
    position: int
    field: str
    reason: str


class LoadedAnswer(ResponseBody):
    received: int
    stored: int
    queues: list[str]
    new_queues: list[str]
    bad: list[BadIntervalAnswer] = []


class IntervalAnswer(ResponseBody):
    queue: str
    started_at: datetime
    interval_s: int
    offered: int
    answered: int | None
    answered_within: int | None
    within_s: float | None
    abandoned: int | None
    handle_time_s: float | None
    short_abandoned: int | None
    blocked: int | None
    deflected_unresolved: int | None


@history.post("", status_code=201, dependencies=[PLANS_THE_CENTER])
async def load(
    body: LoadHistoryBody,
    tx: TransactionDep,
    dry_run: Annotated[bool, Query(description="Only say what would be refused.")] = False,
) -> LoadedAnswer:
    """Load up to 10,000 intervals; if one cannot be true, none is loaded."""
    given = [interval.as_interval() for interval in body.intervals]
    if dry_run:
        bad = [BadIntervalAnswer.model_validate(one) for one in bad_intervals(tx, given)]
        return LoadedAnswer(
            received=len(given), stored=0, queues=sorted({i.queue for i in given}), new_queues=[], bad=bad
        )
    loaded = await load_history(tx, given, timezone=body.timezone)
    return LoadedAnswer(
        received=loaded.received,
        stored=loaded.stored,
        queues=list(loaded.queues),
        new_queues=list(loaded.new_queues),
    )


@history.get("")
async def list_intervals(
    tx: TransactionDep,
    page: PageDep,
    queue: Annotated[QueueName, Query()],
    since: AwareDatetime,
    until: AwareDatetime,
) -> Page[IntervalAnswer]:
    """What was reported of a queue in [since, until)."""
    seen = page.after(AwareDatetime)
    first = seen + timedelta(microseconds=1) if seen else since
    found = await stored.list_between(tx, queue, first, until, limit=page.fetch)
    return page.page(found, key=lambda one: one.started_at, shown=IntervalAnswer.model_validate)
