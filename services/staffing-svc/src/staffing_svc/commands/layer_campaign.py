"""Put a campaign onto the forecast as layers of its own, one per queue, in place of its earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.forecast_queue import baseline_over
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.layers import LayerGrid
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.queues import Queue, is_timezone
from staffing_svc.domain.reach import PlannedLayer, campaign_grid, capped, nothing_planned, planned_layer
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store import layers, queues

MOST_CONTACTS = 1e8
"""A campaign that brings more to one queue is a slip of the pen; so many no center can be staffed for."""


@dataclass(frozen=True, eq=False)
class LayeredQueue:
    """One queue of a campaign on the campaign's grid: baseline [n] (zeros without history) and layer."""

    queue: Queue
    grid: Grid
    baseline: Numbers
    forecast: Baseline | None
    layer: StoredLayer
    aht_factor: Numbers
    notes: tuple[str, ...]


async def layer_campaign(tx: Transaction, campaign: AnnouncedCampaign) -> list[LayeredQueue]:
    """The campaign's new layers, stored. A queue nobody knows yet counts with the usual figures, and a note."""
    version = await layers.last_version(tx, campaign.campaign_id) + 1
    known = await queues.find_many(tx, [part.queue for part in campaign.terms.queues])
    layered = [
        await _layer_queue(tx, campaign, part.queue, part.share, known.get(part.queue), version)
        for part in campaign.terms.queues
    ]
    await layers.replace(tx, campaign.campaign_id, [one.layer for one in layered])
    return layered


async def _layer_queue(
    tx: Transaction, campaign: AnnouncedCampaign, name: str, share: float, known: Queue | None, version: int
) -> LayeredQueue:
    terms = campaign.terms
    queue = known or Queue(name, timezone=terms.timezone if is_timezone(terms.timezone) else "UTC")
    grid, beyond_reach = campaign_grid(terms, queue.interval_s, tx.now)
    plannable = known is not None and beyond_reach is None
    found = await baseline_over(tx, queue, grid.start, grid.end) if plannable else None
    baseline = grid.place(found.mean, found.grid, missing=0.0) if found else np.zeros(grid.count)
    planned = (
        nothing_planned(grid, beyond_reach)
        if beyond_reach
        else planned_layer(
            terms, share, LayerGrid(grid.start, grid.interval_s, open_intervals(queue, grid, baseline))
        )
    )
    layer = _stored(tx, campaign, name, version, grid, planned)
    notes = (*planned.notes, *(() if beyond_reach else _notes(known, found)))
    return LayeredQueue(queue, grid, baseline, found, layer, planned.layer.aht_factor, notes)


def _stored(
    tx: Transaction,
    campaign: AnnouncedCampaign,
    queue: str,
    version: int,
    grid: Grid,
    planned: PlannedLayer,
) -> StoredLayer:
    made = capped(planned.layer, MOST_CONTACTS)
    return StoredLayer(
        campaign_id=campaign.campaign_id,
        queue=queue,
        version=version,
        campaign_version=campaign.version,
        made_at=tx.now,
        grid=grid,
        mean=made.mean,
        low=np.minimum(made.low, made.mean),
        high=np.maximum(made.high, made.mean),
        handle_time_uplift_share=campaign.terms.handle_time_uplift_share,
        source=_source(campaign),
    )


def _source(campaign: AnnouncedCampaign) -> str:
    channels: Sequence[str] = sorted({wave.channel for wave in campaign.terms.waves})
    told = " and the expected contacts that marketing gave" if campaign.terms.expected_contacts else ""
    return f"usual response of {', '.join(channels)}{told}"


def _notes(known: Queue | None, found: Baseline | None) -> tuple[str, ...]:
    notes = []
    if known is None:
        notes.append("Nobody set this queue up: usual handle time, patience and goals were taken.")
    if found is None:
        notes.append("No history of this queue is loaded: its baseline counts as 0 contacts.")
    elif "moved forward" in found.method:
        notes.append(f"The history ends long before the campaign: {found.method}.")
    return tuple(notes)
