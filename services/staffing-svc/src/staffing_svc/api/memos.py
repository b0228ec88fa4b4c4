"""Memos on what a campaign's callers found: the center drafts and approves, its recipients read what was sent."""

from datetime import datetime
from uuid import UUID

from concert_chassis.auth import Caller, CallerDep
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from fastapi import Response
from pydantic import Field

from staffing_svc.api.center import CENTER, PLANS_THE_CENTER
from staffing_svc.api.memo_files import HTML_ANSWER, PDF_ANSWER, MemoVersion, page_of, pdf_of, pdf_sent
from staffing_svc.commands.approve_memo import approve_memo
from staffing_svc.commands.draft_memo import draft_memo
from staffing_svc.domain.losses import memo_html, memo_pdf
from staffing_svc.domain.memos import EXECUTIVE, ApprovedMemo, NoMemo
from staffing_svc.store import memos as stored

memos = Router(prefix="/v1/memos", tags=["ledger"])


class MemoApproved(ResponseBody):
    """`recipients` are departments; `entries` are those of the ledger that the memo tells of."""

    campaign_id: UUID
    version: int
    title: str
    recipients: list[str]
    entries: list[UUID] = Field(max_length=10_000)
    approved_by: str
    approved_at: datetime


@memos.get("/{campaign_id}", response_class=Response, responses=HTML_ANSWER)
async def get_memo(campaign_id: UUID, tx: TransactionDep, caller: CallerDep) -> Response:
    """The memo that was sent last. To others than its recipients and the center there is none."""
    return page_of(_shown(caller, await stored.find_newest(tx, campaign_id)).html)


@memos.get("/{campaign_id}/pdf", response_class=Response, responses=PDF_ANSWER)
async def get_memo_pdf(campaign_id: UUID, tx: TransactionDep, caller: CallerDep) -> Response:
    """The memo that was sent last, as a file to print."""
    return pdf_sent(_shown(caller, await stored.find_newest(tx, campaign_id)))


@memos.get(
    "/{campaign_id}/draft", response_class=Response, responses=HTML_ANSWER, dependencies=[PLANS_THE_CENTER]
)
async def get_draft(campaign_id: UUID, tx: TransactionDep) -> Response:
    """The memo as the ledger would have it now; nobody but the center sees it before somebody approves it."""
    return page_of(memo_html((await draft_memo(tx, campaign_id)).memo, approval=None))


@memos.get(
    "/{campaign_id}/draft/pdf", response_class=Response, responses=PDF_ANSWER, dependencies=[PLANS_THE_CENTER]
)
async def get_draft_pdf(campaign_id: UUID, tx: TransactionDep) -> Response:
    """The draft as a file to print; every page of it says that it is a draft."""
    return pdf_of(memo_pdf((await draft_memo(tx, campaign_id)).memo, approval=None), name="memo-draft.pdf")


@memos.post("/{campaign_id}/approval", status_code=201, dependencies=[PLANS_THE_CENTER])
async def approve(campaign_id: UUID, tx: TransactionDep, caller: CallerDep) -> MemoApproved:
    """Send the memo as it reads now; approve it again when the ledger has moved."""
    return MemoApproved.model_validate(await approve_memo(tx, campaign_id, by=caller.subject))


@memos.get("/{campaign_id}/versions")
async def list_memos(
    campaign_id: UUID, tx: TransactionDep, caller: CallerDep, page: PageDep
) -> Page[MemoApproved]:
    """Every version that was sent, the newest first: none is ever changed or taken back."""
    found = await stored.list_before(
        tx,
        campaign_id,
        before=page.after(MemoVersion),
        limit=page.fetch,
        recipients=_recipients(caller),
    )
    return page.page(found, key=lambda memo: memo.version, shown=MemoApproved.model_validate)


@memos.get("/{campaign_id}/versions/{version}", response_class=Response, responses=HTML_ANSWER)
async def get_version(
    campaign_id: UUID, version: MemoVersion, tx: TransactionDep, caller: CallerDep
) -> Response:
    """One version as it was sent."""
    return page_of(_shown(caller, await stored.find(tx, campaign_id, version)).html)


@memos.get("/{campaign_id}/versions/{version}/pdf", response_class=Response, responses=PDF_ANSWER)
async def get_version_pdf(
    campaign_id: UUID, version: MemoVersion, tx: TransactionDep, caller: CallerDep
) -> Response:
    """One version as it was sent, as a file to print."""
    return pdf_sent(_shown(caller, await stored.find(tx, campaign_id, version)))


def _shown(caller: Caller, sent: ApprovedMemo | None) -> ApprovedMemo:
    if sent is None or not _may_read(caller, sent):
        raise NoMemo("no such memo on this campaign was sent to you", field="/campaign_id")
    return sent


def _may_read(caller: Caller, sent: ApprovedMemo) -> bool:
    addressed = _recipients(caller)
    return addressed is None or not set(addressed).isdisjoint(sent.recipients)


def _recipients(caller: Caller) -> list[str] | None:
    """As whom the caller receives memos; None: the center and its systems read all of them."""
    if "system" in caller.roles or caller.department == CENTER:
        return None
    return [name for name in (caller.department, EXECUTIVE if EXECUTIVE in caller.roles else None) if name]
