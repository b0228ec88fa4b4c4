"""Pools of queues that are staffed together."""

from concert_chassis.transaction import Transaction
from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.pools import Pool, UnknownPool
from staffing_svc.store.tables import POOLS as TABLE


async def get(tx: Transaction, name: str) -> Pool:
    row = (await tx.execute(select(TABLE).where(TABLE.c.pool == name))).mappings().one_or_none()
    if row is None:
        raise UnknownPool(f"no pool {name!r} is known: PUT /v1/pools/{name} sets it up", field="/pool")
    return _pool(row)


async def lock(tx: Transaction, name: str) -> Pool | None:
    query = select(TABLE).where(TABLE.c.pool == name).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _pool(row)


async def list_after(tx: Transaction, *, after: str, limit: int) -> list[Pool]:
    query = select(TABLE).where(TABLE.c.pool > after).order_by(TABLE.c.pool).limit(limit)
    return [_pool(row) for row in (await tx.execute(query)).mappings()]


async def put(tx: Transaction, pool: Pool) -> None:
    values = {"version": pool.version, "queues": list(pool.queues), "changed_at": tx.now}
    await tx.execute(
        insert(TABLE)
        .values(pool=pool.name, **values)
        .on_conflict_do_update(index_elements=[TABLE.c.pool], set_=values)
    )


async def remove(tx: Transaction, name: str) -> None:
    await tx.execute(delete(TABLE).where(TABLE.c.pool == name))


def _pool(row: RowMapping) -> Pool:
    return Pool(row["pool"], tuple(row["queues"]), row["version"])
