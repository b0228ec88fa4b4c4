"""Rate and pace to expect of a channel's next campaign, from what past ones were measured to have done."""

from collections.abc import Sequence

from staffing_svc.domain.layers.beliefs import Belief
from staffing_svc.domain.layers.channel_priors import prior_of
from staffing_svc.domain.layers.learnt_rates import PastCampaign, learnt_rate
from staffing_svc.domain.layers.normal_levels import next_of
from staffing_svc.domain.layers.pace import BETWEEN_SCALE, THETA_SD, USUAL_PACE, Pace


def learnt_belief(past: Sequence[PastCampaign], channel: str, campaign_class: str | None) -> Belief:
    """Rate and pace of the channel's next campaign (of this class)."""
    rate = learnt_rate(past, channel, campaign_class, prior_of(channel).rate)
    return Belief(rate, learnt_pace(past, channel))


def learnt_pace(past: Sequence[PastCampaign], channel: str) -> Pace:
    """The pace to expect of the channel's next campaign, with its predictive spread."""
    paces = [one.pace for one in past if one.channel == channel and one.pace is not None]
    if not paces:
        return USUAL_PACE
    measured = [(pace.log_mean, pace.log_sd) for pace in paces]
    return Pace(*next_of(measured, level_sd=THETA_SD, between_scale=BETWEEN_SCALE))
