"""What is believed of a campaign by one channel: how many will respond, and how fast."""

from dataclasses import dataclass, replace
from math import exp

from staffing_svc.domain.layers.channel_priors import prior_of
from staffing_svc.domain.layers.contact_rate import ContactRate
from staffing_svc.domain.layers.pace import USUAL_PACE, Pace


@dataclass(frozen=True)
class Belief:
    """The contact rate and the pace of one campaign by one channel, each with its uncertainty."""

    rate: ContactRate
    pace: Pace

    @property
    def mean_rate(self) -> float:
        """The mean of the log-normal rate."""
        return exp(self.rate.log_mean + self.rate.log_sd**2 / 2.0)


def usual_belief(channel: str) -> Belief:
    """Before anything was measured."""
    return Belief(prior_of(channel).rate, USUAL_PACE)


def spread_of(beliefs: dict[str, Belief], people: dict[str, int]) -> float:
    """Log deviation of all contacts together: each channel's by its part of them, as if all erred alike."""
    contacts = {channel: people[channel] * belief.rate.likely for channel, belief in beliefs.items()}
    whole = sum(contacts.values())
    if whole <= 0.0:
        return max(belief.rate.log_sd for belief in beliefs.values())
    return sum(contacts[channel] * belief.rate.log_sd for channel, belief in beliefs.items()) / whole


def told(
    beliefs: dict[str, Belief], people: dict[str, float], expected_contacts: float, weight: float
) -> dict[str, Belief]:
    """These beliefs after marketing said how many contacts all channels together will bring.

    Marketing's number says nothing of one channel against another: each rate moves by the same factor.
    `people` are those reached by channel, `weight` (0..1) how much the number counts.
    """
    typical = sum(people[channel] * belief.rate.likely for channel, belief in beliefs.items())
    if not (expected_contacts > 0.0 and typical > 0.0):
        return beliefs
    factor = expected_contacts / typical
    return {
        channel: replace(belief, rate=belief.rate.told(factor * belief.rate.likely, 1.0, weight))
        for channel, belief in beliefs.items()
    }
