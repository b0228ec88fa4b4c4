"""Memos on what a campaign's callers found: the center drafts and approves, its recipients read what was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.auth import Caller, CallerDep
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from fastapi import Response

from staffing_svc.api.center import CENTER, PLANS_THE_CENTER
from staffing_svc.commands.write_memo import approve_memo, draft_memo
from staffing_svc.domain.losses import memo_html
from staffing_svc.domain.memos import EXECUTIVE, ApprovedMemo, NoMemo
from staffing_svc.store import memos as stored

memos = Router(prefix="/v1/memos", tags=["ledger"])

HTML_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/html": {"schema": {"type": "string"}}},
        "description": "One page, nothing outside it.",
    }
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


class MemoApproved(ResponseBody):
    """`recipients` are departments; `entries` are those of the ledger that the memo tells of."""

    campaign_id: UUID
    version: int
    title: str
    recipients: list[str]
    entries: list[UUID]
    approved_by: str
    approved_at: datetime


@memos.get("/{campaign_id}", response_class=Response, responses=HTML_ANSWER)
async def get_memo(campaign_id: UUID, tx: TransactionDep, caller: CallerDep) -> Response:
    """The memo that was sent last. To others than its recipients and the center there is none."""
    sent = await stored.find_newest(tx, campaign_id)
    if sent is None or not _may_read(caller, sent):
        raise NoMemo("no memo on this campaign was sent to you", field="/campaign_id")
    return Response(sent.html, headers=HEADERS, media_type="text/html; charset=utf-8")


@memos.get(
    "/{campaign_id}/draft", response_class=Response, responses=HTML_ANSWER, dependencies=[PLANS_THE_CENTER]
)
async def get_draft(campaign_id: UUID, tx: TransactionDep) -> Response:
    """The memo as the ledger would have it now; nobody but the center sees it before somebody approves it."""
    written, _, _ = await draft_memo(tx, campaign_id)
    page = memo_html(written, approved_by=None)
    return Response(page, headers=HEADERS, media_type="text/html; charset=utf-8")


@memos.post("/{campaign_id}/approval", status_code=201, dependencies=[PLANS_THE_CENTER])
async def approve(campaign_id: UUID, tx: TransactionDep, caller: CallerDep) -> MemoApproved:
    """Send the memo as it reads now; approve it again when the ledger has moved."""
    return MemoApproved.model_validate(await approve_memo(tx, campaign_id, by=caller.subject))


def _may_read(caller: Caller, sent: ApprovedMemo) -> bool:
    if "system" in caller.roles or caller.department == CENTER:
        return True
    return caller.department in sent.recipients or (
        EXECUTIVE in sent.recipients and EXECUTIVE in caller.roles
    )
