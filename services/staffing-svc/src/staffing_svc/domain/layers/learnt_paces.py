"""How fast a channel's campaigns are answered, learnt from past ones: empirical Bayes on a fine grid.

Model: log pace of campaign k ~ N(theta_channel, s^2), theta ~ N(0, THETA_SD^2); measured log pace ~ N(log pace, its
error^2). theta lives on 121 nodes, s on a short grid, both integrated out.
"""

from collections.abc import Sequence

import numpy as np

from staffing_svc.domain.layers.beliefs import Belief
from staffing_svc.domain.layers.channel_priors import prior_of
from staffing_svc.domain.layers.learnt_rates import NODES, PastCampaign, learnt_rate
from staffing_svc.domain.layers.pace import BETWEEN_SCALE, THETA_SD, USUAL_PACE, Pace

BETWEEN_SD = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.9])
RANGE = 1.5


def learnt_belief(past: Sequence[PastCampaign], channel: str, campaign_class: str | None) -> Belief:
    """Rate and pace to expect of the channel's next campaign (of this class)."""
    rate = learnt_rate(past, channel, campaign_class, prior_of(channel).rate)
    return Belief(rate, learnt_pace(past, channel))


def learnt_pace(past: Sequence[PastCampaign], channel: str) -> Pace:
    """The pace to expect of the channel's next campaign, with its predictive spread."""
    measured = [one.pace for one in past if one.channel == channel and one.pace is not None]
    if not measured:
        return USUAL_PACE
    nodes = np.linspace(-RANGE, RANGE, NODES)
    weight = -0.5 * (nodes / THETA_SD) ** 2 - 0.5 * (BETWEEN_SD[:, None] / BETWEEN_SCALE) ** 2
    for pace in measured:
        variance = BETWEEN_SD[:, None] ** 2 + pace.log_sd**2
        weight -= 0.5 * ((pace.log_mean - nodes) ** 2 / variance + np.log(variance))
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    by_node = weight.sum(axis=0)
    centre = float(by_node @ nodes)
    within = float(by_node @ (nodes - centre) ** 2)
    return Pace(centre, float(np.sqrt(within + weight.sum(axis=1) @ BETWEEN_SD**2)))
