"""Set a queue's figures: opening hours, promise, handle time, patience, value of a contact."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from staffing_svc.domain.forecast import country_calendar
from staffing_svc.domain.queues import Queue
from staffing_svc.store import queues


async def set_up_queue(tx: Transaction, queue: Queue, *, seen_version: int) -> Queue:
    """The queue in its next version; `seen_version` is the one it replaces (0 for none).

    Raises `UnknownCountry` where no holidays are known.
    """
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
