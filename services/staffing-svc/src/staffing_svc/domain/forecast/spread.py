"""How wrong the forecast has been at each lead: pseudo-origins in the past give the quantiles of the future.

At each pseudo-origin the model sees only earlier days. Errors on the square-root scale have variance
poisson(m) + t(lead) m with m the expected contacts; what is left after dividing by it is kept as it fell
(conformal quantiles), apart for small and large m because counts are discrete.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray, IntArray
from staffing_svc.domain.forecast.replay import FIRST_TRAINING_DAYS, SPAN_DAYS, Replay

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
NORMAL_QUANTILES = np.array([-1.959964, -1.281552, 0.0, 1.281552, 1.959964])
LEAD_EDGES = (0, 1, 2, 4, 7, 14, 28, 10_000)
LEAD_CENTRES = np.array([0.0, 1.0, 2.5, 5.0, 10.0, 20.0, 36.0])
MEAN_EDGES = np.array([0.5, 2.0, 8.0])
LEAST_MEAN = 0.02
"""Below it the spread of a count is that of 0.02 contacts."""
DEFAULT_SPREAD = 0.01
"""Variance of the square root per contact when nothing has been learnt: a relative deviation of 20 %."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Relative variance by lead [len(LEAD_EDGES) - 1] and standardised quantiles by size of mean [4, 5]."""

    by_lead: FloatArray
    quantiles: FloatArray

    def quantiles_at(self, root: FloatArray, lead_days: IntArray) -> FloatArray:
        """Quantiles of contacts for expected roots and leads of shape [n]: [n, 5], ordered, never below 0."""
        mean = np.maximum(root**2 - 0.25, 0.0)
        deviation = np.sqrt(poisson_root_variance(mean) + self._at(lead_days) * mean)
        standard = self.quantiles[np.searchsorted(MEAN_EDGES, mean)]
        edge = np.maximum(root[:, None] + deviation[:, None] * standard, 0.0)
        return np.maximum.accumulate(np.maximum(edge**2 - 0.25, 0.0), axis=1)

    def _at(self, lead_days: IntArray) -> FloatArray:
        return np.interp(np.log1p(lead_days), np.log1p(LEAD_CENTRES), self.by_lead)


def poisson_root_variance(mean: FloatArray) -> FloatArray:
    """Variance of sqrt(Y + 1/4) for Poisson Y: 1/4 for large means, falling with the mean to a small rest."""
    variance: FloatArray = 0.25 * (1.0 - np.exp(-1.7 * np.maximum(mean, LEAST_MEAN)))
    return variance


def learn_spread(replay: Replay, known_days: int) -> Spread:
    """From how far off each lead was when the past was forecast again."""
    leads, roots, errors = replay.leads, replay.roots, replay.errors
    means = np.maximum(roots**2 - 0.25, 0.0)
    by_lead = _relative_variance(leads, means, errors, unknown=DEFAULT_SPREAD * (1.0 + 14.0 / known_days))
    spread = Spread(by_lead, np.tile(NORMAL_QUANTILES, (MEAN_EDGES.size + 1, 1)))
    if errors.size < 300:
        return spread
    deviation = np.sqrt(poisson_root_variance(means) + spread._at(leads) * means)
    return Spread(by_lead * _few_stretches(known_days), _standard_quantiles(errors / deviation, means))


def _few_stretches(known_days: int) -> FloatArray:
    """Widening of the variance by lead: a lead of L days has been seen over only span/L separate
    stretches."""
    replayed = min(max(known_days - FIRST_TRAINING_DAYS, FIRST_TRAINING_DAYS), SPAN_DAYS)
    return 1.0 + LEAD_CENTRES / replayed


def _relative_variance(
    leads: IntArray, means: FloatArray, errors: FloatArray, *, unknown: float
) -> FloatArray:
    """t(lead) by moments, never falling with the lead, sparse leads borrowing from the one before."""
    values: list[float] = []
    for low, high in pairwise(LEAD_EDGES):
        inside = (leads >= low) & (leads < high)
        before = values[-1] if values else unknown / 2
        weight = means[inside].sum()
        excess = (errors[inside] ** 2 - poisson_root_variance(means[inside])).sum()
        trust = inside.sum() / (inside.sum() + 50.0)
        own = max(excess / weight, 0.0) if weight > 0 else before * 1.2
        values.append(max(trust * own + (1.0 - trust) * before * 1.2, values[-1] if values else 1e-5))
    return np.array(values)


def _standard_quantiles(standard: FloatArray, means: FloatArray) -> FloatArray:
    """Empirical quantiles of standardised errors by size of mean, shrunk to all sizes together."""
    overall = np.quantile(standard, LEVELS)
    rows = []
    group = np.searchsorted(MEAN_EDGES, means)
    for number in range(MEAN_EDGES.size + 1):
        own = standard[group == number]
        trust = own.size / (own.size + 300.0)
        rows.append(trust * np.quantile(own, LEVELS) + (1.0 - trust) * overall if own.size else overall)
    return np.array(rows)
