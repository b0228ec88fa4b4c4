"""Reports that could not be true, kept beside the history with the reason: nothing that arrives is lost."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from concert_chassis.transaction import Transaction
from sqlalchemy import select

from staffing_svc.domain.intervals import Interval, Problem, RefusedInterval
from staffing_svc.store.tables import REFUSED_INTERVALS


async def add(tx: Transaction, refused: Iterable[tuple[Interval, Problem]]) -> None:
    rows = [
        (i.queue, i.started_at, tx.now, problem.field, problem.reason, json.dumps(asdict(i), default=str))
        for i, problem in refused
    ]
    if rows:
        raw = await tx.raw()
        await raw.executemany(
            "INSERT INTO refused_interval (queue, started_at, refused_at, field, reason, report) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            rows,
        )


async def list_before(
    tx: Transaction, *, queue: str | None, before: int | None, limit: int
) -> list[RefusedInterval]:
    """The last refused first; `before` is the number of the last one already seen."""
    table = REFUSED_INTERVALS
    query = select(table).order_by(table.c.refused_id.desc()).limit(limit)
    if queue is not None:
        query = query.where(table.c.queue == queue)
    if before is not None:
        query = query.where(table.c.refused_id < before)
    return [
        RefusedInterval(
            refused_id=row["refused_id"],
            queue=row["queue"],
            started_at=row["started_at"],
            refused_at=row["refused_at"],
            field=row["field"],
            reason=row["reason"],
            report=row["report"],
        )
        for row in (await tx.execute(query)).mappings()
    ]
