"""One campaign's layer: audience x reach x contact rate x response curve by wave, for one queue or many
at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, sqrt

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray
from staffing_svc.domain.layers.channel_priors import prior_of
from staffing_svc.domain.layers.contact_rate import NORMAL_80, ContactRate
from staffing_svc.domain.layers.gamma_curve import ResponseCurve
from staffing_svc.domain.layers.opening_shift import move_to_opening
from staffing_svc.domain.layers.refusals import CampaignOverClosedHours, ImpossibleEffect

MARKETING_WEIGHT = 0.5
"""How much marketing's expected contacts count against the learnt rate while its record is unknown."""


@dataclass(frozen=True)
class Wave:
    """One send: how many people it goes to, by which channel, and when (aware)."""

    channel: str
    size: int
    send_at: datetime


@dataclass(frozen=True)
class CampaignEffect:
    """How a campaign works on one queue.

    `contact_rate` and `curve` replace the channel's prior when learnt; `expected_contacts` is marketing's own
    number for the whole campaign, counted with `marketing_weight` (0..1). `reach` and `queue_share` are
    shares 0..1; `handle_time_uplift` is a share (.3 = 30 % longer), None for the channel's.
    """

    queue_share: float = 1.0
    reach: float = 1.0
    contact_rate: ContactRate | None = None
    curve: ResponseCurve | None = None
    handle_time_uplift: float | None = None
    expected_contacts: float | None = None
    marketing_weight: float = MARKETING_WEIGHT

    def __post_init__(self) -> None:
        if not (0.0 <= self.queue_share <= 1.0 and 0.0 <= self.reach <= 1.0):
            raise ImpossibleEffect("queue share and reach lie in 0..1", field="queue_share")
        if self.handle_time_uplift is not None and not -0.9 <= self.handle_time_uplift <= 9.0:
            raise ImpossibleEffect("handle time changes by -90 % to +900 %", field="handle_time_uplift")


@dataclass(frozen=True, eq=False)
class LayerGrid:
    """The intervals a layer is wanted for: `is_open` has shape [n], True where the queue takes contacts."""

    start: datetime
    interval_s: int
    is_open: BoolArray

    def __len__(self) -> int:
        return int(self.is_open.size)

    def edges_s(self, sent_at: datetime) -> FloatArray:
        """Seconds from a send to each edge between intervals, shape [n + 1]."""
        first = (self.start - sent_at).total_seconds()
        return first + self.interval_s * np.arange(len(self) + 1, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Layer:
    """Contacts a campaign adds, shape [n]: expected, 10 % and 90 % point; and the factor on their handle
    time."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    aht_factor: FloatArray


def campaign_layer(waves: Sequence[Wave], effect: CampaignEffect, grid: LayerGrid) -> Layer:
    """What a campaign adds to one queue on a grid.

    Raises CampaignOverClosedHours when the queue is never open after a send that the grid covers,
    ImpossibleEffect for shares outside 0..1 or a negative audience.
    """
    if not waves:
        raise ImpossibleEffect("a campaign has at least one wave", field="waves")
    reached = sum(wave.size for wave in waves) * effect.reach
    expected, deviation, stretched = np.zeros((3, len(grid)))
    for wave in waves:
        rate = rate_of(wave, effect, reached)
        contacts = wave.size * effect.reach * effect.queue_share * wave_curve(wave, effect, grid)
        mean = contacts * exp(rate.log_mean + rate.log_sd**2 / 2.0)
        expected += mean
        deviation += mean * sqrt(max(exp(rate.log_sd**2) - 1.0, 0.0))
        stretched += mean * (1.0 + uplift_of(wave, effect))
    factor = np.divide(stretched, expected, out=np.ones_like(expected), where=expected > 0.0)
    low, high = _log_normal_band(expected, deviation)
    return Layer(expected, low, high, factor)


def rate_of(wave: Wave, effect: CampaignEffect, reached: float) -> ContactRate:
    """The wave's contact rate: learnt or prior, then marketing's number if given."""
    rate = effect.contact_rate or prior_of(wave.channel).rate
    if effect.expected_contacts is None or reached <= 0.0:
        return rate
    return rate.told(effect.expected_contacts, reached, effect.marketing_weight)


def uplift_of(wave: Wave, effect: CampaignEffect) -> float:
    """By what share contacts of this wave take longer."""
    given = effect.handle_time_uplift
    return prior_of(wave.channel).handle_time_uplift if given is None else given


def wave_curve(wave: Wave, effect: CampaignEffect, grid: LayerGrid) -> FloatArray:
    """Share of the wave's response in each interval, shape [n]; sums to 1 over a grid that holds all of
    it."""
    if wave.size < 0:
        raise ImpossibleEffect("an audience is at least 0", field="size")
    edges = grid.edges_s(wave.send_at)
    if edges[-1] <= 0.0:
        return np.zeros(len(grid))
    if not opens_after(wave, grid):
        raise CampaignOverClosedHours(
            f"the queue is closed in every interval after {wave.send_at.isoformat()}", field="send_at"
        )
    curve = effect.curve or prior_of(wave.channel).curve
    share = np.maximum(np.diff(curve.share_by(edges)), 0.0)
    return move_to_opening(share, grid.is_open, grid.interval_s)


def opens_after(wave: Wave, grid: LayerGrid) -> bool:
    """Whether the grid holds an open interval that ends after the send."""
    return bool(grid.is_open[grid.edges_s(wave.send_at)[1:] > 0.0].any())


def _log_normal_band(mean: FloatArray, deviation: FloatArray) -> tuple[FloatArray, FloatArray]:
    """10 % and 90 % points of log-normals with these means and deviations (waves share one rate error)."""
    relative = np.divide(deviation, mean, out=np.zeros_like(mean), where=mean > 0.0)
    log_sd = np.sqrt(np.log1p(relative**2))
    median = mean * np.exp(-(log_sd**2) / 2.0)
    return median * np.exp(-NORMAL_80 * log_sd), median * np.exp(NORMAL_80 * log_sd)
