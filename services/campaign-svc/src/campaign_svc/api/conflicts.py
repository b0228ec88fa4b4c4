"""Campaigns that will reach the same queue at the same time."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Moment, QueueName
from fastapi import Query

from campaign_svc.domain.conflict import Conflict, find_conflicts
from campaign_svc.store import bookings

router = Router(prefix="/v1/conflicts", tags=["conflicts"])
LOOK_AHEAD = timedelta(days=180)


class BookingAnswer(ResponseBody):
    """`expected_contacts` are the campaign's on this queue."""

    campaign_id: UUID
    name: str
    launch_at: datetime
    ends_at: datetime
    expected_contacts: float


class ConflictAnswer(ResponseBody):
    queue: str
    overlaps_from: datetime
    overlaps_until: datetime
    first: BookingAnswer
    second: BookingAnswer


@router.get("")
async def list_conflicts(
    tx: TransactionDep,
    page: PageDep,
    queue: QueueName | None = None,
    runs_from: Annotated[Moment | None, Query(alias="from", description="Default: now.")] = None,
    runs_until: Annotated[Moment | None, Query(alias="to", description="Default: 180 days after.")] = None,
) -> Page[ConflictAnswer]:
    """Pairs of campaigns that overlap on a queue, by the start of the overlap."""
    start = runs_from or tx.now
    end = runs_until or tx.now + LOOK_AHEAD
    stays = await bookings.list_between(tx, runs_from=start, runs_until=end, queue=queue)
    after = page.after(tuple[datetime, str, UUID, UUID])
    found = [conflict for conflict in find_conflicts(stays) if after is None or conflict.place > after]
    return page.page(found[: page.fetch], key=_place, shown=ConflictAnswer.model_validate)


def _place(conflict: Conflict) -> object:
    return conflict.place
