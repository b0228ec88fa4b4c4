"""What a campaign brought by each of its channels, told apart by when their people call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.beliefs import Belief
from staffing_svc.domain.layers.campaign_layer import CampaignEffect, beliefs_of, by_channel
from staffing_svc.domain.layers.first_response import Response, explained_by_baseline, explained_without
from staffing_svc.domain.layers.layer_grid import LayerGrid, Wave
from staffing_svc.domain.layers.learnt_rates import PastCampaign
from staffing_svc.domain.layers.pace import Pace
from staffing_svc.domain.layers.response_curves import people_by_interval
from staffing_svc.domain.layers.response_grid import DISPERSION, Explained


@dataclass(frozen=True)
class ChannelResult:
    """One channel of one campaign on one queue: people reached, contacts predicted and measured.

    `contacts` (standard error `contacts_sd`) and `pace` are what the measurement alone says, without what was
    believed of this channel before; `contacts` may be negative. Earlier results have no pace.
    """

    channel: str
    reached: float
    predicted: float
    contacts: float
    contacts_sd: float
    pace: Pace | None

    def past(self, campaign_class: str) -> PastCampaign:
        """What it teaches."""
        return PastCampaign(
            self.channel, campaign_class, self.reached, self.contacts, self.contacts_sd, self.pace
        )


@dataclass(frozen=True, eq=False)
class ReachedCurve:
    """People of one channel's waves by interval, at a pace: called by the re-estimation for each it considers."""

    waves: Sequence[Wave]
    effect: CampaignEffect
    grid: LayerGrid

    def __call__(self, pace: float) -> FloatArray:
        curve = self.effect.curve_of(self.waves[0].channel, pace)
        people = people_by_interval(self.waves, curve, self.grid)
        return self.effect.reach * self.effect.queue_share * people

    @property
    def people(self) -> float:
        return self.effect.reach * self.effect.queue_share * sum(wave.size for wave in self.waves)


def response_of(
    waves: Sequence[Wave],
    effect: CampaignEffect,
    grid: LayerGrid,
    observed: FloatArray,
    baseline: FloatArray,
    others: Sequence[FloatArray] = (),
) -> Response:
    """What came of these waves, arrays [n] over the grid; `others` as in Response."""
    channels = by_channel(waves)
    reached = {channel: ReachedCurve(of, effect, grid) for channel, of in channels.items()}
    return Response(observed, baseline, reached, beliefs_of(waves, effect), others)


def channel_results(response: Response, after: Mapping[str, Belief]) -> tuple[ChannelResult, ...]:
    """By channel, `after` being what is believed now; channels that reached nobody have no result."""
    return tuple(
        _result(response, channel, after) for channel in after if response.reached[channel].people > 0.0
    )


def whole_result(response: Response, after: Mapping[str, Belief]) -> tuple[float, float]:
    """Contacts of all channels together and their standard error: far surer than each channel's where these call
    at the same times."""
    by_channel = [
        belief.mean_rate * response.reached[name](belief.pace.likely) for name, belief in after.items()
    ]
    whole = sum(belief.mean_rate * response.reached[name].people for name, belief in after.items())
    if whole <= 0.0:
        return 0.0, 0.0
    expected = np.sum(by_channel, axis=0)[response.known]
    return matched_contacts(explained_by_baseline(response), expected / whole, expected)


def _result(response: Response, channel: str, after: Mapping[str, Belief]) -> ChannelResult:
    before, now, reached = response.beliefs[channel], after[channel], response.reached[channel]
    curve = reached(now.pace.likely)[response.known]
    rest = explained_without(response, channel, after)
    contacts, deviation = matched_contacts(rest, curve / reached.people, now.mean_rate * curve)
    return ChannelResult(
        channel=channel,
        reached=reached.people,
        predicted=reached.people * before.mean_rate,
        contacts=contacts,
        contacts_sd=deviation,
        pace=now.pace.without(before.pace),
    )


def matched_contacts(rest: Explained, share: FloatArray, expected: FloatArray) -> tuple[float, float]:
    """Contacts and their standard error, fitted by the shape of the response; may be negative.

    Generalised least squares of what the rest does not explain on `share` [n] (sums to 1 over the whole response)
    and on the rest's errors, each with a standard normal coefficient. `expected` [n] only weighs the intervals.
    Far less noisy than a plain sum.
    """
    likely = rest.likely + np.maximum(expected, 0.0)
    precision = 1.0 / (np.maximum(likely, 1.0) + DISPERSION * likely**2)
    design = np.column_stack([share, rest.errors])
    believed = np.ones(design.shape[1])
    believed[0] = 1e-12
    normal = design.T @ (precision[:, None] * design) + np.diag(believed)
    covariance = np.linalg.inv(normal)
    contacts = covariance @ (design.T @ (precision * (rest.observed - rest.mean)))
    return float(contacts[0]), float(np.sqrt(covariance[0, 0]))
