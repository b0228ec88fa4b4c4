"""Queues: what is promised on each, when it is open, what a contact costs and brings."""

from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Response

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.api.queue_figures import QueueAnswer, QueueFigures
from staffing_svc.commands.change_queue import change_queue
from staffing_svc.store import queues as stored

queues = Router(prefix="/v1/queues", tags=["queues"])


@queues.get("")
async def list_queues(tx: TransactionDep, page: PageDep) -> Page[QueueAnswer]:
    """All queues by name."""
    found = await stored.list_after(tx, after=page.after(str) or "", limit=page.fetch)
    return page.page(found, key=lambda queue: queue.name, shown=QueueAnswer.of)


@queues.get("/{queue:path}")
async def get_queue(queue: QueueName, tx: TransactionDep, answer: Response) -> QueueAnswer:
    """One queue; its ETag is needed to change it."""
    found = await stored.get(tx, queue)
    tell_version(answer, found.version)
    return QueueAnswer.of(found)


@queues.put("/{queue:path}", dependencies=[PLANS_THE_CENTER])
async def put_queue(
    queue: QueueName, figures: QueueFigures, seen: IfMatchDep, tx: TransactionDep, answer: Response
) -> QueueAnswer:
    """Set a queue up (If-Match: "0" for a new one) or change its figures; standing campaigns are planned anew."""
    known = await stored.lock(tx, queue)
    seen.check(known.version if known else 0)
    changed = await change_queue(tx, figures.as_queue(queue), known=known)
    tell_version(answer, changed.version)
    return QueueAnswer.of(changed)
