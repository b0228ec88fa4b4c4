"""Say which queues are staffed together."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from staffing_svc.domain.pools import Pool, refuse_to_pool
from staffing_svc.domain.queues import UnknownQueue
from staffing_svc.store import pools, queues


async def set_up_pool(tx: Transaction, pool: Pool, *, seen_version: int) -> Pool:
    """The pool in its next version. Raises `UnknownQueue`, `QueuesCannotPool`."""
    known = await queues.find_many(tx, list(pool.queues))
    for place, name in enumerate(pool.queues):
        if name not in known:
            raise UnknownQueue(f"no queue {name!r} is known", field=f"/queues/{place}")
    refuse_to_pool([known[name] for name in pool.queues])
    changed = replace(pool, version=seen_version + 1)
    await pools.put(tx, changed)
    return changed
