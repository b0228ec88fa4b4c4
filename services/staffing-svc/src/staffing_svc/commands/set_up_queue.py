"""Set a queue's figures: opening hours, promise, handle time, patience, value of a contact."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from staffing_svc.domain.forecast import country_calendar
from staffing_svc.domain.forecast.refusals import QueuesNotComparable
from staffing_svc.domain.queues import Like, LikeInACircle, Queue, UnknownSimilarQueue
from staffing_svc.store import queues


async def set_up_queue(tx: Transaction, queue: Queue, *, seen_version: int) -> Queue:
    """The queue in its next version; `seen_version` is the one it replaces (0 for none).

    Raises `UnknownCountry` where no holidays are known; `UnknownSimilarQueue`, `QueuesNotComparable` and
    `LikeInACircle` where the queue that it is said to be like cannot lend it a history.
    """
    if queue.like is not None:
        await _refuse_impossible_likeness(tx, queue, queue.like)
    if queue.country is not None:
        country_calendar(queue.country, [tx.now.year])
    changed = replace(queue, version=seen_version + 1)
    await queues.put(tx, changed)
    return changed


async def make_queues_known(tx: Transaction, interval_s: dict[str, int], *, timezone: str) -> list[str]:
    """Sets up, with the usual figures, the queues that nobody has set up; returns their names."""
    known = await queues.find_many(tx, list(interval_s))
    new = sorted(set(interval_s) - set(known))
    for name in new:
        await set_up_queue(tx, Queue(name, timezone=timezone, interval_s=interval_s[name]), seen_version=0)
    return new


async def _refuse_impossible_likeness(tx: Transaction, queue: Queue, like: Like) -> None:
    similar = await queues.find(tx, like.queue)
    if similar is None:
        raise UnknownSimilarQueue(
            f"no queue {like.queue!r} is known to be like: load its history first", field="/like/queue"
        )
    if (similar.interval_s, similar.timezone) != (queue.interval_s, queue.timezone):
        raise QueuesNotComparable(
            f"{like.queue!r} counts intervals of {similar.interval_s} s in {similar.timezone}, "
            f"this queue {queue.interval_s} s in {queue.timezone}",
            field="/like/queue",
        )
    met = {queue.name}
    while similar is not None and similar.like is not None:
        met.add(similar.name)
        if similar.like.queue in met:
            raise LikeInACircle(
                f"{similar.name!r} is itself said to be like {similar.like.queue!r}", field="/like/queue"
            )
        similar = await queues.find(tx, similar.like.queue)
