"""The lost-opportunity ledger: what customers who gave up were worth, and to whom it is attributed."""

from typing import Annotated, Any
from uuid import UUID

from concert_chassis.auth import CallerDep
from concert_chassis.bodies import RequestBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Department, QueueName
from concert_contracts.refusal import Refusal
from concert_contracts.staffing import OpportunityLost
from fastapi import Query, Response
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.correct_loss import correct_loss
from staffing_svc.domain.ledger_csv import ledger_csv
from staffing_svc.store import losses

ledger = Router(prefix="/v1/ledger", tags=["ledger"])


MOST_ENTRIES = 10_000
CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "One line per cause."}
}


class ExportTooLarge(Refusal):
    """More entries than one file holds."""

    code = "export-too-large"
    status = 422


class CorrectionBody(RequestBody):
    """Who answers for one cause of an entry, now that somebody knows: say which cause, and why."""

    cause: Annotated[int, Field(ge=0, le=99, description="Position of the cause in `by_cause`, from 0.")]
    department: Department | None
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@ledger.get("")
async def list_losses(
    tx: TransactionDep, page: PageDep, queue: Annotated[QueueName | None, Query()] = None
) -> Page[OpportunityLost]:
    """Entries, the last booked first; a correction names the entry it replaces."""
    found = await losses.list_before(
        tx, queue=queue, before=page.after(tuple[AwareDatetime, UUID]), limit=page.fetch
    )
    return page.page(found, key=lambda e: (e.booked_at, e.entry_id), shown=lambda entry: entry)


@ledger.get("/export", response_class=Response, responses=CSV_ANSWER)
async def export_losses(
    tx: TransactionDep,
    queue: Annotated[QueueName | None, Query()] = None,
    since: Annotated[AwareDatetime | None, Query(description="Booked from here on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Booked before this.")] = None,
) -> Response:
    """The ledger as a CSV file, oldest entry first; one line per cause, and whether its entry stands."""
    found = await losses.list_booked(tx, queue=queue, since=since, until=until, limit=MOST_ENTRIES + 1)
    if len(found) > MOST_ENTRIES:
        raise ExportTooLarge(f"more than {MOST_ENTRIES} entries: ask for less time", field="/since")
    name = {"Content-Disposition": 'attachment; filename="ledger.csv"'}
    return Response(ledger_csv(found), headers=name, media_type="text/csv; charset=utf-8")


@ledger.get("/{entry_id}")
async def get_loss(entry_id: UUID, tx: TransactionDep) -> OpportunityLost:
    """One entry with its figures and assumptions."""
    return await losses.get(tx, entry_id)


@ledger.post("/{entry_id}/correction", status_code=201, dependencies=[PLANS_THE_CENTER])
async def correct(
    entry_id: UUID, body: CorrectionBody, tx: TransactionDep, caller: CallerDep
) -> OpportunityLost:
    """Add an entry that replaces this one, with another department answering for a cause."""
    return await correct_loss(
        tx, entry_id, cause=body.cause, department=body.department, reason=body.reason, by=caller.subject
    )
