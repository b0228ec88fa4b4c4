"""Why customers got in touch: counted with the share that failures caused, and explained for each contact."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from concert_chassis.auth import requires
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import CursorUnknown, Page, PageDep
from concert_contracts.quantities import ExternalId, Name, QueueName
from concert_contracts.refusal import Refusal
from fastapi import Query

from insight_svc.api.reason_answers import PredictionAnswer
from insight_svc.commands.explain_reason import explain_contact
from insight_svc.domain.reasons import UNCLEAR
from insight_svc.store import reason_counts
from insight_svc.store.reason_counts import Dimension, ReasonCount, Selected

contacts = Router(prefix="/v1/contacts", tags=["contacts"])

LONGEST_PERIOD_DAYS = 400
USUAL_PERIOD_DAYS = 28
ORDER: tuple[Dimension, ...] = ("reason", "campaign", "queue", "day")


class PeriodNotUsable(Refusal):
    """Days run forward, and at most 400 of them are counted at a time."""

    code: ClassVar[str] = "period-not-usable"
    status: ClassVar[int] = 422
    place: ClassVar[str] = "query"


class ReasonCountAnswer(ResponseBody):
    """Contacts by demand type. What was not asked for, and what is not known, is null.

    `failure_demand_ratio` is failures over failures and value, with Wilson's 95 % interval; the bounds are what
    it is if none, or all, of the unknown are failures; `coverage` is the share that is known.
    """

    reason: str | None
    campaign_id: UUID | None
    queue: str | None
    day: date | None
    contacts: int
    value: int
    failure: int
    unknown: int
    failure_demand_ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    lower_bound: float | None
    upper_bound: float | None
    coverage: float | None

    @classmethod
    def of(cls, count: ReasonCount, by: tuple[Dimension, ...]) -> "ReasonCountAnswer":
        key, demand = dict(zip(by, count.key, strict=True)), count.demand
        interval, bounds = demand.interval or (None, None), demand.bounds or (None, None)
        return cls(
            reason=key.get("reason"),
            campaign_id=UUID(key["campaign"]) if key.get("campaign") else None,
            queue=key.get("queue"),
            day=date.fromisoformat(key["day"]) if "day" in key else None,
            contacts=demand.contacts,
            value=demand.value,
            failure=demand.failure,
            unknown=demand.unknown,
            failure_demand_ratio=demand.ratio,
            ratio_low=interval[0],
            ratio_high=interval[1],
            lower_bound=bounds[0],
            upper_bound=bounds[1],
            coverage=demand.coverage,
        )


class ContactReasonAnswer(ResponseBody):
    """`said` is the source's reason; `predicted` is null where the note was not needed or tells nothing."""

    contact_id: str
    queue: str
    started_at: datetime
    campaign_id: UUID | None
    said: str | None
    reason: str
    note: str | None
    model_version: int | None
    predicted: PredictionAnswer | None


@contacts.get("/reasons")
async def list_reason_counts(
    tx: TransactionDep,
    page: PageDep,
    since: Annotated[date | None, Query(alias="from", description="First day (UTC); 28 days ago.")] = None,
    until: Annotated[date | None, Query(alias="to", description="Last day (UTC); today.")] = None,
    by: Annotated[
        list[Literal["reason", "campaign", "queue", "day", "all"]] | None,
        Query(max_length=5, description="What to count by; `all` counts everything as one."),
    ] = None,
    campaign_id: UUID | None = None,
    queue: Annotated[QueueName | None, Query()] = None,
    reason: Annotated[Name | None, Query(description="A reason code, or `unclear`.")] = None,
) -> Page[ReasonCountAnswer]:
    """Contacts by reason, campaign, queue and day, unless `by` names fewer of them."""
    first, behind = _period(since, until, tx.now)
    asked = tuple(name for name in ORDER if by is None or name in by)
    after = page.after(tuple[str, ...])
    if after is not None and len(after) != len(asked):
        raise CursorUnknown
    found = await reason_counts.list_after(
        tx, Selected(first, behind, campaign_id, queue, reason), by=asked, after=after, limit=page.fetch
    )
    return page.page(found, key=lambda it: it.key, shown=lambda it: ReasonCountAnswer.of(it, asked))


@contacts.get(
    "/{contact_id}/reason", dependencies=[requires("planner", "supervisor", "operations", "system")]
)
async def get_contact_reason(contact_id: ExternalId, tx: TransactionDep) -> ContactReasonAnswer:
    """Why this contact counts under its reason: word by word where the note told it."""
    found = await explain_contact(tx, contact_id)
    return ContactReasonAnswer(
        contact_id=found.contact_id,
        queue=found.queue,
        started_at=found.started_at,
        campaign_id=found.campaign_id,
        said=found.said,
        reason=found.reason or UNCLEAR,
        note=found.note,
        model_version=found.model_version,
        predicted=None if found.prediction is None else PredictionAnswer.of(found.prediction),
    )


def _period(first: date | None, last: date | None, now: datetime) -> tuple[datetime, datetime]:
    last = last or now.astimezone(UTC).date()
    try:
        first = first or last - timedelta(days=USUAL_PERIOD_DAYS)
        behind = last + timedelta(days=1)
    except OverflowError:
        raise PeriodNotUsable("such days are in no calendar", field="/to") from None
    if not 0 <= (last - first).days < LONGEST_PERIOD_DAYS:
        raise PeriodNotUsable(
            f"from must not be after to, nor {LONGEST_PERIOD_DAYS} days before", field="/from"
        )
    return datetime.combine(first, time(), UTC), datetime.combine(behind, time(), UTC)
