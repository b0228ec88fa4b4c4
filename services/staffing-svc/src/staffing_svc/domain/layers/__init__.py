"""Campaign layers: what each announced campaign adds to each queue, when, and how surely."""

from staffing_svc.domain.layers.campaign_layer import CampaignEffect, Layer, LayerGrid, Wave, campaign_layer
from staffing_svc.domain.layers.channel_priors import CHANNEL_PRIORS, ChannelPrior, prior_of
from staffing_svc.domain.layers.contact_rate import ContactRate

__all__ = [
    "CHANNEL_PRIORS",
    "CampaignEffect",
    "ChannelPrior",
    "ContactRate",
    "Layer",
    "LayerGrid",
    "Wave",
    "campaign_layer",
    "prior_of",
]
