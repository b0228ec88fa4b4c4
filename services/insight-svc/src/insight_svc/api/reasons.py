"""Reasons: why customers get in touch, whose doing it is, and who decided that."""

from datetime import date, datetime
from typing import Annotated

from concert_chassis.auth import CallerDep, requires
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Department, Name, Text
from pydantic import Field

from insight_svc.api.reason_answers import PredictionAnswer
from insight_svc.commands.describe_reason import describe_reason
from insight_svc.commands.explain_reason import explain_note
from insight_svc.domain.reasons import DemandType, FailureKind, Reason
from insight_svc.store import reasons as stored

reasons = Router(prefix="/v1/reasons", tags=["reasons"])

FROM_THE_BEGINNING = date(1970, 1, 1)
_DECIDES = requires("planner", "supervisor", "operations", "system")


class ReasonBody(RequestBody):
    """`topics` are words and phrases for it, by which a brief's answer is found and a note is known.

    Without `effective_from` it holds for all contacts ever; from `effective_to` on it no longer does.
    """

    name: Name
    description: Text
    owner_department: Department
    demand_type: DemandType = "unknown"
    failure_kind: FailureKind | None = None
    topics: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    effective_from: date | None = None
    effective_to: date | None = None


class ReasonAnswer(ResponseBody):
    code: str
    version: int
    name: str
    description: str
    owner_department: str
    demand_type: DemandType
    failure_kind: FailureKind | None
    topics: tuple[str, ...]
    effective_from: date
    effective_to: date | None
    decided_by: str
    decided_at: datetime


class NoteBody(RequestBody):
    note: Annotated[str, Field(min_length=1, max_length=20_000)]


class NoteAnswer(ResponseBody):
    """The note as it would be kept, and what it tells; null while no reason is described or no word known."""

    note: str
    model_version: int | None
    predicted: PredictionAnswer | None


@reasons.get("")
async def list_reasons(tx: TransactionDep, page: PageDep) -> Page[ReasonAnswer]:
    """The newest version of each, by code."""
    found = await stored.list_after(tx, after=page.after(str), limit=page.fetch)
    return page.page(found, key=lambda it: it.code, shown=ReasonAnswer.model_validate)


@reasons.post("/predictions", dependencies=[_DECIDES])
async def predict_reason(body: NoteBody, tx: TransactionDep) -> NoteAnswer:
    """Try what a note would count as, and why; nothing of it is kept."""
    note, version, prediction = await explain_note(tx, body.note)
    predicted = None if prediction is None else PredictionAnswer.of(prediction)
    return NoteAnswer(note=note, model_version=version, predicted=predicted)


@reasons.get("/{code}")
async def get_reason(code: Name, tx: TransactionDep) -> ReasonAnswer:
    return ReasonAnswer.model_validate(await stored.get(tx, code))


@reasons.get("/{code}/versions")
async def list_reason_versions(code: Name, tx: TransactionDep, page: PageDep) -> Page[ReasonAnswer]:
    """All that was ever decided about it, oldest first."""
    found = await stored.list_versions(tx, code, after=page.after(int), limit=page.fetch)
    return page.page(found, key=lambda it: it.version, shown=ReasonAnswer.model_validate)


@reasons.put("/{code}", dependencies=[_DECIDES])
async def put_reason(code: Name, body: ReasonBody, tx: TransactionDep, caller: CallerDep) -> ReasonAnswer:
    """Describe a reason; a change is a new version, and what was counted before keeps its own."""
    reason = Reason(
        code=code,
        version=0,
        name=body.name,
        description=body.description,
        owner_department=body.owner_department,
        demand_type=body.demand_type,
        failure_kind=body.failure_kind,
        topics=body.topics,
        effective_from=body.effective_from or FROM_THE_BEGINNING,
        effective_to=body.effective_to,
        decided_by=caller.subject,
        decided_at=tx.now,
    )
    return ReasonAnswer.model_validate(await describe_reason(tx, reason))
