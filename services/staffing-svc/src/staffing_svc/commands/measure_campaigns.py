"""Learn from campaigns: while one runs, from its first response; when it is over, for those to come."""

from datetime import timedelta

import numpy as np
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import QueueShare

from staffing_svc.commands.layer_campaign import layer_campaign, learnt_estimate
from staffing_svc.commands.plan_campaign import plan_campaign
from staffing_svc.domain.campaign_results import LEAST_RESPONSE_SHARE, Seen, is_over, until
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.expectation import contacts_of_layers, version_for
from staffing_svc.domain.layers.first_response import reestimate
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store import campaign_results, campaigns, forecasts, intervals, layers, queues

AT_ONCE = 500
NOT_OLDER = timedelta(days=60)
NEWS = 0.15
"""A plan is made anew when the response moves this share of a campaign's contacts."""


async def measure_campaigns(tx: Transaction) -> None:
    """Raises new plans of running campaigns whose response surprises, and keeps the results of those over."""
    for campaign in await campaigns.list_to_measure(tx, launched_after=tx.now - NOT_OLDER, limit=AT_ONCE):
        seen = await _seen(tx, campaign)
        telling = [one for one in seen if one.response_share >= LEAST_RESPONSE_SHARE]
        if not telling:
            continue
        estimate = await learnt_estimate(tx, campaign.terms)
        told = {one.layer.queue: one.response(estimate) for one in telling}
        now = {queue: reestimate(response) for queue, response in told.items()}
        if is_over(campaign.terms, tx.now):
            for one in telling:
                queue = one.layer.queue
                await campaign_results.add(
                    tx, one.result(campaign.campaign_id, told[queue], now[queue], tx.now)
                )
            await layer_campaign(tx, campaign, now)
        elif any(one.news(told[one.layer.queue], now[one.layer.queue], tx.now) > NEWS for one in telling):
            await plan_campaign(tx, campaign, responses=now)


async def _seen(tx: Transaction, campaign: AnnouncedCampaign) -> list[Seen]:
    """The campaign on each queue of which a layer, a forecast made before it and reports are known."""
    names = [part.queue for part in campaign.terms.queues]
    known = await queues.find_many(tx, names)
    standing = {
        layer.queue: layer
        for layer in await layers.list_of(tx, campaign.campaign_id)
        if layer.withdrawn_at is None
    }
    found = [
        await _seen_on(tx, campaign, part, known[part.queue], standing[part.queue])
        for part in campaign.terms.queues
        if part.queue in known and part.queue in standing
    ]
    return [until(one, tx.now) for one in found if one is not None]


async def _seen_on(
    tx: Transaction, campaign: AnnouncedCampaign, part: QueueShare, queue: Queue, layer: StoredLayer
) -> Seen | None:
    grid = layer.grid
    spans = await forecasts.spans(tx, queue.name, grid.interval_s, grid.start, grid.end)
    version = version_for(grid.start, spans, queue.timezone)
    before = await forecasts.find_version(tx, queue.name, version) if version else None
    if before is None or layer.mean.sum() <= 0:
        return None
    baseline = grid.place(before.mean, before.grid, missing=np.nan)
    others = await layers.list_standing(tx, [queue.name], grid.start, grid.end, besides=campaign.campaign_id)
    offered = np.full(grid.count, np.nan)
    for one in await intervals.list_between(tx, queue.name, grid.start, grid.end):
        if one.interval_s == grid.interval_s:
            offered[grid.index_of(one.started_at)] = one.offered
    counterfactual = baseline + contacts_of_layers(others, grid)
    return Seen(
        terms=campaign.terms,
        share=part.share,
        layer=layer,
        is_open=open_intervals(queue, grid, np.nan_to_num(baseline)),
        actual=np.where(np.isnan(counterfactual), np.nan, offered),
        counterfactual=np.nan_to_num(counterfactual),
        others=tuple(one.deviation_on(grid) for one in others),
    )
