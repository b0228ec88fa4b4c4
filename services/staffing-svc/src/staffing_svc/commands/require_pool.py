"""How many people a pool of queues needs, from the forecasts and campaign layers of all of them."""

from datetime import datetime

from concert_chassis.transaction import Transaction

from staffing_svc.commands.foresee_queue import foresee_queue
from staffing_svc.domain.plan.pool_requirement import PooledQueue, PoolRequirement, pool_requirement
from staffing_svc.domain.pools import Pool, refuse_to_pool
from staffing_svc.store import queues


async def require_pool(tx: Transaction, pool: Pool, since: datetime, until: datetime) -> PoolRequirement:
    """Raises `NotForecast`, `StretchTooLong`; `QueuesCannotPool` when queues changed since they were put together."""
    members = [await queues.get(tx, name) for name in pool.queues]
    refuse_to_pool(members)
    foreseen = [await foresee_queue(tx, queue, since, until) for queue in members]
    return pool_requirement(
        foreseen[0].grid,
        [PooledQueue(one.load, one.forecast_version, one.required) for one in foreseen],
    )
