"""What share of the people reached will contact the center: an estimate with its uncertainty on the log
scale."""

from dataclasses import dataclass
from math import exp, log

from staffing_svc.domain.layers.refusals import ImpossibleEffect

NORMAL_80 = 1.2815515655446004
"""Half-width in standard deviations of the central 80 %: low and high are the 10 % and 90 % points."""


@dataclass(frozen=True)
class ContactRate:
    """Contacts per person reached, log-normal: `log_mean` is the log of the median, `log_sd` its spread."""

    log_mean: float
    log_sd: float
    source: str

    @property
    def low(self) -> float:
        """The 10 % point."""
        return exp(self.log_mean - NORMAL_80 * self.log_sd)

    @property
    def likely(self) -> float:
        """The median."""
        return exp(self.log_mean)

    @property
    def high(self) -> float:
        """The 90 % point."""
        return exp(self.log_mean + NORMAL_80 * self.log_sd)

    def told(self, expected_contacts: float, reached: float, weight: float) -> "ContactRate":
        """This estimate after marketing said how many contacts it expects.

        `weight` in 0..1 is how much marketing's number counts: the log rates are averaged with it, which
        is what a normal prior gives when marketing's own variance is this one's times (1 - weight)/weight.
        """
        if not (expected_contacts > 0.0 and reached > 0.0 and 0.0 <= weight <= 1.0):
            raise ImpossibleEffect("expected contacts and audience are positive, a weight lies in 0..1")
        mean = weight * log(expected_contacts / reached) + (1.0 - weight) * self.log_mean
        return ContactRate(mean, self.log_sd * (1.0 - weight) ** 0.5, f"{self.source}+marketing({weight:g})")


def rate_between(low: float, high: float, source: str) -> ContactRate:
    """The log-normal whose central 80 % is low..high."""
    if not 0.0 < low < high:
        raise ImpossibleEffect("a contact rate's low end is positive and below its high end")
    spread = (log(high) - log(low)) / (2.0 * NORMAL_80)
    return ContactRate((log(low) + log(high)) / 2.0, spread, source)
