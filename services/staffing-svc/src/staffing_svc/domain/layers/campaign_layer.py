"""One campaign's layer: audience x reach x contact rate x response curve by wave, for one queue or many
at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.beliefs import Belief, told, usual_belief
from staffing_svc.domain.layers.channel_priors import prior_of
from staffing_svc.domain.layers.contact_rate import NORMAL_80, ContactRate
from staffing_svc.domain.layers.gamma_curve import ResponseCurve
from staffing_svc.domain.layers.layer_grid import LayerGrid, Wave
from staffing_svc.domain.layers.refusals import ImpossibleEffect
from staffing_svc.domain.layers.response_curves import people_by_interval

MARKETING_WEIGHT = 0.5
"""How much marketing's expected contacts count against the learnt rate while its record is unknown."""


@dataclass(frozen=True)
class CampaignEffect:
    """How a campaign works on one queue.

    `beliefs` by channel replace the channel's prior when learnt. `contact_rate` and `curve` were given for the
    whole campaign and stand above what was learnt. `expected_contacts` is marketing's own number for the whole
    campaign, counted with `marketing_weight` (0..1). `reach` and `queue_share` are shares 0..1;
    `handle_time_uplift` is a share (.3 = 30 % longer), None for the channel's.
    """

    queue_share: float = 1.0
    reach: float = 1.0
    contact_rate: ContactRate | None = None
    curve: ResponseCurve | None = None
    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    handle_time_uplift: float | None = None
    expected_contacts: float | None = None
    marketing_weight: float = MARKETING_WEIGHT

    def __post_init__(self) -> None:
        if not (0.0 <= self.queue_share <= 1.0 and 0.0 <= self.reach <= 1.0):
            raise ImpossibleEffect("queue share and reach lie in 0..1", field="queue_share")
        if self.handle_time_uplift is not None and not -0.9 <= self.handle_time_uplift <= 9.0:
            raise ImpossibleEffect("handle time changes by -90 % to +900 %", field="handle_time_uplift")

    def belief(self, channel: str) -> Belief:
        """Of one channel, before marketing's number."""
        known = self.beliefs.get(channel) or usual_belief(channel)
        return known if self.contact_rate is None else Belief(self.contact_rate, known.pace)

    def curve_of(self, channel: str, pace: float) -> ResponseCurve:
        """The channel's response curve at a pace."""
        return (self.curve or prior_of(channel).curve).stretched(pace)

    def uplift_of(self, channel: str) -> float:
        """By what share contacts by this channel take longer."""
        given = self.handle_time_uplift
        return prior_of(channel).handle_time_uplift if given is None else given


@dataclass(frozen=True, eq=False)
class Layer:
    """Contacts a campaign adds, shape [n]: expected, 10 % and 90 % point; and the factor on their handle
    time."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    aht_factor: FloatArray

    @property
    def deviation(self) -> FloatArray:
        """About one standard deviation, from the width of the central 80 %."""
        return (self.high - self.low) / (2.0 * NORMAL_80)


def campaign_layer(waves: Sequence[Wave], effect: CampaignEffect, grid: LayerGrid) -> Layer:
    """What a campaign adds to one queue on a grid.

    Raises CampaignOverClosedHours when the queue is never open after a send that the grid covers,
    ImpossibleEffect for shares outside 0..1 or a negative audience.
    """
    if not waves:
        raise ImpossibleEffect("a campaign has at least one wave", field="waves")
    expected, deviation, stretched = np.zeros((3, len(grid)))
    for channel, belief in beliefs_of(waves, effect).items():
        curve = effect.curve_of(channel, belief.pace.likely)
        people = people_by_interval(by_channel(waves)[channel], curve, grid)
        mean = (effect.reach * effect.queue_share * belief.mean_rate) * people
        expected += mean
        deviation += mean * sqrt(max(exp(belief.rate.log_sd**2) - 1.0, 0.0))
        stretched += mean * (1.0 + effect.uplift_of(channel))
    factor = np.divide(stretched, expected, out=np.ones_like(expected), where=expected > 0.0)
    low, high = _log_normal_band(expected, deviation)
    return Layer(expected, low, high, factor)


def by_channel(waves: Sequence[Wave]) -> dict[str, list[Wave]]:
    """The waves of each channel, channels in the order in which they first come."""
    found: dict[str, list[Wave]] = {}
    for wave in waves:
        found.setdefault(wave.channel, []).append(wave)
    return found


def beliefs_of(waves: Sequence[Wave], effect: CampaignEffect) -> dict[str, Belief]:
    """What is believed of each channel of the campaign: learnt or prior, then marketing's number if given."""
    channels = by_channel(waves)
    beliefs = {channel: effect.belief(channel) for channel in channels}
    if effect.expected_contacts is None:
        return beliefs
    people = {channel: effect.reach * sum(wave.size for wave in of) for channel, of in channels.items()}
    return told(beliefs, people, effect.expected_contacts, effect.marketing_weight)


def _log_normal_band(mean: FloatArray, deviation: FloatArray) -> tuple[FloatArray, FloatArray]:
    """10 % and 90 % points of log-normals with these means and deviations (channels share one error)."""
    relative = np.divide(deviation, mean, out=np.zeros_like(mean), where=mean > 0.0)
    log_sd = np.sqrt(np.log1p(relative**2))
    median = mean * np.exp(-(log_sd**2) / 2.0)
    return median * np.exp(-NORMAL_80 * log_sd), median * np.exp(NORMAL_80 * log_sd)
