"""How far a campaign's contacts are planned: from its first wave, at most six weeks, within a year from now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import exp

import numpy as np
from concert_contracts import campaign
from concert_contracts.campaign import CampaignTerms

from staffing_svc.domain.layers import Belief, CampaignEffect, Layer, LayerGrid, Wave, campaign_layer
from staffing_svc.domain.layers.beliefs import spread_of
from staffing_svc.domain.layers.campaign_layer import MARKETING_WEIGHT, beliefs_of, by_channel
from staffing_svc.domain.layers.learnt_paces import learnt_belief
from staffing_svc.domain.layers.learnt_rates import PastCampaign
from staffing_svc.domain.layers.marketing_record import MarketingRecord
from staffing_svc.domain.layers.response_curves import opens_after
from staffing_svc.domain.series import Grid, grid_over

LONGEST = timedelta(weeks=6)
"""A layer reaches at most this far from the campaign's first contact; responses have died away by then."""
BEFORE_LAUNCH = timedelta(weeks=2)
"""Waves sent longer than this before the launch are another campaign's."""
FURTHEST = timedelta(days=366)
LATEST_PAST = timedelta(weeks=8)
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)

OVER = "The campaign was over long before it was heard of: nothing is planned for it."
TOO_FAR = "The campaign is more than a year away: its contacts are planned when it is nearer."
CLOSED = "The queue is closed whenever its callers would come: no contacts are planned."
SOME_CLOSED = "After wave {waves} the queue never opens again: its contacts are not planned."
SOME_LATE = "Wave {waves} is sent later than six weeks after the first: its contacts are not planned yet."


@dataclass(frozen=True, eq=False)
class PlannedLayer:
    """What a campaign adds to a queue's grid, and what a planner should know of it."""

    layer: Layer
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """What is believed of a campaign's channels, and where it comes from; a channel not in it responds as usual.

    `marketing_weight` (0..1) is how much marketing's own number counts beside it, once it is divided by its habitual
    `marketing_factor`.
    """

    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    source: str | None = None
    marketing_weight: float = MARKETING_WEIGHT
    marketing_factor: float = 1.0

    def told_by(self, record: MarketingRecord | None, terms: CampaignTerms) -> "Estimate":
        """The same with marketing's number counted as its department's record deserves."""
        if record is None:
            return self
        waves = [Wave(wave.channel, wave.size, wave.send_at) for wave in terms.waves]
        beliefs = beliefs_of(waves, CampaignEffect(beliefs=self.beliefs))
        people = {channel: sum(wave.size for wave in of) for channel, of in by_channel(waves).items()}
        weight = record.weight_against(spread_of(beliefs, people))
        return replace(self, marketing_weight=weight, marketing_factor=exp(record.bias))


def learnt_from(past: Mapping[str, Sequence[PastCampaign]], terms: CampaignTerms) -> Estimate:
    """From measured campaigns by channel; those of the same class count most."""
    taught = {channel: measured for channel, measured in past.items() if measured}
    if not taught:
        return Estimate()
    beliefs = {
        channel: learnt_belief(measured, channel, terms.campaign_class)
        for channel, measured in taught.items()
    }
    source = ", ".join(
        f"learnt from {len(taught[channel])} measured campaigns by {channel}"
        if channel in taught
        else f"usual response of {channel}"
        for channel in sorted({wave.channel for wave in terms.waves})
    )
    return Estimate(beliefs, source)


def estimate_of_response(beliefs: Mapping[str, Belief]) -> Estimate:
    """The campaign speaks for itself; marketing's number has been counted before its response."""
    return Estimate(beliefs, "the campaign's own response so far", marketing_weight=0.0)


def campaign_grid(terms: CampaignTerms, interval_s: int, now: datetime) -> tuple[Grid, str | None]:
    """The intervals to plan; for a campaign out of reach a single one, and the reason."""
    launch_at = min(max(terms.launch_at, EARLIEST + LONGEST), LATEST)
    first = max(min(launch_at, *(wave.send_at for wave in terms.waves)), launch_at - BEFORE_LAUNCH)
    last = min(max(min(terms.ends_at, LATEST + LONGEST), first + timedelta(days=1)), first + LONGEST)
    if last < now - LATEST_PAST:
        return Grid(grid_over(first, last, interval_s).start, interval_s, 1), OVER
    if first > now + FURTHEST:
        return Grid(grid_over(first, last, interval_s).start, interval_s, 1), TOO_FAR
    return grid_over(first, last, interval_s), None


def only(terms: CampaignTerms, waves: Sequence[campaign.Wave]) -> CampaignTerms:
    """The campaign as if it had these of its waves only, marketing's number by their people."""
    people, left = (sum(wave.size for wave in some) for some in (terms.waves, waves))
    expected = round(terms.expected_contacts * left / people) if people else 0
    return terms.model_copy(update={"waves": tuple(waves), "expected_contacts": expected})


def planned_layer(
    terms: CampaignTerms,
    share: float,
    grid: LayerGrid,
    estimate: Estimate,
) -> PlannedLayer:
    """The layer of those waves that somebody can answer; notes name the others."""
    waves = [Wave(wave.channel, wave.size, wave.send_at) for wave in terms.waves]
    end = grid.start + timedelta(seconds=grid.interval_s * len(grid))
    late = [wave for wave in waves if wave.send_at >= end]
    answered = answered_waves(terms, grid)
    notes = _notes(waves, answered, late)
    if not answered:
        nothing = np.zeros(len(grid))
        return PlannedLayer(Layer(nothing, nothing, nothing, np.ones(len(grid))), notes)
    return PlannedLayer(campaign_layer(answered, effect_of(terms, share, answered, estimate), grid), notes)


def answered_waves(terms: CampaignTerms, grid: LayerGrid) -> list[Wave]:
    """The waves after which the queue opens while the grid lasts."""
    waves = [Wave(wave.channel, wave.size, wave.send_at) for wave in terms.waves]
    return [wave for wave in waves if opens_after(wave, grid)]


def effect_of(
    terms: CampaignTerms, share: float, answered: Sequence[Wave], estimate: Estimate
) -> CampaignEffect:
    """How the campaign works on a queue that answers these of its waves."""
    return CampaignEffect(
        queue_share=min(share, 1.0),
        beliefs=estimate.beliefs,
        handle_time_uplift=terms.handle_time_uplift_share,
        expected_contacts=_expected_of(terms, answered, estimate.marketing_factor),
        marketing_weight=estimate.marketing_weight,
    )


def nothing_planned(grid: Grid, reason: str) -> PlannedLayer:
    nothing = np.zeros(grid.count)
    return PlannedLayer(Layer(nothing, nothing, nothing, np.ones(grid.count)), (reason,))


def capped(layer: Layer, most: float) -> Layer:
    """The same layer with no more contacts in all, for announcements beyond what any center is offered."""
    total = float(layer.high.sum())
    if total <= most:
        return layer
    less = most / total
    return replace(layer, mean=layer.mean * less, low=layer.low * less, high=layer.high * less)


def _expected_of(terms: CampaignTerms, answered: Sequence[Wave], factor: float) -> float | None:
    """Marketing's own number over a factor, for the people of the answered waves; None when it gave none."""
    people, reached = sum(wave.size for wave in terms.waves), sum(wave.size for wave in answered)
    if not terms.expected_contacts or not reached:
        return None
    return terms.expected_contacts / factor * reached / people


def _notes(waves: Sequence[Wave], answered: Sequence[Wave], late: Sequence[Wave]) -> tuple[str, ...]:
    closed = [at + 1 for at, wave in enumerate(waves) if wave not in late and wave not in answered]
    notes = []
    if closed and not answered:
        notes.append(CLOSED)
    elif closed:
        notes.append(SOME_CLOSED.format(waves=", ".join(map(str, closed[:20]))))
    if late:
        named = [at + 1 for at, wave in enumerate(waves) if wave in late]
        notes.append(SOME_LATE.format(waves=", ".join(map(str, named[:20]))))
    return tuple(notes)
