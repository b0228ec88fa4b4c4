"""Backlogs: what was counted as waiting on queues whose contacts may wait."""

from datetime import datetime
from typing import Annotated

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Query
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.count_backlog import count_backlog
from staffing_svc.domain.backlogs import Backlog
from staffing_svc.store import backlogs as stored
from staffing_svc.store import queues

backlogs = Router(prefix="/v1/backlogs", tags=["queues"])


class CountBacklogBody(RequestBody):
    """So many contacts wait on a deferred queue; `counted_at` is now when it is not given."""

    queue: QueueName
    contacts: Annotated[float, Field(ge=0, le=100_000_000)]
    counted_at: AwareDatetime | None = None


class BacklogAnswer(ResponseBody):
    queue: str
    contacts: float
    counted_at: datetime


@backlogs.post("", status_code=201, dependencies=[PLANS_THE_CENTER])
async def put_backlog(body: CountBacklogBody, tx: TransactionDep) -> BacklogAnswer:
    """Tell what was counted; the answer is the newest count, which what is required from then on begins with."""
    counted = Backlog(body.queue, body.contacts, body.counted_at or tx.now)
    return BacklogAnswer.model_validate(await count_backlog(tx, counted))


@backlogs.get("")
async def list_backlogs(
    tx: TransactionDep, page: PageDep, queue: Annotated[QueueName, Query()]
) -> Page[BacklogAnswer]:
    """The counts of a queue, newest first."""
    await queues.get(tx, queue)
    found = await stored.list_before(tx, queue, before=page.after(datetime), limit=page.fetch)
    return page.page(found, key=lambda count: count.counted_at, shown=BacklogAnswer.model_validate)
