"""Campaign layers: every version is kept; those of a cancelled campaign are withdrawn, not deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.series import Grid
from staffing_svc.domain.stored_layers import StoredLayer

_COLUMNS = (
    "campaign_id, queue, version, campaign_version, made_at, withdrawn_at, starts_at, interval_s, "
    "mean, low, high, handle_time_uplift_share, source"
)


async def replace(tx: Transaction, campaign_id: UUID, layers: Sequence[StoredLayer]) -> None:
    """Withdraws the campaign's standing layers and puts these in their place."""
    await withdraw(tx, campaign_id)
    raw = await tx.raw()
    await raw.executemany(
        f"INSERT INTO campaign_layer ({_COLUMNS}) "  # noqa: S608 - constant
        "VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, $8, $9, $10, $11, $12)",
        [
            (
                layer.campaign_id,
                layer.queue,
                layer.version,
                layer.campaign_version,
                layer.made_at,
                layer.grid.start,
                layer.grid.interval_s,
                layer.mean.tolist(),
                layer.low.tolist(),
                layer.high.tolist(),
                layer.handle_time_uplift_share,
                layer.source,
            )
            for layer in layers
        ],
    )


async def withdraw(tx: Transaction, campaign_id: UUID) -> None:
    raw = await tx.raw()
    await raw.execute(
        "UPDATE campaign_layer SET withdrawn_at = $2 WHERE campaign_id = $1 AND withdrawn_at IS NULL",
        campaign_id,
        tx.now,
    )


async def last_version(tx: Transaction, campaign_id: UUID) -> int:
    raw = await tx.raw()
    found = await raw.fetchval("SELECT max(version) FROM campaign_layer WHERE campaign_id = $1", campaign_id)
    return int(found or 0)


async def list_standing(
    tx: Transaction, queues: Sequence[str], since: datetime, until: datetime
) -> list[StoredLayer]:
    """Layers in force on these queues that say something about [since, until)."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - constant
        "WHERE queue = ANY($1) AND withdrawn_at IS NULL AND starts_at < $3 "
        "AND starts_at + make_interval(secs => interval_s * cardinality(mean)) > $2 "
        "ORDER BY starts_at, campaign_id",
        list(queues),
        since,
        until,
    )
    return [_layer(row) for row in rows]


async def list_known(
    tx: Transaction, queues: Sequence[str], since: datetime, until: datetime
) -> list[StoredLayer]:
    """Layers that speak of [since, until) and stood at some time in it, those withdrawn later included."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - constant
        "WHERE queue = ANY($1) AND made_at < $3 AND coalesce(withdrawn_at > $2, true) AND starts_at < $3 "
        "AND starts_at + make_interval(secs => interval_s * cardinality(mean)) > $2 "
        "ORDER BY starts_at, campaign_id, version",
        list(queues),
        since,
        until,
    )
    return [_layer(row) for row in rows]


async def list_standing_at(tx: Transaction, queue: str, moment: datetime) -> list[StoredLayer]:
    """Layers that were in force on the queue at a moment."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - constant
        "WHERE queue = $1 AND made_at <= $2 AND coalesce(withdrawn_at > $2, true)",
        queue,
        moment,
    )
    return [_layer(row) for row in rows]


async def list_of(tx: Transaction, campaign_id: UUID) -> list[StoredLayer]:
    """All versions, oldest first, withdrawn ones included."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer WHERE campaign_id = $1 ORDER BY version, queue",  # noqa: S608 - constant
        campaign_id,
    )
    return [_layer(row) for row in rows]


def _layer(row: Any) -> StoredLayer:
    mean = np.array(row["mean"], dtype=float)
    return StoredLayer(
        campaign_id=row["campaign_id"],
        queue=row["queue"],
        version=row["version"],
        campaign_version=row["campaign_version"],
        made_at=row["made_at"],
        grid=Grid(row["starts_at"], row["interval_s"], mean.size),
        mean=mean,
        low=np.array(row["low"], dtype=float),
        high=np.array(row["high"], dtype=float),
        handle_time_uplift_share=row["handle_time_uplift_share"],
        source=row["source"],
        withdrawn_at=row["withdrawn_at"],
    )
