"""What became of a memo on its way: sent, tried again, given up, replaced by a later one, or without an address."""

from datetime import datetime
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.domain.memo_delivery import DeliveryState
from staffing_svc.store import memo_deliveries as stored

memo_deliveries = Router(prefix="/v1/memos", tags=["ledger"])


class MemoDeliveryAnswer(ResponseBody):
    """`due_at` is when it is tried next; `last_error` what the mail server said when it was not taken."""

    delivery_id: UUID
    memo_version: int
    department: str
    address: str | None
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    last_error: str | None
    changed_at: datetime


@memo_deliveries.get("/{campaign_id}/deliveries", dependencies=[PLANS_THE_CENTER])
async def list_memo_deliveries(
    campaign_id: UUID, tx: TransactionDep, page: PageDep
) -> Page[MemoDeliveryAnswer]:
    """The delivery log of a campaign's memos, the newest version first."""
    after = page.after(tuple[int, UUID])
    found = await stored.list_after(tx, campaign_id, after=after, limit=page.fetch)
    return page.page(
        found,
        key=lambda one: (one.memo_version, one.delivery_id),
        shown=MemoDeliveryAnswer.model_validate,
    )
