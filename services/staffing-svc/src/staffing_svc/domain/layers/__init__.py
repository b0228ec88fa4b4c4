"""Campaign layers: what each announced campaign adds to each queue, when, and how surely."""

from staffing_svc.domain.layers.beliefs import Belief
from staffing_svc.domain.layers.campaign_layer import CampaignEffect, Layer, campaign_layer
from staffing_svc.domain.layers.channel_priors import CHANNEL_PRIORS, ChannelPrior, prior_of
from staffing_svc.domain.layers.contact_rate import ContactRate
from staffing_svc.domain.layers.layer_grid import LayerGrid, Wave
from staffing_svc.domain.layers.pace import Pace

__all__ = [
    "CHANNEL_PRIORS",
    "Belief",
    "CampaignEffect",
    "ChannelPrior",
    "ContactRate",
    "Layer",
    "LayerGrid",
    "Pace",
    "Wave",
    "campaign_layer",
    "prior_of",
]
