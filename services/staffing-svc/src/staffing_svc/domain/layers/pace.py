"""How fast a campaign is answered, beside the usual curve of its channel."""

from dataclasses import dataclass
from math import exp

THETA_SD = 0.25
"""How far (log) the true curve of a channel may run beside its usual one."""
BETWEEN_SCALE = 0.25
"""How far (log) campaigns of one channel may differ in pace, before any was measured."""


@dataclass(frozen=True)
class Pace:
    """Log-normal factor on the clock of the usual curve: 1 as usual, 2 all responses take twice as long."""

    log_mean: float
    log_sd: float

    @property
    def likely(self) -> float:
        """The median."""
        return exp(self.log_mean)

    def without(self, prior: "Pace") -> "Pace":
        """What the data alone said, when this is what they made of `prior` (normal beliefs divide)."""
        precision = self.log_sd**-2 - prior.log_sd**-2
        if precision <= LEAST_PRECISION:
            return Pace(self.log_mean, LEAST_PRECISION**-0.5)
        pulled = self.log_mean * self.log_sd**-2 - prior.log_mean * prior.log_sd**-2
        return Pace(pulled / precision, precision**-0.5)


LEAST_PRECISION = 0.25
USUAL_PACE = Pace(0.0, (THETA_SD**2 + BETWEEN_SCALE**2) ** 0.5)
"""What is believed of a campaign's pace when none of its channel was measured."""
