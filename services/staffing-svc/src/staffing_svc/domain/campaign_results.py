"""What a campaign really brought to a queue, beside what was predicted, and what it says while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from concert_contracts.campaign import CampaignTerms

from staffing_svc.domain.layers import Belief, LayerGrid
from staffing_svc.domain.layers.campaign_layer import Layer
from staffing_svc.domain.layers.channel_results import (
    ChannelResult,
    channel_results,
    response_of,
    whole_result,
)
from staffing_svc.domain.layers.first_response import Response
from staffing_svc.domain.layers.uplift import Uplift, measured_uplift
from staffing_svc.domain.reach import LONGEST, Estimate, answered_waves, effect_of
from staffing_svc.domain.series import Numbers
from staffing_svc.domain.stored_layers import StoredLayer

MEASURED_FOR = timedelta(days=14)
"""Later contacts of a wave drown in the noise of the queue."""
SETTLED_AFTER = timedelta(days=1)
LEAST_RESPONSE_SHARE = 0.1
"""After a tenth of its response a campaign says more of itself than all others do."""
MOSTLY = 0.95


@dataclass(frozen=True)
class CampaignResult:
    """One campaign on one queue. `fitted` contacts follow the shape of its response and are less noisy than the
    plain sum that `uplift` holds; `told_contacts` is marketing's number, 0 for none. `channel` is that of the
    first wave, `by_channel` tells all of them apart."""

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
    by_channel: tuple[ChannelResult, ...] = ()


@dataclass(frozen=True, eq=False)
class Seen:
    """A campaign on one queue so far, arrays [n] over its layer's grid: NaN in `actual` where nothing is known.

    `counterfactual` is what would have come without it, `others` the standard deviation of what each other campaign
    brings to that.
    """

    terms: CampaignTerms
    share: float
    layer: StoredLayer
    is_open: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"
    actual: Numbers
    counterfactual: Numbers
    others: tuple[Numbers, ...] = ()

    @property
    def response_share(self) -> float:
        """How much of its expected response lies in intervals that are known."""
        total = float(self.layer.mean.sum())
        return float(self.layer.mean[~np.isnan(self.actual)].sum()) / total if total > 0 else 0.0

    def response(self, estimate: Estimate) -> Response:
        """What came, beside what `estimate` and marketing's number said of it."""
        grid = LayerGrid(self.layer.grid.start, self.layer.grid.interval_s, self.is_open)
        answered = answered_waves(self.terms, grid)
        effect = effect_of(self.terms, self.share, answered, estimate)
        return response_of(answered, effect, grid, self.actual, self.counterfactual, self.others)

    def result(
        self, campaign_id: UUID, told: Response, after: Mapping[str, Belief], now: datetime
    ) -> CampaignResult:
        """Over the intervals in which 95 % of its contacts were expected."""
        total = np.cumsum(self.layer.mean)
        main = int(np.searchsorted(total, MOSTLY * total[-1])) + 1
        known = replace_layer(self.layer, main)
        fitted, deviation = whole_result(told, after)
        return CampaignResult(
            campaign_id=campaign_id,
            queue=self.layer.queue,
            campaign_class=self.terms.campaign_class,
            channel=self.terms.waves[0].channel,
            reached=sum(reached.people for reached in told.reached.values()),
            told_contacts=self.terms.expected_contacts * self.share,
            uplift=measured_uplift(self.actual[:main], self.counterfactual[:main], known),
            fitted=fitted,
            fitted_sd=deviation,
            measured_at=now,
            by_channel=channel_results(told, after),
        )

    def news(self, told: Response, after: Mapping[str, Belief], now: datetime) -> float:
        """Contacts from now on that come at another time, or more or fewer, than the standing layer says; as a
        share of all that it holds."""
        expected = sum(
            belief.mean_rate * told.reached[name](belief.pace.likely) for name, belief in after.items()
        )
        ahead = np.arange(self.layer.mean.size) >= self.layer.grid.index_of(now)
        moved = float(np.abs(expected - self.layer.mean)[ahead].sum())
        return moved / max(float(self.layer.mean.sum()), 1.0)


def replace_layer(layer: StoredLayer, count: int) -> Layer:
    """The first intervals of a stored layer."""
    return Layer(layer.mean[:count], layer.low[:count], layer.high[:count], np.ones(count))


def is_over(terms: CampaignTerms, now: datetime) -> bool:
    """Whether nothing more will be learnt of it by waiting: after the last wave that is planned."""
    return now >= min(terms.ends_at, _last_send(terms) + MEASURED_FOR) + SETTLED_AFTER


def until(seen: Seen, now: datetime) -> Seen:
    """Only what is measured: two weeks from each wave."""
    last = min(now, _last_send(seen.terms) + MEASURED_FOR)
    keep = np.arange(seen.actual.size) < seen.layer.grid.index_of(last)
    return replace(seen, actual=np.where(keep, seen.actual, np.nan))


def _last_send(terms: CampaignTerms) -> datetime:
    """Of the waves that a layer reaches."""
    sends = [wave.send_at for wave in terms.waves]
    return max(at for at in sends if at <= min(sends) + LONGEST)
