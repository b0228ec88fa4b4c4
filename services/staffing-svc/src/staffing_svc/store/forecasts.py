"""Baseline forecasts: every version is kept."""

from datetime import datetime
from typing import Any

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.baselines import QUANTILES, Baseline, BaselineSpan
from staffing_svc.domain.series import Grid

_COLUMNS = "queue, version, made_at, knew_until, method, starts_at, interval_s, mean, quantiles"


async def add(tx: Transaction, baseline: Baseline) -> None:
    raw = await tx.raw()
    await raw.execute(
        f"INSERT INTO forecast ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",  # noqa: S608 - constant
        baseline.queue,
        baseline.version,
        baseline.made_at,
        baseline.knew_until,
        baseline.method,
        baseline.grid.start,
        baseline.grid.interval_s,
        baseline.mean.tolist(),
        baseline.quantiles.ravel().tolist(),
    )


async def find_newest(tx: Transaction, queue: str) -> Baseline | None:
    return await _one(tx, "WHERE queue = $1 ORDER BY version DESC LIMIT 1", queue)


async def find_version(tx: Transaction, queue: str, version: int) -> Baseline | None:
    return await _one(tx, "WHERE queue = $1 AND version = $2", queue, version)


async def spans(
    tx: Transaction, queue: str, interval_s: int, since: datetime, until: datetime
) -> list[BaselineSpan]:
    """The versions that speak of some time in [since, until) and were made without knowing all of it."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT * FROM (SELECT version, knew_until, starts_at, "
        "starts_at + make_interval(secs => interval_s * cardinality(mean)) AS ends_at FROM forecast "
        "WHERE queue = $1 AND interval_s = $2 AND starts_at < $4 AND knew_until <= $4) AS f WHERE ends_at > $3",
        queue,
        interval_s,
        since,
        until,
    )
    return [BaselineSpan(row["version"], row["knew_until"], row["starts_at"], row["ends_at"]) for row in rows]


async def versions(tx: Transaction, queue: str, *, before: int, limit: int) -> list[dict[str, Any]]:
    """Version, when it was made, what it knew and what it covers; newest first, without the numbers."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT version, made_at, knew_until, method, starts_at, interval_s, cardinality(mean) AS count "
        "FROM forecast WHERE queue = $1 AND version < $2 ORDER BY version DESC LIMIT $3",
        queue,
        before,
        limit,
    )
    return [dict(row) for row in rows]


async def _one(tx: Transaction, where: str, *values: object) -> Baseline | None:
    raw = await tx.raw()
    row = await raw.fetchrow(f"SELECT {_COLUMNS} FROM forecast {where}", *values)  # noqa: S608 - constants
    return None if row is None else _baseline(row)


def _baseline(row: Any) -> Baseline:
    mean = np.array(row["mean"], dtype=float)
    return Baseline(
        queue=row["queue"],
        version=row["version"],
        made_at=row["made_at"],
        knew_until=row["knew_until"],
        method=row["method"],
        grid=Grid(row["starts_at"], row["interval_s"], mean.size),
        mean=mean,
        quantiles=np.array(row["quantiles"], dtype=float).reshape(mean.size, len(QUANTILES)),
    )
