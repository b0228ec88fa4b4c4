"""The rules that surge detection is compared with, each as an alarm where it begins to hold."""

from collections.abc import Callable

import numpy as np

from concert_cli.bench.injection import Flags, Floats, Rule, Stretch, alarms_per_week

QUIET_S = 2 * 3600
"""An alarm that comes within two hours of the same rule's last one is the same alarm."""
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
    told = np.isfinite(training.expected) & np.isfinite(training.observed) & (training.expected > 1.0)
    mean, count = training.expected[told], training.observed[told]
    scattered = float(np.mean(((count - mean) ** 2 - mean) / mean**2)) if told.any() else 0.0
    relative = max(scattered, 0.0)

    def score(expected: Floats, observed: Floats) -> Floats:
        spread = np.sqrt(np.maximum(expected + relative * expected**2, 1.0))
        return np.asarray(np.where(expected > 1.0, (observed - expected) / spread, 0.0))

    return score
