"""The agents who are scheduled, per queue and interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.store import staff_changes
from staffing_svc.store.number_arrays import decoded


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
            SET interval_s = excluded.interval_s, agents = excluded.agents, loaded_at = excluded.loaded_at,
                from_schedule = false
        """,
        [s.queue for s in scheduled],
        [s.started_at for s in scheduled],
        [s.interval_s for s in scheduled],
        [float(s.agents) for s in scheduled],
        tx.now,
    )


async def clear(tx: Transaction, queue: str, grid: Grid) -> None:
    """Forgets what was known of the grid's time."""
    raw = await tx.raw()
    await raw.execute(
        "DELETE FROM scheduled_agents WHERE queue = $1 AND started_at >= $2 AND started_at < $3",
        queue,
        grid.start,
        grid.end,
    )


async def clear_published(tx: Transaction, queue: str, grid: Grid) -> None:
    """Forgets what published schedules said of the grid's time; what was loaded since then stays."""
    raw = await tx.raw()
    await raw.execute(
        "DELETE FROM scheduled_agents "
        "WHERE queue = $1 AND started_at >= $2 AND started_at < $3 AND from_schedule",
        queue,
        grid.start,
        grid.end,
    )


async def add_published(tx: Transaction, queue: str, grid: Grid, people: Numbers) -> None:
    """What published schedules bring [n], NaN where none speaks; where something is known, that stays."""
    raw = await tx.raw()
    known = [index for index in range(grid.count) if not np.isnan(people[index])]
    await raw.execute(
        "INSERT INTO scheduled_agents (queue, started_at, interval_s, agents, loaded_at, from_schedule) "
        "SELECT $1, started_at, $3, agents, $5, true "
        "FROM unnest($2::timestamptz[], $4::float8[]) AS s(started_at, agents) ON CONFLICT DO NOTHING",
        queue,
        [grid.at(index) for index in known],
        grid.interval_s,
        [float(people[index]) for index in known],
        tx.now,
    )


# As arrays: a plan over six weeks of many queues would else be hundreds of thousands of rows.
_SCHEDULED = """
SELECT queue, array_send(array_agg(extract(epoch FROM started_at)::float8 ORDER BY started_at)) AS starts_s,
    array_send(array_agg(interval_s::float8 ORDER BY started_at)) AS lengths_s,
    array_send(array_agg(agents ORDER BY started_at)) AS agents
FROM scheduled_agents
WHERE queue = ANY($1) AND started_at >= $2::timestamptz - interval '1 hour' AND started_at < $3
GROUP BY queue
"""


async def on_grid(tx: Transaction, queue: str, grid: Grid) -> Numbers:
    """Scheduled agents per interval of the grid, NaN where nobody loaded or published a schedule.

    A schedule of longer intervals holds for all grid intervals inside them. Overtime, time off and sessions
    are counted in.
    """
    return (await on_grids(tx, {queue: grid}))[queue]


async def on_grids(tx: Transaction, grids: Mapping[str, Grid]) -> dict[str, Numbers]:
    """The same for several queues, each on its grid."""
    found = {queue: np.full(grid.count, np.nan) for queue, grid in grids.items()}
    if not grids:
        return found
    raw = await tx.raw()
    first, last = min(grid.start for grid in grids.values()), max(grid.end for grid in grids.values())
    for row in await raw.fetch(_SCHEDULED, list(grids), first, last):
        found[row["queue"]] = _placed(
            grids[row["queue"]],
            starts_s=decoded(row["starts_s"]),
            lengths_s=decoded(row["lengths_s"]),
            agents=decoded(row["agents"]),
        )
    moved = await staff_changes.on_grids(tx, grids)
    return {queue: np.maximum(agents + moved[queue], 0.0) for queue, agents in found.items()}


def _placed(grid: Grid, *, starts_s: Numbers, lengths_s: Numbers, agents: Numbers) -> Numbers:
    """Each entry in all intervals that it holds for; of two entries for one interval the later one counts."""
    first = np.floor((starts_s - grid.start.timestamp()) / grid.interval_s).astype(np.int64)
    width = np.maximum(lengths_s // grid.interval_s, 1).astype(np.int64)
    number = np.repeat(np.arange(first.size), width)
    index = first[number] + np.arange(number.size) - np.repeat(np.cumsum(width) - width, width)
    inside = (index >= 0) & (index < grid.count)
    placed = np.full(grid.count, np.nan)
    placed[index[inside]] = agents[number[inside]]
    return placed
