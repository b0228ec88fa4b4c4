"""Starting beliefs per channel before anything is learnt: wide, as practitioners disagree, and only data.

Ranges are what practitioners report (definitions, "Campaign uplift"); channels marked assumed have no agreed
range and are given a wider one. Learn from campaigns, then tighten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from staffing_svc.domain.layers.contact_rate import ContactRate, rate_between
from staffing_svc.domain.layers.gamma_curve import ResponseCurve

HOUR_S = 3600.0


@dataclass(frozen=True)
class ChannelPrior:
    """What a channel usually does: contact rate, timing, and by how much handle times grow (share)."""

    channel: str
    rate: ContactRate
    curve: ResponseCurve
    handle_time_uplift: float = 0.0


def _prior(
    channel: str, low: float, high: float, shape: float, scale_h: float, uplift: float = 0.0
) -> ChannelPrior:
    rate = rate_between(low, high, f"prior:{channel}")
    return ChannelPrior(channel, rate, ResponseCurve(shape, scale_h * HOUR_S), uplift)


CHANNEL_PRIORS: Mapping[str, ChannelPrior] = MappingProxyType(
    {
        prior.channel: prior
        for prior in (
            _prior("email", 0.01, 0.05, 1.4, 7.5),  # peak 3 h, 98 % within 48 h
            _prior("direct_mail", 0.005, 0.02, 4.0, 28.0),  # peak on day 3.5 after delivery
            _prior("tv", 0.001, 0.01, 1.0, 5.7),  # 65 % within 6 h, 98 % within 24 h
            _prior("launch", 0.03, 0.15, 1.3, 50.0, 0.30),  # the first week, handle time +20-40 %
            _prior("price_change", 0.01, 0.08, 2.0, 30.0),  # at the statement
            _prior("sms", 0.005, 0.06, 1.2, 4.0),  # assumed
            _prior("push", 0.002, 0.04, 1.2, 4.0),  # assumed
            _prior("social", 0.0005, 0.02, 1.1, 24.0),  # assumed
            _prior("radio", 0.0005, 0.01, 1.0, 6.0),  # assumed
            _prior("other", 0.001, 0.1, 1.4, 24.0),  # assumed
        )
    }
)
_SPELLINGS = {
    "e_mail": "email",
    "mail": "direct_mail",
    "letter": "direct_mail",
    "television": "tv",
    "text": "sms",
}


def prior_of(channel: str) -> ChannelPrior:
    """The starting belief of a channel; a channel nobody described is treated as "other"."""
    plain = channel.strip().lower().replace("-", "_").replace(" ", "_")
    return CHANNEL_PRIORS.get(_SPELLINGS.get(plain, plain), CHANNEL_PRIORS["other"])
