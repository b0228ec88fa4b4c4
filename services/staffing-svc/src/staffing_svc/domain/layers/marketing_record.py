"""How far marketing's own numbers can be trusted, learnt from what it said of past campaigns and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from staffing_svc.domain.layers.normal_levels import next_of

BIAS_SD = 0.5
"""How far (log) a department's numbers may be off as a habit: a factor of about 1.65 either way."""
SCATTER_SCALE = 0.5
LEAST_CONTACTS = 3.0
"""A campaign that brought so few standard errors of contacts tells nothing of who was right."""


@dataclass(frozen=True)
class Told:
    """One past campaign: contacts that marketing expected of it, contacts measured and their standard error."""

    expected: float
    measured: float
    measured_sd: float


@dataclass(frozen=True)
class MarketingRecord:
    """log(expected/what comes) of the next number: `bias` is the habit, `log_sd` how surely it is known."""

    bias: float
    log_sd: float
    campaigns: int

    def weight_against(self, log_sd: float) -> float:
        """How much the number counts beside an estimate with this spread (normal beliefs add their precisions)."""
        return log_sd**2 / (log_sd**2 + self.log_sd**2)


def marketing_record(past: Sequence[Told]) -> MarketingRecord | None:
    """None while nothing was told that could be held against a measurement."""
    judged = [one for one in past if one.expected > 0.0 and one.measured > LEAST_CONTACTS * one.measured_sd]
    if not judged:
        return None
    errors = [(log(one.expected / one.measured), one.measured_sd / one.measured) for one in judged]
    bias, spread = next_of(errors, level_sd=BIAS_SD, between_scale=SCATTER_SCALE)
    return MarketingRecord(bias, spread, len(judged))
