"""What a campaign really brought to a queue, beside what was predicted, and what it says while it runs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from concert_contracts.campaign import CampaignTerms

from staffing_svc.domain.layers import CampaignEffect, ContactRate, LayerGrid, Wave, prior_of
from staffing_svc.domain.layers.campaign_layer import Layer, opens_after, rate_of, wave_curve
from staffing_svc.domain.layers.first_response import reestimate
from staffing_svc.domain.layers.uplift import Uplift, matched_contacts, measured_uplift
from staffing_svc.domain.reach import Estimate
from staffing_svc.domain.series import Numbers
from staffing_svc.domain.stored_layers import StoredLayer

MEASURED_FOR = timedelta(days=14)
"""Later contacts of a campaign drown in the noise of the queue."""
SETTLED_AFTER = timedelta(days=1)
LEAST_RESPONSE_SHARE = 0.1
"""After a tenth of its response a campaign says more of itself than all others do."""
MOSTLY = 0.95


@dataclass(frozen=True)
class CampaignResult:
    """One campaign on one queue. `fitted` contacts follow the shape of its response and are less noisy than the
    plain sum that `uplift` holds; `told_contacts` is marketing's number, 0 for none."""

    campaign_id: UUID
    queue: str
    campaign_class: str
    channel: str
    reached: float
    told_contacts: float
    uplift: Uplift
    fitted: float
    fitted_sd: float
    measured_at: datetime


@dataclass(frozen=True, eq=False)
class Seen:
    """A campaign on one queue so far, arrays [n] over its layer's grid: NaN in `actual` where nothing is known.

    `counterfactual` is what would have come without it.
    """

    terms: CampaignTerms
    share: float
    layer: StoredLayer
    is_open: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"
    actual: Numbers
    counterfactual: Numbers

    @property
    def response_share(self) -> float:
        """How much of its expected response lies in intervals that are known."""
        total = float(self.layer.mean.sum())
        return float(self.layer.mean[~np.isnan(self.actual)].sum()) / total if total > 0 else 0.0

    @property
    def reached(self) -> float:
        return sum(wave.size for wave in self._waves()) * self.share

    def curve_of_reached(self, pace: float) -> Numbers:
        """People reached times response curve [n]: the contacts at a rate of 1."""
        grid = LayerGrid(self.layer.grid.start, self.layer.grid.interval_s, self.is_open)
        total = np.zeros(len(grid))
        for wave in self._waves():
            effect = CampaignEffect(curve=prior_of(wave.channel).curve.stretched(pace))
            total += wave.size * self.share * wave_curve(wave, effect, grid)
        return total

    def rate_by_response(self, estimate: Estimate) -> ContactRate:
        """The contact rate that the response so far speaks for, beginning from what was believed before it."""
        effect = CampaignEffect(
            contact_rate=estimate.rate,
            expected_contacts=float(self.terms.expected_contacts) or None,
            marketing_weight=estimate.marketing_weight,
        )
        first = self.terms.waves[0]
        people = float(sum(wave.size for wave in self.terms.waves))
        prior = rate_of(Wave(first.channel, first.size, first.send_at), effect, people)
        return reestimate(self.actual, self.counterfactual, self.curve_of_reached, prior).rate

    def result(self, campaign_id: UUID, now: datetime) -> CampaignResult:
        """Over the intervals in which 95 % of its contacts were expected."""
        total = np.cumsum(self.layer.mean)
        main = int(np.searchsorted(total, MOSTLY * total[-1])) + 1
        known = replace_layer(self.layer, main)
        fitted, error = matched_contacts(
            self.actual, self.counterfactual, self.curve_of_reached(1.0) / max(self.reached, 1e-9)
        )
        return CampaignResult(
            campaign_id=campaign_id,
            queue=self.layer.queue,
            campaign_class=self.terms.campaign_class,
            channel=self.terms.waves[0].channel,
            reached=self.reached,
            told_contacts=self.terms.expected_contacts * self.share,
            uplift=measured_uplift(self.actual[:main], self.counterfactual[:main], known),
            fitted=fitted,
            fitted_sd=error,
            measured_at=now,
        )

    def _waves(self) -> list[Wave]:
        grid = LayerGrid(self.layer.grid.start, self.layer.grid.interval_s, self.is_open)
        waves = [Wave(wave.channel, wave.size, wave.send_at) for wave in self.terms.waves]
        return [wave for wave in waves if opens_after(wave, grid)]


def replace_layer(layer: StoredLayer, count: int) -> Layer:
    """The first intervals of a stored layer."""
    return Layer(layer.mean[:count], layer.low[:count], layer.high[:count], np.ones(count))


def is_over(terms: CampaignTerms, now: datetime) -> bool:
    """Whether nothing more will be learnt of it by waiting."""
    first = min(wave.send_at for wave in terms.waves)
    return now >= min(terms.ends_at, first + MEASURED_FOR) + SETTLED_AFTER


def until(seen: Seen, now: datetime) -> Seen:
    """Only what is measured: two weeks from its beginning."""
    last = min(now, seen.layer.grid.start + MEASURED_FOR)
    keep = np.arange(seen.actual.size) < seen.layer.grid.index_of(last)
    return replace(seen, actual=np.where(keep, seen.actual, np.nan))
