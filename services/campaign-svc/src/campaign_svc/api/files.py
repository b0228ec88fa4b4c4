"""Campaigns as files: CSV in and out, and the calendar that other calendars subscribe to."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, ClassVar

from concert_chassis.auth import Caller, CallerDep, requires
from concert_chassis.bodies import ResponseBody
from concert_chassis.errors import pointer_to
from concert_chassis.http import Router, TransactionDep
from concert_chassis.problem import Fault, problem_of
from concert_chassis.transaction import Transaction
from concert_contracts.quantities import Moment
from concert_contracts.refusal import Refusal
from fastapi import Query, Request, Response
from pydantic import ValidationError

from campaign_svc.api.campaign_bodies import AnnounceCampaignBody
from campaign_svc.api.campaigns import SearchDep
from campaign_svc.commands.announce_campaign import AnnounceCampaign
from campaign_svc.commands.import_campaigns import (
    ImportOutcome,
    LineToAnnounce,
    OnBadLines,
    import_campaigns,
    try_import,
)
from campaign_svc.domain import calendar_feed, campaign_csv
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.campaign_csv import BadLine, GoodLine
from campaign_svc.store import campaigns
from campaign_svc.store.campaigns import Place, Search

router = Router(prefix="/v1/campaigns", tags=["files"])

CALENDAR_LOOK_BACK = timedelta(days=90)
PER_READ = 500
CSV_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
}
CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "One line per campaign."}
}
CALENDAR_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "RFC 5545."}
}


class NotUtf8(Refusal):
    """The file is not in UTF-8."""

    code: ClassVar[str] = "not-utf-8"
    status: ClassVar[int] = 422


class BadLineAnswer(ResponseBody):
    """`line` counts from 1; the header is line 1. `column` is null when the whole line is bad."""

    line: int
    column: str | None
    reason: str


class ImportAnswer(ResponseBody):
    """What came of the file; with `kept` false nothing was changed (a dry run)."""

    kept: bool
    announced: int
    changed: int
    unchanged: int
    bad_lines: tuple[BadLineAnswer, ...]


@router.post(
    "/import",
    name="import_campaigns",
    dependencies=[requires("campaign_owner", "system")],
    openapi_extra=CSV_BODY,
    response_model=ImportAnswer,
)
async def import_file(
    request: Request,
    tx: TransactionDep,
    caller: CallerDep,
    dry_run: bool = False,
    bad_lines: Annotated[OnBadLines, Query(description="Refuse the file, or skip them.")] = "refuse",
) -> ImportAnswer | Response:
    """Announce every campaign of a CSV file; every bad line is named, and then nothing is announced."""
    lines = [_to_announce(line, caller) for line in campaign_csv.read(_text(await request.body()))]
    if dry_run:
        return ImportAnswer.model_validate(await try_import(tx, lines, caller))
    outcome = await import_campaigns(tx, lines, caller, on_bad_lines=bad_lines)
    return ImportAnswer.model_validate(outcome) if outcome.kept else _refused(request, outcome)


@router.get("/export", name="export_campaigns", response_class=Response, responses=CSV_ANSWER)
async def export_file(tx: TransactionDep, search: SearchDep) -> Response:
    """The campaigns as a CSV file, in the form that the import takes."""
    found = [campaign async for campaign in _all(tx, search)]
    text = campaign_csv.write(campaign.terms for campaign in found)
    return Response(text, headers={"Content-Disposition": 'attachment; filename="campaigns.csv"'},
                    media_type="text/csv; charset=utf-8")  # fmt: skip


@router.get("/calendar.ics", name="get_calendar", response_class=Response, responses=CALENDAR_ANSWER)
async def get_calendar_feed(
    tx: TransactionDep,
    runs_from: Annotated[Moment | None, Query(alias="from", description="Default: 90 days ago.")] = None,
) -> Response:
    """The campaign calendar as an iCalendar feed; cancelled campaigns stay, marked as cancelled."""
    search = Search(runs_from=runs_from or tx.now - CALENDAR_LOOK_BACK)
    found = [campaign async for campaign in _all(tx, search)]
    return Response(calendar_feed.feed(found, now=tx.now), media_type="text/calendar; charset=utf-8")


async def _all(tx: Transaction, search: Search) -> AsyncIterator[Campaign]:
    after: Place | None = None
    while True:
        found = await campaigns.list_after(tx, search, after=after, limit=PER_READ)
        for campaign in found:
            yield campaign
        if len(found) < PER_READ:
            return
        after = found[-1].terms.launch_at, found[-1].campaign_id


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise NotUtf8(f"the file is not in UTF-8: byte {error.start} cannot be read") from None


def _to_announce(line: GoodLine | BadLine, caller: Caller) -> LineToAnnounce | BadLine:
    if isinstance(line, BadLine):
        return line
    try:
        body = AnnounceCampaignBody.model_validate(line.fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return BadLine(line.line, pointer_to(first["loc"]).strip("/") or None, first["msg"])
    return LineToAnnounce(line.line, partial(_command, body, caller))


def _command(body: AnnounceCampaignBody, caller: Caller) -> AnnounceCampaign:
    return AnnounceCampaign(body.terms(caller), owner_stated=body.owner is not None)


def _refused(request: Request, outcome: ImportOutcome) -> Response:
    faults = [
        Fault(
            place="body",
            pointer=f"/{bad.line}/{bad.column}" if bad.column else f"/{bad.line}",
            code="bad-line",
            detail=f"line {bad.line}: {bad.column + ': ' if bad.column else ''}{bad.reason}",
        )
        for bad in outcome.bad_lines
    ]
    return problem_of(
        request,
        status=422,
        code="bad-lines",
        detail=f"{len(faults)} lines are bad, so nothing was announced; errors names each.",
        errors=faults,
    )
