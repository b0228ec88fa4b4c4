"""Baseline plus campaigns: past ones learnt from and taken out, running ones re-estimated, coming ones
added."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from staffing_svc.domain.forecast.baseline import Forecast, forecast
from staffing_svc.domain.forecast.calendar import Calendar
from staffing_svc.domain.forecast.features import Regressor
from staffing_svc.domain.forecast.history import DAY_S, FloatArray, History
from staffing_svc.domain.forecast.opening import open_intervals
from staffing_svc.domain.forecast.spread import NORMAL_QUANTILES
from staffing_svc.domain.layers.campaign_history import (
    WINDOW_DAYS,
    Campaign,
    Learnt,
    learn_from_history,
    with_learnt_beliefs,
)
from staffing_svc.domain.layers.campaign_layer import Layer, campaign_layer
from staffing_svc.domain.layers.contact_rate import NORMAL_80
from staffing_svc.domain.layers.layer_grid import LayerGrid
from staffing_svc.domain.layers.refusals import CampaignOverClosedHours

METHOD = "sqrt-ridge-2+campaigns"


@dataclass(frozen=True, eq=False)
class PlannedForecast:
    """The forecast with all campaigns, its baseline, each campaign's layer, and what history taught."""

    forecast: Forecast
    baseline: Forecast
    layers: dict[str, Layer]
    refused: dict[str, str]
    learnt: Learnt


def forecast_with_campaigns(
    history: History,
    as_of: datetime,
    horizon_intervals: int,
    campaigns: Sequence[Campaign],
    *,
    calendar: Calendar | None = None,
    regressors: tuple[Regressor, ...] = (),
) -> PlannedForecast:
    """Forecasts a queue whose campaigns are known; a campaign over closed hours is named in `refused`."""
    learnt = learn_from_history(history, campaigns, as_of, calendar)
    baseline = forecast(learnt.cleaned, as_of, horizon_intervals, calendar=calendar, regressors=regressors)
    grid = _grid_with_past(learnt.cleaned, baseline)
    layers: dict[str, Layer] = {}
    refused: dict[str, str] = {}
    for campaign in campaigns:
        known = with_learnt_beliefs(campaign, learnt.past)
        effect = learnt.running.get(campaign.name, known.effect)
        try:
            layers[campaign.name] = _last(campaign_layer(campaign.waves, effect, grid), len(baseline))
        except CampaignOverClosedHours as refusal:
            refused[campaign.name] = refusal.message
    return PlannedForecast(add_layers(baseline, list(layers.values())), baseline, layers, refused, learnt)


def with_campaigns_ahead(baseline: Forecast, history: History, campaigns: Sequence[Campaign]) -> Forecast:
    """A baseline made otherwise, with campaigns on top; `history` tells the opening hours. Those over closed hours
    add nothing."""
    grid = _grid_with_past(history.until(baseline.start), baseline)
    layers = []
    for campaign in campaigns:
        try:
            layers.append(_last(campaign_layer(campaign.waves, campaign.effect, grid), len(baseline)))
        except CampaignOverClosedHours:
            continue
    return add_layers(baseline, layers)


def _grid_with_past(history: History, baseline: Forecast) -> LayerGrid:
    """The forecast's grid begun WINDOW_DAYS earlier: what waited while the queue was shut opens with it."""
    behind = history.index_of(baseline.start)
    reach_back = max(min(behind, WINDOW_DAYS * DAY_S // baseline.interval_s), 0)
    was_open = np.ones(behind, dtype=np.bool_)
    was_open[: len(history)] = open_intervals(history)
    start = baseline.start - timedelta(seconds=reach_back * baseline.interval_s)
    is_open = np.concatenate([was_open[behind - reach_back :], baseline.mean > 0.0])
    return LayerGrid(start, baseline.interval_s, is_open)


def _last(layer: Layer, count: int) -> Layer:
    return Layer(layer.mean[-count:], layer.low[-count:], layer.high[-count:], layer.aht_factor[-count:])


def add_layers(baseline: Forecast, layers: Sequence[Layer]) -> Forecast:
    """The sum of a baseline and independent layers; distances from the median add as squares."""
    if not layers:
        return baseline
    added = np.sum([layer.mean for layer in layers], axis=0)
    middle = np.sum([_median(layer) for layer in layers], axis=0)
    distance = baseline.quantiles - baseline.quantiles[:, 2:3]
    squares = distance**2
    for layer in layers:
        squares += _distances(layer) ** 2
    median = baseline.quantiles[:, 2] + middle
    quantiles = median[:, None] + np.sign(NORMAL_QUANTILES)[None, :] * np.sqrt(squares)
    quantiles = np.maximum.accumulate(np.maximum(quantiles, 0.0), axis=1)
    return replace(baseline, mean=baseline.mean + added, quantiles=quantiles, method=METHOD)


def _median(layer: Layer) -> FloatArray:
    """A log-normal's median is the geometric mean of its 10 % and 90 % points."""
    median: FloatArray = np.sqrt(layer.low * layer.high)
    return median


def _distances(layer: Layer) -> FloatArray:
    """Distance of each quantile from the median, with Poisson noise of the added contacts, [n, 5]."""
    median = _median(layer)
    log_sd = np.log(np.maximum(layer.high, 1e-12) / np.maximum(median, 1e-12)) / NORMAL_80
    spread = median[:, None] * np.expm1(NORMAL_QUANTILES[None, :] * log_sd[:, None])
    noise = np.sqrt(layer.mean)[:, None] * NORMAL_QUANTILES[None, :]
    distances: FloatArray = np.hypot(spread, noise)
    return distances
