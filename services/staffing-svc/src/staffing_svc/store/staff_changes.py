"""What moves people on top of the loaded or published schedule: overtime, time off, sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.series import Grid, Numbers

ChangeKind = Literal["overtime", "time_off", "session"]


@dataclass(frozen=True, slots=True)
class StaffChange:
    """`agents` more (less, if negative) on a queue from `starts_at` until `ends_at`, because of `cause_id`."""

    cause_id: UUID
    kind: ChangeKind
    queue: str
    starts_at: datetime
    ends_at: datetime
    agents: float


async def add(tx: Transaction, changes: Sequence[StaffChange]) -> None:
    """All changes of a cause at once."""
    raw = await tx.raw()
    await raw.executemany(
        "INSERT INTO staff_change (cause_id, place, kind, queue, starts_at, ends_at, agents, made_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (one.cause_id, place, one.kind, one.queue, one.starts_at, one.ends_at, one.agents, tx.now)
            for place, one in enumerate(changes, start=1)
        ],
    )


async def undo(tx: Transaction, causes: Sequence[UUID]) -> None:
    """They no longer count; that they were made stays known."""
    raw = await tx.raw()
    await raw.execute(
        "UPDATE staff_change SET undone_at = $2 WHERE cause_id = ANY($1::uuid[]) AND undone_at IS NULL",
        list(causes),
        tx.now,
    )


async def on_grids(tx: Transaction, grids: Mapping[str, Grid]) -> dict[str, Numbers]:
    """Agents [n] by which the standing changes move each interval; one that touches part of it counts in part."""
    moved = {queue: np.zeros(grid.count) for queue, grid in grids.items()}
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT queue, starts_at, ends_at, agents FROM staff_change "
        "WHERE queue = ANY($1::text[]) AND undone_at IS NULL AND starts_at < $3 AND ends_at > $2",
        list(grids),
        min(grid.start for grid in grids.values()),
        max(grid.end for grid in grids.values()),
    )
    for row in rows:
        moved[row["queue"]] += _on(grids[row["queue"]], row["starts_at"], row["ends_at"], row["agents"])
    return moved


def _on(grid: Grid, starts_at: datetime, ends_at: datetime, agents: float) -> Numbers:
    begins_s = np.arange(grid.count) * float(grid.interval_s)
    first_s, last_s = ((at - grid.start).total_seconds() for at in (starts_at, ends_at))
    shared_s = np.minimum(begins_s + grid.interval_s, last_s) - np.maximum(begins_s, first_s)
    moved: Numbers = agents * np.clip(shared_s, 0.0, None) / grid.interval_s
    return moved
