"""Learn from campaigns: while one runs, from its first response; when it is over, for those to come."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import QueueShare

from staffing_svc.commands.layer_campaign import Responses, layer_campaign, learnt_estimate
from staffing_svc.commands.plan_campaign import plan_campaign
from staffing_svc.domain.campaign_results import LEAST_RESPONSE_SHARE, Seen, is_over, until
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.expectation import contacts_of_layers, version_for
from staffing_svc.domain.layers import Belief
from staffing_svc.domain.layers.first_response import Response, reestimate
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
        heard = await _heard(tx, campaign)
        now = {one.seen.layer.queue: one.now for one in heard}
        if heard and is_over(campaign.terms, tx.now):
            for one in heard:
                result = one.seen.result(campaign.campaign_id, one.told, one.now, tx.now)
                await campaign_results.add(tx, result)
            await layer_campaign(tx, campaign, now)
        elif any(one.seen.news(one.told, one.now, tx.now) > NEWS for one in heard):
            await plan_campaign(tx, campaign, responses=now)


async def responses_so_far(tx: Transaction, campaign: AnnouncedCampaign) -> Responses:
    """What the campaign's own response says by queue and channel, where enough of it has come."""
    return {one.seen.layer.queue: one.now for one in await _heard(tx, campaign)}


@dataclass(frozen=True, eq=False)
class _Heard:
    """A campaign on one queue: what came of it, and what is believed of it now."""

    seen: Seen
    told: Response
    now: dict[str, Belief]


async def _heard(tx: Transaction, campaign: AnnouncedCampaign) -> list[_Heard]:
    """The campaign on each queue where a tenth of its expected response is over."""
    if tx.now <= min(wave.send_at for wave in campaign.terms.waves):
        return []
    seen = await _seen(tx, campaign)
    telling = [one for one in seen if one.response_share >= LEAST_RESPONSE_SHARE]
    if not telling:
        return []
    estimate = await learnt_estimate(tx, campaign.terms)
    told = [one.response(estimate) for one in telling]
    return [_Heard(one, response, reestimate(response)) for one, response in zip(telling, told, strict=True)]


async def _seen(tx: Transaction, campaign: AnnouncedCampaign) -> list[Seen]:
    """The campaign on each queue of which a layer, a forecast made before it and reports are known."""
    names = [part.queue for part in campaign.terms.queues]
    known = await queues.find_many(tx, names)
    standing = {layer.queue: layer for layer in await layers.list_standing_of(tx, campaign.campaign_id)}
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
    before = (await forecasts.means_over(tx, queue.name, [version], grid)).get(version)
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
