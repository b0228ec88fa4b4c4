"""Service as it was, per queue and interval: what the guard rail is judged by."""

from collections.abc import Sequence
from datetime import datetime

from concert_chassis.transaction import Transaction
from concert_contracts.external import IntervalReported
from sqlalchemy import func, select

from goals_svc.domain.scorecard import ServiceCounts
from goals_svc.store.tables import SERVICE_INTERVALS as TABLE


async def put(tx: Transaction, reports: Sequence[IntervalReported]) -> None:
    """Reports that say how many were answered in time, set-based; a later report replaces an earlier one."""
    told = [r for r in reports if r.answered is not None and r.answered_within is not None]
    if not told:
        return
    raw = await tx.raw()
    await raw.execute(
        """
        INSERT INTO service_interval (queue, started_at, answered, answered_within, within_s, abandoned)
        SELECT DISTINCT ON (queue, started_at) queue, started_at, answered, answered_within, within_s, abandoned
        FROM unnest($1::text[], $2::timestamptz[], $3::int[], $4::int[], $5::float8[], $6::int[])
            WITH ORDINALITY AS r(queue, started_at, answered, answered_within, within_s, abandoned, place)
        ORDER BY queue, started_at, place DESC
        ON CONFLICT (queue, started_at) DO UPDATE SET answered = excluded.answered,
            answered_within = excluded.answered_within, within_s = excluded.within_s, abandoned = excluded.abandoned
        """,
        [r.queue for r in told],
        [r.started_at for r in told],
        [r.answered for r in told],
        [r.answered_within for r in told],
        [r.within_s for r in told],
        [r.abandoned if r.abandoned is not None else max(r.offered - (r.answered or 0), 0) for r in told],
    )


async def counts(tx: Transaction, since: datetime, until: datetime, *, within_s: float) -> ServiceCounts:
    """Sums over the intervals of the period that were reported for this time."""
    query = select(
        func.coalesce(func.sum(TABLE.c.answered_within), 0).label("answered_within"),
        func.coalesce(func.sum(TABLE.c.answered), 0).label("answered"),
        func.coalesce(func.sum(TABLE.c.abandoned), 0).label("abandoned"),
    ).where(TABLE.c.started_at >= since, TABLE.c.started_at < until, TABLE.c.within_s == within_s)
    sums = (await tx.execute(query)).mappings().one()
    return ServiceCounts(**{name: int(sums[name]) for name in ("answered_within", "answered", "abandoned")})
