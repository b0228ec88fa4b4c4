"""Campaign layers: every version is kept; those of a cancelled campaign are withdrawn, not deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction

from staffing_svc.domain.series import Grid
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store.copying import copy_rows
from staffing_svc.store.number_arrays import decoded

_WRITTEN = (
    "campaign_id",
    "queue",
    "version",
    "campaign_version",
    "made_at",
    "starts_at",
    "interval_s",
    "mean",
    "low",
    "high",
    "handle_time_uplift_share",
    "source",
)
_COLUMNS = (
    "campaign_id, queue, version, campaign_version, made_at, withdrawn_at, starts_at, interval_s, "
    "array_send(mean) AS mean, array_send(low) AS low, array_send(high) AS high, handle_time_uplift_share, source"
)


async def replace(tx: Transaction, campaign_id: UUID, layers: Sequence[StoredLayer]) -> None:
    """Withdraws the campaign's standing layers and puts these in their place."""
    await withdraw(tx, campaign_id)
    await copy_rows(
        tx,
        "campaign_layer",
        _WRITTEN,
        (
            (
                layer.campaign_id,
                layer.queue,
                layer.version,
                layer.campaign_version,
                layer.made_at,
                layer.grid.start,
                layer.grid.interval_s,
                layer.mean,
                layer.low,
                layer.high,
                float(layer.handle_time_uplift_share),
                layer.source,
            )
            for layer in layers
        ),
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
    tx: Transaction,
    queues: Sequence[str],
    since: datetime,
    until: datetime,
    *,
    besides: UUID | None = None,
) -> list[StoredLayer]:
    """Layers in force on these queues that say something about [since, until), of campaigns `besides` that one."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - column names written in this file
        "WHERE queue = ANY($1) AND withdrawn_at IS NULL AND starts_at < $3 "
        "AND starts_at + make_interval(secs => interval_s * length) > $2 "
        "AND campaign_id IS DISTINCT FROM $4 ORDER BY starts_at, campaign_id",
        list(queues),
        since,
        until,
        besides,
    )
    return [_layer(row) for row in rows]


async def list_known(
    tx: Transaction, queues: Sequence[str], since: datetime, until: datetime
) -> list[StoredLayer]:
    """Layers that speak of [since, until) and stood at some time in it, those withdrawn later included."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - column names written in this file
        "WHERE queue = ANY($1) AND made_at < $3 AND coalesce(withdrawn_at > $2, true) AND starts_at < $3 "
        "AND starts_at + make_interval(secs => interval_s * length) > $2 "
        "ORDER BY starts_at, campaign_id, version",
        list(queues),
        since,
        until,
    )
    return [_layer(row) for row in rows]


async def list_queues(tx: Transaction, since: datetime, until: datetime) -> list[str]:
    """Queues of which a layer says something about [since, until), by name."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT DISTINCT queue FROM campaign_layer WHERE starts_at < $2 AND coalesce(withdrawn_at > $1, true) "
        "AND starts_at + make_interval(secs => interval_s * cardinality(mean)) > $1 ORDER BY queue",
        since,
        until,
    )
    return [row["queue"] for row in rows]


async def list_standing_at(tx: Transaction, queue: str, moment: datetime) -> list[StoredLayer]:
    """Layers that were in force on the queue at a moment."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - column names written in this file
        "WHERE queue = $1 AND made_at <= $2 AND coalesce(withdrawn_at > $2, true)",
        queue,
        moment,
    )
    return [_layer(row) for row in rows]


async def list_standing_of(tx: Transaction, campaign_id: UUID) -> list[StoredLayer]:
    """The campaign's layers in force, one per queue."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer "  # noqa: S608 - column names written in this file
        "WHERE campaign_id = $1 AND withdrawn_at IS NULL ORDER BY queue",
        campaign_id,
    )
    return [_layer(row) for row in rows]


async def list_of(tx: Transaction, campaign_id: UUID) -> list[StoredLayer]:
    """All versions, oldest first, withdrawn ones included."""
    raw = await tx.raw()
    rows = await raw.fetch(
        f"SELECT {_COLUMNS} FROM campaign_layer WHERE campaign_id = $1 ORDER BY version, queue",  # noqa: S608 - column names written in this file
        campaign_id,
    )
    return [_layer(row) for row in rows]


def _layer(row: Any) -> StoredLayer:
    mean = decoded(row["mean"])
    return StoredLayer(
        campaign_id=row["campaign_id"],
        queue=row["queue"],
        version=row["version"],
        campaign_version=row["campaign_version"],
        made_at=row["made_at"],
        grid=Grid(row["starts_at"], row["interval_s"], mean.size),
        mean=mean,
        low=decoded(row["low"]),
        high=decoded(row["high"]),
        handle_time_uplift_share=row["handle_time_uplift_share"],
        source=row["source"],
        withdrawn_at=row["withdrawn_at"],
    )
