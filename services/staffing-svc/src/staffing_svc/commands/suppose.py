"""Suppose something were different on a queue, and see what callers would find; nothing is changed by it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from staffing_svc.commands.foresee_queue import Foreseen
from staffing_svc.domain.layers import CampaignEffect, LayerGrid, Wave, campaign_layer
from staffing_svc.domain.layers.what_if import Change, Outcome, Situation, frontier, what_if
from staffing_svc.domain.opening import open_intervals


@dataclass(frozen=True)
class SupposedCampaign:
    """A campaign that is not announced: what if it were sent then?"""

    waves: tuple[Wave, ...]
    queue_share: float = 1.0
    expected_contacts: float | None = None
    handle_time_uplift_share: float = 0.0


@dataclass(frozen=True)
class Supposition:
    """What is supposed, and the staffing factors of the frontier that is wanted with it.

    An agent's hour costs what the queue's figures say where `agent_cost_minor` is not given.
    """

    change: Change
    campaign: SupposedCampaign | None = None
    agent_cost_minor: int | None = None
    staff_factors: tuple[float, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Supposed:
    """Outcomes as planned, as supposed, and as supposed at each staffing factor."""

    planned: Outcome
    supposed: Outcome
    frontier: Sequence[Outcome]


def suppose(foreseen: Foreseen, supposition: Supposition, *, moved: Foreseen | None = None) -> Supposed:
    """`moved` is the same stretch with an announced campaign launched at another time, where that is supposed.

    Raises `CampaignOverClosedHours`, `ImpossibleEffect`, `BudgetWithoutCost`.
    """
    planned = situation_of(foreseen, supposition.agent_cost_minor)
    situation = planned if moved is None else situation_of(moved, supposition.agent_cost_minor)
    change = supposition.change
    if supposition.campaign is not None:
        change = _with_campaign(foreseen, change, supposition.campaign)
    return Supposed(
        planned=what_if(planned, Change()),
        supposed=what_if(situation, change),
        frontier=frontier(situation, np.array(supposition.staff_factors), change),
    )


def situation_of(foreseen: Foreseen, agent_cost_minor: int | None = None) -> Situation:
    """The stretch as planned; an agent's hour costs what the queue's figures say, or what is given."""
    queue = foreseen.queue
    return Situation(
        contacts=foreseen.contacts,
        aht_s=foreseen.handle_s,
        scheduled=foreseen.scheduled,
        interval_s=foreseen.grid.interval_s,
        shrinkage=queue.shrinkage_share,
        patience_s=queue.patience_s,
        goal=queue.promise.goal(),
        agent_cost_minor=float(queue.agent_cost_minor if agent_cost_minor is None else agent_cost_minor),
        contact_value_minor=float(queue.value_per_contact_minor),
        waiting=foreseen.load if queue.deferred is not None else None,
    )


def _with_campaign(foreseen: Foreseen, change: Change, campaign: SupposedCampaign) -> Change:
    is_open = open_intervals(foreseen.queue, foreseen.grid, foreseen.baseline)
    layer = campaign_layer(
        campaign.waves,
        CampaignEffect(
            queue_share=campaign.queue_share,
            handle_time_uplift=campaign.handle_time_uplift_share,
            expected_contacts=campaign.expected_contacts,
        ),
        LayerGrid(foreseen.grid.start, foreseen.grid.interval_s, is_open),
    )
    return replace(change, campaign_contacts=layer.mean, campaign_aht_factor=layer.aht_factor)
