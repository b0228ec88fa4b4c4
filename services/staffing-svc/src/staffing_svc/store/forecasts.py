"""Baseline forecasts: every version is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from concert_chassis.transaction import Transaction

from staffing_svc.domain.baselines import QUANTILES, Baseline, BaselineSpan, ExpectedMean
from staffing_svc.domain.series import Grid
from staffing_svc.store.copying import copy_rows
from staffing_svc.store.number_arrays import decoded

_WRITTEN = (
    "queue",
    "version",
    "made_at",
    "knew_until",
    "method",
    "starts_at",
    "interval_s",
    "mean",
    "quantiles",
)
_COLUMNS = (
    "queue, version, made_at, knew_until, method, starts_at, interval_s, array_send(mean) AS mean, "
    "array_send(quantiles) AS quantiles"
)
# The newest version of each queue, without its quantiles.
_NEWEST_MEANS = """
SELECT f.queue, f.version, f.method, f.starts_at, f.interval_s, array_send(f.mean) AS mean
FROM unnest($1::text[]) AS asked(queue)
CROSS JOIN LATERAL (SELECT * FROM forecast WHERE forecast.queue = asked.queue ORDER BY version DESC LIMIT 1) f
"""
# The part of each version's mean that lies in a stretch of time; starts are whole intervals apart.
_MEANS_OVER = """
SELECT version, method, greatest(starts_at, $4) AS begins_at,
    array_send(mean[greatest(extract(epoch FROM $4 - starts_at)::int / $3, 0) + 1 :
                    greatest(extract(epoch FROM $5 - starts_at)::int / $3, 0)]) AS mean
FROM forecast WHERE queue = $1 AND version = ANY($2) AND interval_s = $3
"""


async def add(tx: Transaction, baseline: Baseline) -> None:
    row = (
        baseline.queue,
        baseline.version,
        baseline.made_at,
        baseline.knew_until,
        baseline.method,
        baseline.grid.start,
        baseline.grid.interval_s,
        baseline.mean,
        baseline.quantiles.ravel(),
    )
    await copy_rows(tx, "forecast", _WRITTEN, [row])


async def newest_means(tx: Transaction, queues: Sequence[str]) -> dict[str, ExpectedMean]:
    """The newest forecast of each queue that has one, as far as plans need it."""
    raw = await tx.raw()
    found = {}
    for row in await raw.fetch(_NEWEST_MEANS, list(queues)):
        mean = decoded(row["mean"])
        grid = Grid(row["starts_at"], row["interval_s"], mean.size)
        found[row["queue"]] = ExpectedMean(row["version"], row["method"], grid, mean)
    return found


async def means_over(
    tx: Transaction, queue: str, versions: Sequence[int], grid: Grid
) -> dict[int, ExpectedMean]:
    """What these versions expect over `grid`, by version, and nothing of the eight weeks around it."""
    raw = await tx.raw()
    found = {}
    for row in await raw.fetch(_MEANS_OVER, queue, list(versions), grid.interval_s, grid.start, grid.end):
        mean = decoded(row["mean"])
        over = Grid(row["begins_at"], grid.interval_s, mean.size)
        found[row["version"]] = ExpectedMean(row["version"], row["method"], over, mean)
    return found


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
        "starts_at + make_interval(secs => interval_s * length) AS ends_at FROM forecast "
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
        "SELECT version, made_at, knew_until, method, starts_at, interval_s, length AS count "
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
    mean = decoded(row["mean"])
    return Baseline(
        queue=row["queue"],
        version=row["version"],
        made_at=row["made_at"],
        knew_until=row["knew_until"],
        method=row["method"],
        grid=Grid(row["starts_at"], row["interval_s"], mean.size),
        mean=mean,
        quantiles=decoded(row["quantiles"]).reshape(mean.size, len(QUANTILES)),
    )
