"""The intervals that were reported, and the earlier figures of corrected ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from concert_chassis.transaction import Transaction
from sqlalchemy import select

from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.store.tables import INTERVALS

LEARNT_FROM = timedelta(days=1300)
"""Forecast and detector look back 1,200 days at most (`MEMORY_DAYS`): older reports are kept, not learnt from."""

_FIGURES = (
    "interval_s",
    "offered",
    "answered",
    "answered_within",
    "within_s",
    "abandoned",
    "handle_time_s",
    "short_abandoned",
    "blocked",
    "deflected_unresolved",
)
_COLUMNS = ", ".join(("queue", "started_at", *_FIGURES))


def _of(table: str) -> str:
    return ", ".join(f"{table}.{figure}" for figure in _FIGURES)


# One statement for any number of reports: the figures that a report changes are kept as a revision first, and
# of several reports of one interval in one batch the last one counts.
_PUT = f"""
WITH reported AS (
    SELECT DISTINCT ON (queue, started_at) *
    FROM unnest($1::text[], $2::timestamptz[], $3::int[], $4::int[], $5::int[], $6::int[], $7::float8[],
                $8::int[], $9::float8[], $10::int[], $11::int[], $12::int[])
         WITH ORDINALITY AS r({_COLUMNS}, place)
    ORDER BY queue, started_at, place DESC
), kept AS (
    INSERT INTO interval_revision ({_COLUMNS}, reported_at, revision)
    SELECT i.queue, i.started_at, {_of("i")}, i.reported_at, i.revision
    FROM interval i JOIN reported r USING (queue, started_at)
    WHERE ({_of("i")}) IS DISTINCT FROM ({_of("r")})
    ON CONFLICT DO NOTHING
)
INSERT INTO interval AS i ({_COLUMNS}, reported_at)
SELECT {_COLUMNS}, $13 FROM reported
ON CONFLICT (queue, started_at) DO UPDATE SET
    {", ".join(f"{figure} = excluded.{figure}" for figure in _FIGURES)},
    reported_at = excluded.reported_at, revision = i.revision + 1
WHERE ({_of("i")}) IS DISTINCT FROM ({_of("excluded")})
RETURNING i.queue, i.started_at
"""  # noqa: S608 - only the constant list of columns above is filled in


async def put(tx: Transaction, intervals: Sequence[Interval]) -> list[tuple[str, datetime]]:
    """Stores reports, set-based; returns (queue, start) of those that were new or changed something."""
    if not intervals:
        return []
    raw = await tx.raw()
    columns = list(zip(*(_values(interval) for interval in intervals), strict=True))
    rows = await raw.fetch(_PUT, *[list(column) for column in columns], tx.now)
    return [(row["queue"], row["started_at"]) for row in rows]


def _values(interval: Interval) -> tuple[object, ...]:
    return (interval.queue, interval.started_at, *(getattr(interval, figure) for figure in _FIGURES))


async def list_between(
    tx: Transaction, queue: str, since: datetime, until: datetime, *, limit: int | None = None
) -> list[Interval]:
    rows = await tx.execute(
        select(INTERVALS)
        .where(INTERVALS.c.queue == queue, INTERVALS.c.started_at >= since, INTERVALS.c.started_at < until)
        .order_by(INTERVALS.c.started_at)
        .limit(limit)
    )
    return [
        Interval(
            queue=row["queue"],
            started_at=row["started_at"],
            interval_s=row["interval_s"],
            offered=row["offered"],
            answered=row["answered"],
            answered_within=row["answered_within"],
            within_s=row["within_s"],
            abandoned=row["abandoned"],
            handle_time_s=row["handle_time_s"],
            short_abandoned=row["short_abandoned"],
            blocked=row["blocked"],
            deflected_unresolved=row["deflected_unresolved"],
        )
        for row in rows.mappings()
    ]


async def offered_on_grid(
    tx: Transaction, queue: str, interval_s: int, *, until: datetime
) -> tuple[Grid, Numbers] | None:
    """Offered contacts of the last `LEARNT_FROM` of reports before `until`, NaN in gaps; None without history.

    One report with a wrong year must not stretch the grid over half a century of gaps.
    """
    raw = await tx.raw()
    rows = await raw.fetch(
        "WITH known AS (SELECT started_at, offered FROM interval "
        "WHERE queue = $1 AND interval_s = $2 AND started_at < $3) "
        "SELECT extract(epoch FROM started_at)::int8 / $2 AS slot, offered FROM known "
        "WHERE started_at > (SELECT max(started_at) FROM known) - $4::interval ORDER BY started_at",
        queue,
        interval_s,
        until,
        LEARNT_FROM,
    )
    if not rows:
        return None
    slots = np.array([row["slot"] for row in rows], dtype=np.int64)
    offered = np.full(int(slots[-1] - slots[0]) + 1, np.nan)
    offered[slots - slots[0]] = [row["offered"] for row in rows]
    start = datetime.fromtimestamp(int(slots[0]) * interval_s, tx.now.tzinfo)
    return Grid(start, interval_s, offered.size), offered


async def mean_handle_s(tx: Transaction, queue: str, since: datetime, until: datetime) -> float | None:
    """Handle time per answered contact in [since, until), weighted by contacts; None where not reported."""
    raw = await tx.raw()
    found: float | None = await raw.fetchval(
        "SELECT sum(handle_time_s) / nullif(sum(answered), 0) FROM interval "
        "WHERE queue = $1 AND started_at >= $2 AND started_at < $3 AND handle_time_s IS NOT NULL AND answered > 0",
        queue,
        since,
        until,
    )
    return found


async def last_reported(tx: Transaction, queue: str, since: datetime, until: datetime) -> datetime | None:
    """When the newest figures of [since, until) were reported."""
    raw = await tx.raw()
    found: datetime | None = await raw.fetchval(
        "SELECT max(reported_at) FROM interval WHERE queue = $1 AND started_at >= $2 AND started_at < $3",
        queue,
        since,
        until,
    )
    return found


async def mean_offered(tx: Transaction, queue: str) -> float:
    """Contacts per interval that had any, over all that is known; 0 without history."""
    raw = await tx.raw()
    found = await raw.fetchval("SELECT avg(offered) FROM interval WHERE queue = $1 AND offered > 0", queue)
    return float(found or 0.0)
