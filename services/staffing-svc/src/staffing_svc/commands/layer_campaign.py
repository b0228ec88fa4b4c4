"""Put a campaign onto the forecast as layers of its own, one per queue, in place of its earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.forecast_queue import baseline_over
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.layers import CampaignEffect, LayerGrid, Wave, campaign_layer
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, Numbers, grid_over
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store import intervals, layers, queues

LONGEST = timedelta(weeks=6)
"""A layer reaches at most this far from the campaign's first contact; responses have died away by then."""


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
    names = [part.queue for part in campaign.terms.queues]
    known = await queues.find_many(tx, names)
    sizes = await intervals.interval_sizes(tx, names)
    layered = [
        await _layer_queue(
            tx, campaign, part.queue, part.share, known.get(part.queue), sizes.get(part.queue), version
        )
        for part in campaign.terms.queues
    ]
    await layers.replace(tx, campaign.campaign_id, [one.layer for one in layered])
    return layered


async def _layer_queue(
    tx: Transaction,
    campaign: AnnouncedCampaign,
    name: str,
    share: float,
    known: Queue | None,
    interval_s: int | None,
    version: int,
) -> LayeredQueue:
    queue = known or Queue(name, timezone=campaign.terms.timezone)
    grid = campaign_grid(campaign, interval_s or queue.interval_s)
    found = await baseline_over(tx, queue, grid.start, grid.end) if interval_s else None
    baseline = grid.place(found.mean, found.grid, missing=0.0) if found else np.zeros(grid.count)
    is_open = open_intervals(queue, grid, baseline)
    terms = campaign.terms
    made = campaign_layer(
        [Wave(wave.channel, wave.size, wave.send_at) for wave in terms.waves],
        CampaignEffect(
            queue_share=share,
            handle_time_uplift=terms.handle_time_uplift_share,
            expected_contacts=float(terms.expected_contacts) if terms.expected_contacts else None,
        ),
        LayerGrid(grid.start, grid.interval_s, is_open),
    )
    layer = StoredLayer(
        campaign_id=campaign.campaign_id,
        queue=name,
        version=version,
        campaign_version=campaign.version,
        made_at=tx.now,
        grid=grid,
        mean=made.mean,
        low=np.minimum(made.low, made.mean),
        high=np.maximum(made.high, made.mean),
        handle_time_uplift_share=terms.handle_time_uplift_share,
        source=_source(campaign),
    )
    return LayeredQueue(queue, grid, baseline, found, layer, made.aht_factor, _notes(known, found))


def campaign_grid(campaign: AnnouncedCampaign, interval_s: int) -> Grid:
    """From the first send or launch, whichever is earlier, to the end, at most six weeks."""
    terms = campaign.terms
    first = min(terms.launch_at, *(wave.send_at for wave in terms.waves))
    return grid_over(first, min(max(terms.ends_at, first + timedelta(days=1)), first + LONGEST), interval_s)


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
