"""Today's forecasts: what a morning says of its afternoon, what has come today, and what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.rest_of_day import RestOfDay, Today
from staffing_svc.domain.series import Grid, Numbers


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Queues that share a time zone and an interval, and so a grid of today."""

    timezone: str
    interval_s: int


async def put_carryover(tx: Transaction, queue: str, interval_s: int, share: Numbers) -> None:
    raw = await tx.raw()
    await raw.execute(
        "INSERT INTO carryover (queue, learnt_at, interval_s, share) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (queue) DO UPDATE SET learnt_at = excluded.learnt_at, interval_s = excluded.interval_s, "
        "share = excluded.share",
        queue,
        tx.now,
        interval_s,
        share.tolist(),
    )


async def list_clockworks(tx: Transaction) -> list[Clockwork]:
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT DISTINCT settings->>'timezone' AS timezone, (settings->>'interval_s')::int AS interval_s "
        "FROM queue ORDER BY 1, 2"
    )
    return [Clockwork(row["timezone"], row["interval_s"]) for row in rows]


# Queues reported of since their last forecast of the day, with today's part of the newest forecast that knew
# nothing of today, or else of the first one made today.
_TODAY = """
WITH news AS (
    SELECT q.queue, c.share FROM queue q JOIN carryover c ON c.queue = q.queue AND c.interval_s = $2
    LEFT JOIN rest_of_day r ON r.queue = q.queue AND r.starts_at = $3
    WHERE q.settings->>'timezone' = $1 AND (q.settings->>'interval_s')::int = $2 AND EXISTS (
        SELECT FROM interval i WHERE i.queue = q.queue AND i.started_at >= $3 AND i.started_at < $4
        AND i.interval_s = $2 AND i.reported_at > coalesce(r.made_at, '-infinity'))
), chosen AS (
    SELECT DISTINCT ON (f.queue) f.queue, f.version, f.starts_at, n.share
    FROM forecast f JOIN news n USING (queue)
    WHERE f.interval_s = $2 AND f.starts_at < $4 AND f.knew_until <= $6
      AND f.starts_at + make_interval(secs => f.interval_s * f.length) > $3
    ORDER BY f.queue, f.knew_until <= $5 DESC, CASE WHEN f.knew_until <= $5 THEN -f.version ELSE f.version END
)
SELECT c.queue, c.version, c.share, greatest(c.starts_at, $3) AS begins_at,
       f.mean[greatest(extract(epoch FROM $3 - c.starts_at)::int / $2, 0) + 1 :
              extract(epoch FROM $4 - c.starts_at)::int / $2] AS mean
FROM chosen c JOIN forecast f USING (queue, version)
"""


async def list_today(
    tx: Transaction, clockwork: Clockwork, grid: Grid, *, day_begun_at: datetime
) -> list[Today]:
    """Queues with news, without their campaigns."""
    raw = await tx.raw()
    rows = await raw.fetch(
        _TODAY, clockwork.timezone, clockwork.interval_s, grid.start, grid.end, day_begun_at, tx.now
    )
    names = [row["queue"] for row in rows]
    actual = {name: np.full(grid.count, np.nan) for name in names}
    for one in await raw.fetch(
        "SELECT queue, started_at, offered FROM interval WHERE queue = ANY($1) AND started_at >= $2 "
        "AND started_at < $3 AND interval_s = $4",
        names,
        grid.start,
        grid.end,
        clockwork.interval_s,
    ):
        actual[one["queue"]][grid.index_of(one["started_at"])] = one["offered"]
    return [
        Today(
            queue=row["queue"],
            forecast_version=row["version"],
            actual=actual[row["queue"]],
            expected=_placed(grid, row["begins_at"], np.array(row["mean"], dtype=float)),
            share=np.array(row["share"], dtype=float),
        )
        for row in rows
    ]


def _placed(grid: Grid, begins_at: datetime, mean: Numbers) -> Numbers:
    return grid.place(mean, Grid(begins_at, grid.interval_s, mean.size), missing=np.nan)


async def put(tx: Transaction, made: Sequence[RestOfDay]) -> None:
    raw = await tx.raw()
    await raw.executemany(
        "INSERT INTO rest_of_day (queue, made_at, forecast_version, starts_at, interval_s, contacts) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (queue) DO UPDATE SET made_at = excluded.made_at, "
        "forecast_version = excluded.forecast_version, starts_at = excluded.starts_at, "
        "interval_s = excluded.interval_s, contacts = excluded.contacts",
        [
            (
                one.queue,
                one.made_at,
                one.forecast_version,
                one.grid.start,
                one.grid.interval_s,
                one.contacts.tolist(),
            )
            for one in made
        ],
    )


async def find(tx: Transaction, queue: str) -> RestOfDay | None:
    raw = await tx.raw()
    row = await raw.fetchrow("SELECT * FROM rest_of_day WHERE queue = $1", queue)
    if row is None:
        return None
    contacts = np.array(row["contacts"], dtype=float)
    return RestOfDay(
        queue=row["queue"],
        made_at=row["made_at"],
        forecast_version=row["forecast_version"],
        grid=Grid(row["starts_at"], row["interval_s"], contacts.size),
        contacts=contacts,
    )
