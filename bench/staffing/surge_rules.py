"""A stronger rule to compare surge detection with: Bayesian change points."""

import numpy as np
from concert_cli.bench.injection import Floats, Stretch
from concert_cli.bench.rules import Score

HAZARD = 1 / 500
LONGEST_RUN = 96
FRESH_RUN = 4


def change_points(training: Stretch) -> Score:
    """Bayesian online change-point detection (Adams & MacKay 2007) on actual/forecast.

    Known within-day variance, normal mean; the score is the log odds of a run of at most four intervals whose
    mean lies above the one before.
    """
    told = np.isfinite(training.expected) & (training.expected > 1.0)
    ratio = training.observed[told] / training.expected[told]
    within = float(np.median(np.diff(ratio) ** 2)) / 0.455 / 2.0
    busy = float(np.median(training.expected[told]))
    between = max(float(np.var(ratio)) - within, 0.1 * within)

    def score(expected: Floats, observed: Floats) -> Floats:
        return _fresh_run_odds(expected, observed, within=within, between=between, busy=busy)

    return score


def _fresh_run_odds(
    expected: Floats, observed: Floats, *, within: float, between: float, busy: float
) -> Floats:
    """`within` is the variance of actual/forecast where `busy` contacts are expected."""
    queues = expected.shape[1]
    chance = np.zeros((LONGEST_RUN, queues))
    chance[0] = 1.0
    precision = np.full((LONGEST_RUN, queues), 1.0 / between)
    mean = np.ones((LONGEST_RUN, queues))
    odds = np.zeros(expected.shape)
    for t in range(len(expected)):
        told = expected[t] > 1.0
        ratio = np.where(told, observed[t] / np.maximum(expected[t], 1.0), 1.0)
        noise = within * busy / np.maximum(expected[t], 1.0)
        variance = noise + 1.0 / precision
        fits = np.exp(-0.5 * (ratio - mean) ** 2 / variance) / np.sqrt(variance)
        grown = np.maximum(chance * fits, 1e-300)
        fresh = HAZARD * grown.sum(axis=0)
        moved = np.vstack([fresh, (1 - HAZARD) * grown[:-1]])
        moved[-1] += (1 - HAZARD) * grown[-1]
        updated = precision + 1.0 / noise
        learnt = (mean * precision + ratio / noise) / updated
        first = np.full(queues, 1.0 / between)
        new_precision = np.vstack([first, updated[:-1]])
        new_mean = np.vstack([np.ones(queues), learnt[:-1]])
        chance = np.where(told, moved / moved.sum(axis=0), chance)
        precision, mean = np.where(told, new_precision, precision), np.where(told, new_mean, mean)
        short = chance[: FRESH_RUN + 1].sum(axis=0)
        level = (chance[1:] * mean[1:]).sum(axis=0) / np.maximum(chance[1:].sum(axis=0), 1e-12)
        up = told & (ratio > 1.0) & (level > 1.0)
        odds[t] = np.where(up, np.log(np.maximum(short, 1e-12) / np.maximum(1 - short, 1e-12)), -50.0)
    return odds
