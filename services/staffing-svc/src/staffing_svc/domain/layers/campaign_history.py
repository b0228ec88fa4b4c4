"""Past campaigns in a queue's history: measured one after the other, learnt from, and taken out of the
baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from staffing_svc.domain.forecast.baseline import forecast
from staffing_svc.domain.forecast.calendar import Calendar
from staffing_svc.domain.forecast.history import DAY_S, FloatArray, History
from staffing_svc.domain.forecast.opening import open_intervals
from staffing_svc.domain.layers.campaign_layer import CampaignEffect, Layer, campaign_layer
from staffing_svc.domain.layers.channel_results import channel_results, response_of
from staffing_svc.domain.layers.first_response import reestimate
from staffing_svc.domain.layers.layer_grid import LayerGrid, Wave
from staffing_svc.domain.layers.learnt_paces import learnt_belief
from staffing_svc.domain.layers.learnt_rates import PastCampaign
from staffing_svc.domain.layers.response_curves import opens_after
from staffing_svc.domain.layers.uplift import Uplift, measured_uplift

WINDOW_DAYS = 14
LEAST_HISTORY_DAYS = 21


@dataclass(frozen=True)
class Campaign:
    """A campaign as far as one queue is concerned."""

    name: str
    campaign_class: str
    waves: tuple[Wave, ...]
    effect: CampaignEffect

    @property
    def starts_at(self) -> datetime:
        """The first send."""
        return min(wave.send_at for wave in self.waves)


@dataclass(frozen=True, eq=False)
class Learnt:
    """What history taught: itself without campaigns, measured uplifts by name, and campaigns for the
    rates."""

    cleaned: History
    uplifts: dict[str, Uplift]
    past: tuple[PastCampaign, ...]
    running: dict[str, CampaignEffect]


def with_learnt_beliefs(campaign: Campaign, past: Sequence[PastCampaign]) -> Campaign:
    """The campaign with the rates and paces that past ones of its channels and class suggest."""
    channels = {wave.channel for wave in campaign.waves}
    beliefs = {channel: learnt_belief(past, channel, campaign.campaign_class) for channel in channels}
    return replace(campaign, effect=replace(campaign.effect, beliefs=beliefs))


def learn_from_history(
    history: History, campaigns: Sequence[Campaign], as_of: datetime, calendar: Calendar | None = None
) -> Learnt:
    """Takes each campaign sent before `as_of`, oldest first: forecasts without it, measures it, removes it.

    Campaigns before LEAST_HISTORY_DAYS of history cannot be measured; they are removed as predicted. What later
    ones should bring while an earlier one is still answered is not held to be its own.
    """
    learnt = Learnt(history.until(as_of), {}, (), {})
    begun = sorted((one for one in campaigns if one.starts_at < learnt.cleaned.end), key=_starts_at)
    for place, campaign in enumerate(begun):
        learnt = _measure(learnt, campaign, begun[place + 1 :], calendar)
    return learnt


def _starts_at(campaign: Campaign) -> datetime:
    return campaign.starts_at


def _measure(
    learnt: Learnt, campaign: Campaign, later: Sequence[Campaign], calendar: Calendar | None
) -> Learnt:
    """One campaign measured, learnt from and removed; only removed where history before it is too short."""
    history = learnt.cleaned
    seen = _answered_so_far(with_learnt_beliefs(campaign, learnt.past), history)
    if seen is None:
        return learnt
    first = max(history.index_of(seen.starts_at), 0)
    if first * history.interval_s < LEAST_HISTORY_DAYS * DAY_S or np.isnan(history.offered[first:]).all():
        return _removed(learnt, seen)
    size = min(len(history) - first, WINDOW_DAYS * DAY_S // history.interval_s)
    begins = history.start + timedelta(seconds=first * history.interval_s)
    baseline = forecast(history, begins, size, calendar=calendar).mean
    grid = LayerGrid(begins, history.interval_s, baseline > 0.0)
    if not all(opens_after(wave, grid) for wave in seen.waves):
        return _removed(learnt, seen)
    others = _layers_of(later, learnt.past, grid)
    baseline = baseline + np.sum([layer.mean for layer in others], axis=0)
    deviations = [layer.deviation for layer in others]
    return _learnt_from(learnt, seen, history.offered[first : first + size], baseline, grid, deviations)


def _layers_of(campaigns: Sequence[Campaign], past: Sequence[PastCampaign], grid: LayerGrid) -> list[Layer]:
    """What campaigns bring to the grid, as predicted now, by those of their waves that it answers."""
    found = []
    for campaign in campaigns:
        waves = [wave for wave in campaign.waves if opens_after(wave, grid)]
        if waves:
            found.append(campaign_layer(waves, _cut(with_learnt_beliefs(campaign, past), waves), grid))
    return found


def _learnt_from(
    learnt: Learnt,
    campaign: Campaign,
    actual: FloatArray,
    baseline: FloatArray,
    grid: LayerGrid,
    others: Sequence[FloatArray],
) -> Learnt:
    predicted = campaign_layer(campaign.waves, campaign.effect, grid)
    main = _until_mostly_over(predicted.mean)
    uplift = measured_uplift(actual[:main], baseline[:main], _first(predicted, main))
    response = response_of(campaign.waves, campaign.effect, grid, actual, baseline, others)
    after = reestimate(response)
    effect = replace(campaign.effect, beliefs=after, contact_rate=None, expected_contacts=None)
    results = channel_results(response, after)
    return replace(
        _removed(learnt, replace(campaign, effect=effect)),
        uplifts={**learnt.uplifts, campaign.name: uplift},
        past=(*learnt.past, *(one.past(campaign.campaign_class) for one in results)),
        running={**learnt.running, campaign.name: effect},
    )


def _answered_so_far(campaign: Campaign, history: History) -> Campaign | None:
    """The campaign with those of its waves that the queue has been open for since; None if there is none."""
    grid = LayerGrid(history.start, history.interval_s, open_intervals(history))
    waves = tuple(wave for wave in campaign.waves if opens_after(wave, grid))
    return replace(campaign, waves=waves, effect=_cut(campaign, waves)) if waves else None


def _cut(campaign: Campaign, waves: Sequence[Wave]) -> CampaignEffect:
    """The effect with marketing's number for the people of these waves only."""
    expected, audience = campaign.effect.expected_contacts, sum(wave.size for wave in campaign.waves)
    if expected is not None and audience > 0:
        expected *= sum(wave.size for wave in waves) / audience
    return replace(campaign.effect, expected_contacts=expected)


def _until_mostly_over(mean: FloatArray) -> int:
    """Intervals until 95 % of the campaign's contacts have come: later ones only add noise to its
    measurement."""
    total = np.cumsum(mean)
    return int(np.searchsorted(total, 0.95 * total[-1])) + 1 if total[-1] > 0 else mean.size


def _first(layer: Layer, count: int) -> Layer:
    return Layer(layer.mean[:count], layer.low[:count], layer.high[:count], layer.aht_factor[:count])


def _removed(learnt: Learnt, campaign: Campaign) -> Learnt:
    history = learnt.cleaned
    grid = LayerGrid(history.start, history.interval_s, open_intervals(history))
    layer = campaign_layer(campaign.waves, campaign.effect, grid)
    return replace(learnt, cleaned=history.minus(layer.mean))
