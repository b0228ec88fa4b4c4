"""Plans: what a campaign asks of each queue, interval by interval, against the schedule."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from concert_contracts.refusal import Refusal
from fastapi import Query

from staffing_svc.domain.plan.campaign_plan import CampaignPlan, QueueRequirement
from staffing_svc.store import plans as stored

plans = Router(prefix="/v1/plans", tags=["plans"])

VersionQuery = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Without it, the newest.")]


class QueueNotInPlan(Refusal):
    """The campaign does not touch this queue."""

    code = "queue-not-in-plan"
    status = 404


class QueuePlanAnswer(ResponseBody):
    """Agents are people scheduled, shrinkage included; gaps only where the campaign brings contacts."""

    queue: str
    forecast_version: int | None
    layer_version: int
    starts_at: datetime
    ends_at: datetime
    interval_s: int
    baseline_contacts: float
    campaign_contacts: float
    peak_required_agents: int
    peak_required_at: datetime
    gap_agent_hours: float
    notes: list[str]

    @classmethod
    def of(cls, queue: QueueRequirement) -> Self:
        return cls(
            queue=queue.queue,
            forecast_version=queue.forecast_version,
            layer_version=queue.layer_version,
            starts_at=queue.grid.start,
            ends_at=queue.grid.end,
            interval_s=queue.grid.interval_s,
            baseline_contacts=float(queue.baseline.sum()),
            campaign_contacts=float(queue.campaign.sum()),
            peak_required_agents=int(queue.required_erlang_a[queue.peak_index]),
            peak_required_at=queue.grid.at(queue.peak_index),
            gap_agent_hours=queue.gap_agent_hours,
            notes=list(queue.notes),
        )


class PlanAnswer(ResponseBody):
    campaign_id: UUID
    plan_version: int
    campaign_version: int
    raised_at: datetime
    withdrawn_at: datetime | None
    gap_agent_hours: float
    covered_share: float
    queues: list[QueuePlanAnswer]

    @classmethod
    def of(cls, plan: CampaignPlan) -> Self:
        return cls(
            campaign_id=plan.campaign_id,
            plan_version=plan.version,
            campaign_version=plan.campaign_version,
            raised_at=plan.raised_at,
            withdrawn_at=plan.withdrawn_at,
            gap_agent_hours=plan.gap_agent_hours,
            covered_share=plan.covered_share,
            queues=[QueuePlanAnswer.of(queue) for queue in plan.queues],
        )


class PlanInterval(ResponseBody):
    """Contacts of the baseline (other campaigns included) and of this campaign; people required and scheduled."""

    started_at: datetime
    baseline: float
    campaign: float
    required_erlang_a: int
    required_erlang_c: int
    scheduled: float
    gap: float


@plans.get("/{campaign_id}")
async def get_plan(campaign_id: UUID, tx: TransactionDep, version: VersionQuery = None) -> PlanAnswer:
    """The plan for a campaign, summed up per queue."""
    return PlanAnswer.of(await stored.get(tx, campaign_id, version))


@plans.get("/{campaign_id}/intervals")
async def list_plan_intervals(
    campaign_id: UUID,
    tx: TransactionDep,
    page: PageDep,
    queue: Annotated[QueueName, Query()],
    version: VersionQuery = None,
) -> Page[PlanInterval]:
    """The plan of one queue, interval by interval."""
    plan = await stored.get(tx, campaign_id, version)
    found = next((one for one in plan.queues if one.queue == queue), None)
    if found is None:
        raise QueueNotInPlan(f"the campaign brings no contacts to {queue!r}", field="/queue")
    first = max(page.after(int) or 0, 0)
    rows = range(first, min(first + page.fetch, found.grid.count))
    return page.page(rows, key=lambda index: index + 1, shown=lambda index: _interval(found, index))


def _interval(queue: QueueRequirement, index: int) -> PlanInterval:
    return PlanInterval(
        started_at=queue.grid.at(index),
        baseline=float(queue.baseline[index]),
        campaign=float(queue.campaign[index]),
        required_erlang_a=int(queue.required_erlang_a[index]),
        required_erlang_c=int(queue.required_erlang_c[index]),
        scheduled=float(queue.scheduled[index]),
        gap=float(queue.gap[index]),
    )
