"""The agents who are scheduled, per queue and interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.series import Grid, Numbers


@dataclass(frozen=True, slots=True)
class ScheduledAgents:
    """People scheduled (before shrinkage) on a queue in the interval from `started_at`."""

    queue: str
    started_at: datetime
    interval_s: int
    agents: float


async def put(tx: Transaction, scheduled: Sequence[ScheduledAgents]) -> None:
    raw = await tx.raw()
    await raw.execute(
        """
        INSERT INTO scheduled_agents (queue, started_at, interval_s, agents, loaded_at)
        SELECT DISTINCT ON (queue, started_at) queue, started_at, interval_s, agents, $5
        FROM unnest($1::text[], $2::timestamptz[], $3::int[], $4::float8[])
            WITH ORDINALITY AS s(queue, started_at, interval_s, agents, place)
        ORDER BY queue, started_at, place DESC
        ON CONFLICT (queue, started_at) DO UPDATE
            SET interval_s = excluded.interval_s, agents = excluded.agents, loaded_at = excluded.loaded_at
        """,
        [s.queue for s in scheduled],
        [s.started_at for s in scheduled],
        [s.interval_s for s in scheduled],
        [float(s.agents) for s in scheduled],
        tx.now,
    )


async def on_grid(tx: Transaction, queue: str, grid: Grid) -> Numbers:
    """Scheduled agents per interval of the grid, NaN where nobody loaded a schedule.

    A schedule of longer intervals holds for all grid intervals inside them.
    """
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT started_at, interval_s, agents FROM scheduled_agents "
        "WHERE queue = $1 AND started_at >= $2::timestamptz - interval '1 hour' AND started_at < $3 "
        "ORDER BY started_at",
        queue,
        grid.start,
        grid.end,
    )
    agents = np.full(grid.count, np.nan)
    for row in rows:
        first = grid.index_of(row["started_at"])
        last = max(first + max(row["interval_s"] // grid.interval_s, 1), 0)
        agents[max(first, 0) : last] = row["agents"]
    return agents
