"""The rules that surge detection is compared with, each as an alarm where it begins to hold."""

from collections.abc import Callable

import numpy as np
from concert_cli.bench.injection import Flags, Floats, Rule, Stretch, alarms_per_week

QUIET_S = 2 * 3600
"""An alarm that comes within two hours of the same rule's last one is the same alarm."""
HAZARD = 1 / 500
LONGEST_RUN = 96
FRESH_RUN = 4
Score = Callable[[Floats, Floats], Floats]
"""From expected and observed, (T, Q), how unusual each interval is, (T, Q)."""


def begins(holds: Flags, interval_s: int) -> Flags:
    """Where a condition begins to hold after QUIET_S without it."""
    begun = holds.copy()
    for back in range(1, QUIET_S // interval_s + 1):
        begun[back:] &= ~holds[:-back]
    return begun


def above_forecast(interval_s: int, factor: float = 1.3, least: float = 1.0) -> Rule:
    """Actual > forecast x 1.3, the rule of most real-time screens."""

    def rule(expected: Floats, observed: Floats) -> Flags:
        holds = (observed > factor * expected) & (expected > least)
        return begins(np.asarray(holds), interval_s)

    return rule


def calibrated(score: Score, training: Stretch, *, per_week: float) -> Rule:
    """The rule `score above a limit`, with the limit at which the training part alarms `per_week` times."""

    def at(limit: float) -> Rule:
        return lambda expected, observed: begins(score(expected, observed) > limit, training.interval_s)

    reached = score(training.expected[:, None], training.observed[:, None])[:, 0]
    limits = np.unique(np.sort(reached[np.isfinite(reached)])[-4000:])
    low, high = 0, len(limits) - 1
    while low < high:
        middle = (low + high) // 2
        if alarms_per_week(at(float(limits[middle])), training) <= per_week:
            high = middle
        else:
            low = middle + 1
    return at(float(limits[low]))


def z_score(training: Stretch) -> Score:
    """(actual - forecast) / sd, with Poisson and proportional variance learnt from the training part."""
    told = np.isfinite(training.expected) & (training.expected > 1.0)
    mean, count = training.expected[told], training.observed[told]
    relative = max(float(np.mean(((count - mean) ** 2 - mean) / mean**2)), 0.0)

    def score(expected: Floats, observed: Floats) -> Floats:
        spread = np.sqrt(np.maximum(expected + relative * expected**2, 1.0))
        return np.asarray(np.where(expected > 1.0, (observed - expected) / spread, 0.0))

    return score


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
