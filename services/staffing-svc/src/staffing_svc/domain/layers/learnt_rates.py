"""Contact rates learnt from past campaigns, per channel and class: empirical Bayes on a fine grid.

Model: log rate of campaign k ~ N(theta_channel, s^2), theta ~ N(prior, tau^2); measured contacts ~
N(reached x rate, measured_sd^2). theta lives on 121 nodes (15-node quadrature aliases narrow
likelihoods), s on a short grid, both integrated out. A class inside a channel starts from what the
channel's other classes taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.contact_rate import ContactRate
from staffing_svc.domain.layers.pace import Pace
from staffing_svc.domain.layers.refusals import ImpossibleEffect

NODES = 121
RANGE_SD = 5.0
BETWEEN_SD = np.array([0.1, 0.2, 0.35, 0.5, 0.7, 1.0])
BETWEEN_SCALE = 0.5
"""Half-normal prior of s: campaigns of one channel differ by a factor of about 1.65 either way."""
CLASS_SD = 0.35
"""How far (log) a class's typical rate may lie from its channel's."""


@dataclass(frozen=True)
class PastCampaign:
    """One finished campaign by one channel: how many were reached, what was measured (contacts and its standard
    error), and its pace as the measurement alone tells it; None where nobody measured the pace."""

    channel: str
    campaign_class: str
    reached: float
    measured_contacts: float
    measured_sd: float
    pace: Pace | None = None


def learnt_rate(
    past: Sequence[PastCampaign], channel: str, campaign_class: str | None, prior: ContactRate
) -> ContactRate:
    """The rate to expect of the channel's next campaign (of this class), with its predictive spread."""
    same = [one for one in past if one.channel == channel]
    if campaign_class is None:
        return _predict(same, prior, f"learnt:{channel}({len(same)})")
    others = [one for one in same if one.campaign_class != campaign_class]
    own = [one for one in same if one.campaign_class == campaign_class]
    centre, spread, _ = _posterior(others, prior)
    widened = ContactRate(centre, float(np.hypot(spread, CLASS_SD if others else 0.0)), prior.source)
    return _predict(own, widened, f"learnt:{channel}/{campaign_class}({len(own)}+{len(others)})")


def _predict(past: Sequence[PastCampaign], prior: ContactRate, source: str) -> ContactRate:
    """theta's posterior widened by s; without any campaign the prior itself, which is already predictive."""
    if not past:
        return prior
    centre, spread, between = _posterior(past, prior)
    return ContactRate(centre, float(np.hypot(spread, between)), source)


def _posterior(past: Sequence[PastCampaign], prior: ContactRate) -> tuple[float, float, float]:
    """Mean and deviation of theta, and root mean square of s."""
    if not past:
        return prior.log_mean, prior.log_sd, BETWEEN_SCALE
    nodes = rate_nodes(prior)
    belief = _normal_log(nodes, prior.log_mean, prior.log_sd)
    log_weight = np.tile(belief, (BETWEEN_SD.size, 1)) - 0.5 * (BETWEEN_SD[:, None] / BETWEEN_SCALE) ** 2
    for one in past:
        log_weight += _campaign_likelihood(one, nodes)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    by_node = weight.sum(axis=0)
    centre = float(by_node @ nodes)
    spread = float(np.sqrt(by_node @ (nodes - centre) ** 2))
    return centre, spread, float(np.sqrt(weight.sum(axis=1) @ BETWEEN_SD**2))


def rate_nodes(prior: ContactRate) -> FloatArray:
    """121 log rates over +-5 prior deviations (at least +-2.5 on the log scale)."""
    half = max(RANGE_SD * prior.log_sd, 2.5)
    return np.linspace(prior.log_mean - half, prior.log_mean + half, NODES)


def _campaign_likelihood(one: PastCampaign, nodes: FloatArray) -> FloatArray:
    """log p(measured | theta node, s), [s, nodes]: the campaign's own log rate integrated over the nodes."""
    if one.reached <= 0.0 or one.measured_sd <= 0.0:
        raise ImpossibleEffect(
            "a past campaign reached somebody and its measurement has an error", field="reached"
        )
    measured = _normal_log(one.measured_contacts, one.reached * np.exp(nodes), one.measured_sd)
    distance = nodes[:, None] - nodes[None, :]
    rows = []
    for between in BETWEEN_SD:
        scatter = np.exp(-0.5 * (distance / between) ** 2)
        scatter /= scatter.sum(axis=1, keepdims=True)
        rows.append(np.log(scatter @ np.exp(measured - measured.max()) + 1e-300) + measured.max())
    return np.array(rows)


def _normal_log(value: FloatArray | float, mean: FloatArray | float, deviation: float) -> FloatArray:
    result: FloatArray = np.asarray(-0.5 * ((value - np.asarray(mean)) / deviation) ** 2 - np.log(deviation))
    return result
