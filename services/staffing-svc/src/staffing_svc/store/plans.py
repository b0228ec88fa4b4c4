"""Plans raised for campaigns, per queue and interval; every version is kept."""

from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal

from staffing_svc.domain.plan.campaign_plan import CampaignPlan, QueueRequirement
from staffing_svc.domain.series import Grid
from staffing_svc.store.copying import Value, copy_rows
from staffing_svc.store.number_arrays import decoded

_WRITTEN = (
    "campaign_id",
    "version",
    "queue",
    "forecast_version",
    "layer_version",
    "starts_at",
    "interval_s",
    "baseline",
    "campaign",
    "required_erlang_a",
    "required_erlang_c",
    "scheduled",
    "notes",
)
_QUEUES = """
SELECT queue, forecast_version, layer_version, starts_at, interval_s, notes, array_send(baseline) AS baseline,
    array_send(campaign) AS campaign, array_send(required_erlang_a) AS required_erlang_a,
    array_send(required_erlang_c) AS required_erlang_c, array_send(scheduled) AS scheduled
FROM plan_queue WHERE campaign_id = $1 AND version = $2 ORDER BY queue
"""


class NoPlan(Refusal):
    """No plan was raised for this campaign, or not in this version."""

    code = "no-plan"
    status = 404


async def add(tx: Transaction, plan: CampaignPlan) -> None:
    raw = await tx.raw()
    await raw.execute(
        "INSERT INTO plan (campaign_id, version, campaign_version, raised_at, gap_agent_hours, covered_share) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        plan.campaign_id,
        plan.version,
        plan.campaign_version,
        plan.raised_at,
        plan.gap_agent_hours,
        plan.covered_share,
    )
    await copy_rows(tx, "plan_queue", _WRITTEN, (_row(plan, queue) for queue in plan.queues))


def _row(plan: CampaignPlan, queue: QueueRequirement) -> tuple[Value, ...]:
    return (
        plan.campaign_id,
        plan.version,
        queue.queue,
        queue.forecast_version,
        queue.layer_version,
        queue.grid.start,
        queue.grid.interval_s,
        queue.baseline,
        queue.campaign,
        queue.required_erlang_a,
        queue.required_erlang_c,
        queue.scheduled,
        queue.notes,
    )


async def last_version(tx: Transaction, campaign_id: UUID) -> int:
    raw = await tx.raw()
    return int(await raw.fetchval("SELECT max(version) FROM plan WHERE campaign_id = $1", campaign_id) or 0)


async def withdraw(tx: Transaction, campaign_id: UUID) -> int | None:
    """Withdraws the standing plan; its version, or None if none stood."""
    raw = await tx.raw()
    version: int | None = await raw.fetchval(
        "UPDATE plan SET withdrawn_at = $2 WHERE campaign_id = $1 AND withdrawn_at IS NULL "
        "AND version = (SELECT max(version) FROM plan WHERE campaign_id = $1) RETURNING version",
        campaign_id,
        tx.now,
    )
    return version


async def get(tx: Transaction, campaign_id: UUID, version: int | None = None) -> CampaignPlan:
    """The plan in this version, or its newest. Raises `NoPlan`."""
    raw = await tx.raw()
    row = await raw.fetchrow(
        "SELECT * FROM plan WHERE campaign_id = $1 AND ($2::int IS NULL OR version = $2) "
        "ORDER BY version DESC LIMIT 1",
        campaign_id,
        version,
    )
    if row is None:
        raise NoPlan(f"no plan of campaign {campaign_id} stands here; has it been announced?")
    queues = await raw.fetch(
        _QUEUES,
        campaign_id,
        row["version"],
    )
    return CampaignPlan(
        campaign_id=campaign_id,
        version=row["version"],
        campaign_version=row["campaign_version"],
        raised_at=row["raised_at"],
        withdrawn_at=row["withdrawn_at"],
        queues=tuple(_queue(queue) for queue in queues),
    )


def _queue(row: Any) -> QueueRequirement:
    baseline = decoded(row["baseline"])
    return QueueRequirement(
        queue=row["queue"],
        forecast_version=row["forecast_version"],
        layer_version=row["layer_version"],
        grid=Grid(row["starts_at"], row["interval_s"], baseline.size),
        baseline=baseline,
        campaign=decoded(row["campaign"]),
        required_erlang_a=decoded(row["required_erlang_a"]),
        required_erlang_c=decoded(row["required_erlang_c"]),
        scheduled=decoded(row["scheduled"]),
        notes=tuple(row["notes"]),
    )
