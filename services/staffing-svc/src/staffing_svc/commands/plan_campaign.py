"""Translate a campaign into required staff, compare it with the schedule, and say what is missing."""

from collections.abc import Sequence

import numpy as np
from concert_chassis.transaction import Transaction
from concert_contracts.quantities import CountRange
from concert_contracts.staffing import QueuePlan, ServiceGoal, StaffingPlanRaised

from staffing_svc.commands.layer_campaign import LayeredQueue, Responses, layer_campaign
from staffing_svc.commands.surround_queue import surround_queue
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.erlang.goal import StaffingModel
from staffing_svc.domain.plan.campaign_plan import CampaignPlan, QueueRequirement
from staffing_svc.domain.plan.deferred_work import Surroundings, notes_on
from staffing_svc.domain.plan.requirement import Load, blended_handle_s, required_people
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers
from staffing_svc.domain.surges import MOST_COUNTED
from staffing_svc.store import layers, plans, staff

Part = tuple[Numbers, Numbers | float]
"""Contacts per interval and the factor on their handle time."""

MODEL = "erlang-a"
DEFERRED = "deferred"
NO_SCHEDULE = "No schedule is loaded: the queue is taken to be staffed for its baseline."


async def plan_campaign(
    tx: Transaction, campaign: AnnouncedCampaign, *, responses: Responses | None = None
) -> CampaignPlan:
    """A new version of the campaign's plan, stored and said (StaffingPlanRaised).

    `responses` are what the campaign's own response so far says, by queue and channel.
    """
    layered = await layer_campaign(tx, campaign, responses or {})
    others = await _other_campaigns(tx, campaign, layered)
    scheduled = await staff.on_grids(tx, {one.queue.name: one.grid for one in layered})
    around = [await surround_queue(tx, one.queue, one.forecast, one.grid) for one in layered]
    requirements = _require(layered, others, [scheduled[one.queue.name] for one in layered], around)
    plan = CampaignPlan(
        campaign_id=campaign.campaign_id,
        version=await plans.last_version(tx, campaign.campaign_id) + 1,
        campaign_version=campaign.version,
        raised_at=tx.now,
        queues=tuple(requirements),
    )
    await plans.add(tx, plan)
    tx.emit(_raised(plan, layered))
    return plan


async def _other_campaigns(
    tx: Transaction, campaign: AnnouncedCampaign, layered: Sequence[LayeredQueue]
) -> list[list[Part]]:
    """By queue, contacts of other campaigns with the factor on their handle time."""
    parts: dict[str, list[Part]] = {one.queue.name: [] for one in layered}
    grids = {one.queue.name: one.grid for one in layered}
    since, until = min(grid.start for grid in grids.values()), max(grid.end for grid in grids.values())
    for layer in await layers.list_standing(tx, list(grids), since, until, besides=campaign.campaign_id):
        factor = 1.0 + layer.handle_time_uplift_share
        parts[layer.queue].append((layer.on(grids[layer.queue]), factor))
    return [parts[one.queue.name] for one in layered]


def _require(
    layered: list[LayeredQueue],
    others: list[list[Part]],
    scheduled: list[Numbers],
    around: list[Surroundings | None],
) -> list[QueueRequirement]:
    before = [
        one.baseline + sum((contacts for contacts, _ in more), np.zeros(one.grid.count))
        for one, more in zip(layered, others, strict=True)
    ]
    loads = [
        _load(one, contacts + one.layer.mean, [*more, (one.layer.mean, one.aht_factor)], beside)
        for one, contacts, more, beside in zip(layered, before, others, around, strict=True)
    ]
    with_a = required_people(loads, StaffingModel.ERLANG_A)
    with_c = required_people(loads, StaffingModel.ERLANG_C)
    held = _held(layered, before, others, scheduled, around)
    return [
        QueueRequirement(
            queue=one.queue.name,
            forecast_version=one.forecast.version if one.forecast else None,
            layer_version=one.layer.version,
            grid=one.grid,
            baseline=contacts,
            campaign=one.layer.mean,
            required_erlang_a=a,
            required_erlang_c=c,
            scheduled=agents,
            notes=(*one.notes, *_notes(load, agents, given)),
        )
        for one, contacts, a, c, agents, given, load in zip(
            layered, before, with_a, with_c, held, scheduled, loads, strict=True
        )
    ]


def _notes(load: Load, agents: Numbers, given: Numbers) -> tuple[str, ...]:
    scheduled = () if not np.isnan(given).all() else (NO_SCHEDULE,)
    return scheduled if load.around is None else (*scheduled, *notes_on(load.deferred_work, agents))


def _held(
    layered: list[LayeredQueue],
    before: list[Numbers],
    others: list[list[Part]],
    scheduled: list[Numbers],
    around: list[Surroundings | None],
) -> list[Numbers]:
    """Scheduled agents; where none are known, those that the queue needs without this campaign."""
    unknown = [index for index, agents in enumerate(scheduled) if np.isnan(agents).any()]
    usual = required_people(
        [_load(layered[index], before[index], others[index], around[index]) for index in unknown],
        StaffingModel.ERLANG_A,
    )
    filled = list(scheduled)
    for index, agents in zip(unknown, usual, strict=True):
        filled[index] = np.where(np.isnan(scheduled[index]), agents, scheduled[index])
    return filled


def _load(
    one: LayeredQueue, contacts: Numbers, campaigns: Sequence[Part], around: Surroundings | None
) -> Load:
    handle_s = blended_handle_s(one.queue, [(one.baseline, 1.0), *campaigns])
    return Load(one.queue, one.grid.interval_s, contacts, handle_s, around)


def _raised(plan: CampaignPlan, layered: list[LayeredQueue]) -> StaffingPlanRaised:
    return StaffingPlanRaised(
        campaign_id=plan.campaign_id,
        campaign_version=plan.campaign_version,
        plan_version=plan.version,
        raised_at=plan.raised_at,
        model=_model([one.queue for one in layered]),
        service_goal=_goal(layered[0].queue),
        queues=tuple(_summary(queue, one) for queue, one in zip(plan.queues, layered, strict=True)),
        gap_agent_hours=min(plan.gap_agent_hours, MOST_COUNTED),
        covered_share=min(plan.covered_share, 1.0),
    )


def _model(queues: Sequence[Queue]) -> str:
    """By what rules: Erlang A, backlog with a deadline, or both on different queues."""
    rules = {DEFERRED if queue.deferred is not None else MODEL for queue in queues}
    return " and ".join(sorted(rules, reverse=True))


def _goal(queue: Queue) -> ServiceGoal:
    return ServiceGoal(
        variant=queue.promise.variant.value,
        target_share=queue.promise.service_level_share,
        within_s=queue.promise.within_s,
        max_abandonment_share=queue.promise.max_abandonment_share,
    )


def _summary(queue: QueueRequirement, one: LayeredQueue) -> QueuePlan:
    peak = queue.peak_index
    touched = queue.touched
    return QueuePlan(
        queue=queue.queue,
        forecast_version=queue.forecast_version,
        first_interval_at=queue.grid.start,
        last_interval_at=queue.grid.at(max(queue.grid.count - 1, 0)),
        interval_s=queue.grid.interval_s,
        baseline_contacts=float(queue.baseline[touched].sum()),
        campaign_contacts=CountRange(
            low=float(one.layer.low.sum()),
            likely=float(one.layer.mean.sum()),
            high=float(one.layer.high.sum()),
        ),
        peak_required_agents=min(int(queue.required_erlang_a[peak]), MOST_COUNTED),
        peak_required_at=queue.grid.at(peak),
        peak_gap_agents=min(int(queue.gap[touched].max(initial=0.0)), MOST_COUNTED),
        gap_agent_hours=min(queue.gap_agent_hours, MOST_COUNTED),
    )
