"""Put a campaign onto the forecast as layers of its own, one per queue, in place of its earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignTerms, QueueShare

from staffing_svc.commands.forecast_queue import baselines_over
from staffing_svc.domain.baselines import ExpectedMean
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.forecast.cold_start import METHOD as LIKE_METHOD
from staffing_svc.domain.layers import Belief, LayerGrid
from staffing_svc.domain.layers.marketing_record import marketing_record
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.queues import Queue, is_timezone
from staffing_svc.domain.reach import (
    Estimate,
    PlannedLayer,
    campaign_grid,
    capped,
    estimate_of_response,
    learnt_from,
    nothing_planned,
    planned_layer,
)
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store import campaign_results, layers, queues

MOST_CONTACTS = 1e8
"""A campaign that brings more to one queue is a slip of the pen; so many no center can be staffed for."""


SHOWN_FACTOR = 0.01

Responses = Mapping[str, Mapping[str, Belief]]
"""By queue, what a campaign's own response says of its channels."""


@dataclass(frozen=True, eq=False)
class LayeredQueue:
    """One queue of a campaign on the campaign's grid: baseline [n] (zeros without history) and layer."""

    queue: Queue
    grid: Grid
    baseline: Numbers
    forecast: ExpectedMean | None
    layer: StoredLayer
    aht_factor: Numbers
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """One queue of a campaign before anything is known of its contacts; `beyond_reach` says why none is planned."""

    queue: Queue
    share: float
    known: bool
    grid: Grid
    beyond_reach: str | None


async def layer_campaign(
    tx: Transaction, campaign: AnnouncedCampaign, responses: Responses
) -> list[LayeredQueue]:
    """The campaign's new layers, stored. A queue nobody knows yet counts with the usual figures, and a note.

    A queue in `responses` has the rates of the campaign's own response, the others what past campaigns of the
    channels and class have taught.
    """
    learnt = await learnt_estimate(tx, campaign.terms)
    version = await layers.last_version(tx, campaign.campaign_id) + 1
    known = await queues.find_many(tx, [part.queue for part in campaign.terms.queues])
    parts = [_part(campaign.terms, part, known.get(part.queue), tx.now) for part in campaign.terms.queues]
    plannable = {part.queue: part.grid for part in parts if part.known and part.beyond_reach is None}
    found = await baselines_over(tx, plannable)
    layered = []
    for part in parts:
        response = responses.get(part.queue.name)
        estimate = learnt if response is None else estimate_of_response(response)
        layered.append(_layered(tx, campaign, part, found.get(part.queue.name), version, estimate))
    await layers.replace(tx, campaign.campaign_id, [one.layer for one in layered])
    return layered


async def learnt_estimate(tx: Transaction, terms: CampaignTerms) -> Estimate:
    """What measured campaigns teach of this one, by each of its channels."""
    channels = sorted({wave.channel for wave in terms.waves})
    learnt = learnt_from(await campaign_results.list_past(tx, channels), terms)
    if not terms.expected_contacts:
        return learnt
    record = marketing_record(await campaign_results.list_told(tx, terms.department))
    return learnt.told_by(record, terms)


def _part(terms: CampaignTerms, part: QueueShare, known: Queue | None, now: datetime) -> _Part:
    timezone = terms.timezone if is_timezone(terms.timezone) else "UTC"
    queue = known or Queue(part.queue, timezone=timezone)
    grid, beyond_reach = campaign_grid(terms, queue.interval_s, now)
    return _Part(queue, part.share, known is not None, grid, beyond_reach)


def _layered(
    tx: Transaction,
    campaign: AnnouncedCampaign,
    part: _Part,
    found: ExpectedMean | None,
    version: int,
    estimate: Estimate,
) -> LayeredQueue:
    queue, grid = part.queue, part.grid
    baseline = grid.place(found.mean, found.grid, missing=0.0) if found else np.zeros(grid.count)
    planned = (
        nothing_planned(grid, part.beyond_reach)
        if part.beyond_reach
        else planned_layer(
            campaign.terms,
            part.share,
            LayerGrid(grid.start, grid.interval_s, open_intervals(queue, grid, baseline)),
            estimate,
        )
    )
    layer = _stored(tx, campaign, queue.name, version, grid, planned, estimate)
    notes = (*planned.notes, *(() if part.beyond_reach else _notes(part, found)))
    return LayeredQueue(queue, grid, baseline, found, layer, planned.layer.aht_factor, notes)


def _stored(
    tx: Transaction,
    campaign: AnnouncedCampaign,
    queue: str,
    version: int,
    grid: Grid,
    planned: PlannedLayer,
    estimate: Estimate,
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
        source=_source(campaign, estimate),
    )


def _source(campaign: AnnouncedCampaign, estimate: Estimate) -> str:
    channels: Sequence[str] = sorted({wave.channel for wave in campaign.terms.waves})
    counts = campaign.terms.expected_contacts and estimate.marketing_weight > 0
    told = " and the expected contacts that marketing gave" if counts else ""
    if counts and abs(estimate.marketing_factor - 1.0) >= SHOWN_FACTOR:
        told += f", over {estimate.marketing_factor:.2f} as its numbers have proved"
    rests_on = estimate.source or f"usual response of {', '.join(channels)}"
    return f"{rests_on}{told}"


def _notes(part: _Part, found: ExpectedMean | None) -> tuple[str, ...]:
    notes = []
    if not part.known:
        notes.append("Nobody set this queue up: usual handle time, patience and goals were taken.")
    if found is None:
        notes.append("No history of this queue is loaded: its baseline counts as 0 contacts.")
    elif found.method.startswith(LIKE_METHOD):
        notes.append(f"It has too little history of its own: {found.method}.")
    elif "moved forward" in found.method:
        notes.append(f"The history ends long before the campaign: {found.method}.")
    return tuple(notes)
