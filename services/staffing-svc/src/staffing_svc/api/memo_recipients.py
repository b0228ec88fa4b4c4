"""Where departments get their memos by mail: the center keeps the mailboxes, as agreed with each department."""

from datetime import datetime
from typing import Annotated

from concert_chassis.auth import CallerDep
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Department
from fastapi import Response
from pydantic import Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.set_memo_recipients import set_memo_recipients
from staffing_svc.store import memo_recipients as stored

memo_recipients = Router(prefix="/v1/memo-recipients", tags=["ledger"])

Address = Annotated[str, Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+$")]


class MemoRecipientFigures(RequestBody):
    """Mailboxes, best those of a role; none: the department reads its memos over the API alone."""

    addresses: Annotated[list[Address], Field(max_length=20)]


class MemoRecipientAnswer(ResponseBody):
    department: str
    version: int
    addresses: list[str]
    changed_by: str
    changed_at: datetime


@memo_recipients.get("", dependencies=[PLANS_THE_CENTER])
async def list_memo_recipients(tx: TransactionDep, page: PageDep) -> Page[MemoRecipientAnswer]:
    """All departments of which somebody has said it, by name."""
    found = await stored.list_after(tx, after=page.after(str) or "", limit=page.fetch)
    return page.page(found, key=lambda one: one.department, shown=MemoRecipientAnswer.model_validate)


@memo_recipients.get("/{department}", dependencies=[PLANS_THE_CENTER])
async def get_memo_recipients(
    department: Department, tx: TransactionDep, answer: Response
) -> MemoRecipientAnswer:
    """One department's mailboxes; its ETag is needed to change them."""
    found = await stored.get(tx, department)
    tell_version(answer, found.version)
    return MemoRecipientAnswer.model_validate(found)


@memo_recipients.put("/{department}", dependencies=[PLANS_THE_CENTER])
async def put_memo_recipients(
    department: Department,
    body: MemoRecipientFigures,
    seen: IfMatchDep,
    tx: TransactionDep,
    caller: CallerDep,
    answer: Response,
) -> MemoRecipientAnswer:
    """Say where a department gets its memos (If-Match: "0" the first time)."""
    known = await stored.lock(tx, department)
    version = known.version if known else 0
    seen.check(version)
    changed = await set_memo_recipients(
        tx, department, tuple(body.addresses), seen_version=version, by=caller.subject
    )
    tell_version(answer, changed.version)
    return MemoRecipientAnswer.model_validate(changed)
