"""Note what was counted as waiting on a queue whose contacts may wait."""

from concert_chassis.transaction import Transaction

from staffing_svc.domain.backlogs import Backlog, CountedInTheFuture, QueueNotDeferred
from staffing_svc.store import backlogs, queues


async def count_backlog(tx: Transaction, backlog: Backlog) -> Backlog:
    """The newest count, which is another one when this came late.

    Raises `UnknownQueue`, `QueueNotDeferred`, `CountedInTheFuture`.
    """
    queue = await queues.get(tx, backlog.queue)
    if queue.deferred is None:
        raise QueueNotDeferred(
            f"contacts of {queue.name!r} are answered at once; set `deferred` if they may wait",
            field="/queue",
        )
    if backlog.counted_at > tx.now:
        raise CountedInTheFuture("what waits is counted now, not later", field="/counted_at")
    await backlogs.put(tx, backlog)
    return await backlogs.find_newest(tx, queue.name) or backlog
