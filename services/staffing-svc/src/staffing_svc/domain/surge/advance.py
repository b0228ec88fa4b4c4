"""The surge detector's one step, for many queues at once: level-adjusted negative-binomial CUSUM.

Page (1954) for the CUSUM, with the likelihood ratio of a negative binomial; the expectation is the forecast
times the posterior of today's level, which stands still while a surge is going on.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.detector import DESIGN_UPLIFT, Detectors
from staffing_svc.domain.surge.level import posterior, winsorised_ratio
from staffing_svc.domain.surge.likelihood import log_likelihood_ratio
from staffing_svc.domain.surge.state import WINDOW, Fleet
from staffing_svc.domain.surge.verdict import Verdicts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST_MEAN = 0.1
"""Below this expectation an empty interval (night, closed) says nothing."""
CALM_THRESHOLD = 3.0
"""Log likelihood ratio for "back to normal" that ends a surge: odds of 20 to 1."""
CALM_S = 2 * 3600
"""Where too few come to prove anything, or nothing is heard (closed, a gap), a surge ends after so long."""
FADING_S = 2 * 3600
"""Over quiet hours and gaps what is known of today's level and of a beginning surge fades with this time
constant: tomorrow is another day."""
LONGEST_SURGE_S = 24 * 3600
"""After a day it is no surge but a new level: it ends, and the level is learnt afresh."""
LARGEST_TESTED_UPLIFT = 2.0
NEGLIGIBLE = 0.05
"""A faded statistic below this is none: otherwise a surge would seem to have begun days ago."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The interval that is judged: which queues it says something about, and with what expectation."""

    known: Flags
    forecast: Floats
    observed: Floats
    level: Floats
    level_variance: Floats
    expected: Floats
    ratio: Floats
    calm_ratio: Floats
    fading: Floats


def advance(detectors: Detectors, fleet: Fleet, expected: Floats, observed: Floats) -> tuple[Fleet, Verdicts]:
    """Judges the next interval of Q queues: `expected` (forecast) and `observed` (offered) are (Q,).

    NaN in either means that the interval is not known: nothing is learnt and nothing is concluded.
    """
    reading = _read(detectors, fleet, expected, observed)
    onset, fleet = _accumulate(fleet, reading)
    return _conclude(detectors, fleet, reading, onset)


def _read(detectors: Detectors, fleet: Fleet, expected: Floats, observed: Floats) -> _Reading:
    given = np.isfinite(expected) & np.isfinite(observed)
    forecast = np.where(given, np.maximum(expected, 0.0), 0.0)
    counted = np.where(given, observed, 0.0)
    known = given & ((forecast > SMALLEST_MEAN) | (counted > 0))
    level, variance = posterior(fleet.ratios, fleet.weights, prior_variance=detectors.level_variance)
    level = np.where(fleet.active, fleet.level, level)
    variance = np.where(fleet.active, fleet.level_variance, variance)
    mean = np.maximum(forecast, SMALLEST_MEAN) * level
    excess = (detectors.poisson_factor - 1.0) * mean + (
        detectors.relative_variance + variance / level**2
    ) * mean**2
    ratio = log_likelihood_ratio(counted, mean, excess_variance=excess, uplift=DESIGN_UPLIFT)
    calm = log_likelihood_ratio(counted, mean, excess_variance=excess, uplift=_half_the_uplift(fleet))
    quiet = forecast < detectors.quiet_below
    return _Reading(
        known=known,
        forecast=forecast,
        observed=counted,
        level=level,
        level_variance=variance,
        expected=mean,
        ratio=np.where(known, ratio, 0.0),
        calm_ratio=np.where(known, calm, 0.0),
        fading=np.where(quiet, np.exp(-detectors.interval_s / FADING_S), 1.0),
    )


def _half_the_uplift(fleet: Fleet) -> Floats:
    """A surge is over when what comes is nearer to normal than to half of what the surge has been."""
    uplift = fleet.observed / np.maximum(fleet.expected, SMALLEST_MEAN) - 1.0
    return np.clip(uplift / 2.0, DESIGN_UPLIFT, LARGEST_TESTED_UPLIFT)


def _accumulate(fleet: Fleet, reading: _Reading) -> tuple[Flags, Fleet]:
    """The statistic with the interval in it; what is summed starts again whenever the statistic was zero."""
    before = np.where(fleet.active, fleet.statistic, fleet.statistic * reading.fading)
    statistic = np.maximum(before + reading.ratio, 0.0)
    statistic = np.where(statistic < NEGLIGIBLE, 0.0, statistic)
    kept = (fleet.statistic > 0) | fleet.active
    calm = np.where(fleet.active, np.maximum(fleet.calm_statistic - reading.calm_ratio, 0.0), 0.0)
    calming, calm_kept = calm > 0, fleet.calm_statistic > 0
    mean = np.where(reading.known, reading.expected, 0.0)
    summed = (statistic > 0) | fleet.active

    def running(total: Floats, addition: Floats | float) -> Floats:
        return np.where(summed, np.where(kept, total, 0.0) + addition, 0.0)

    def calm_running(total: Floats, addition: Floats | float) -> Floats:
        return np.where(calming, np.where(calm_kept, total, 0.0) + addition, 0.0)

    return statistic > 0, Fleet(
        ratios=fleet.ratios,
        weights=fleet.weights,
        level=reading.level,
        level_variance=reading.level_variance,
        statistic=statistic,
        age=running(fleet.age, 1.0),
        silence=np.where(reading.known, 0.0, fleet.silence + 1.0),
        active=fleet.active,
        expected=running(fleet.expected, mean),
        observed=running(fleet.observed, reading.observed),
        expected_squares=running(fleet.expected_squares, mean**2),
        calm_statistic=calm,
        calm_age=calm_running(fleet.calm_age, 1.0),
        calm_expected=calm_running(fleet.calm_expected, mean),
        calm_observed=calm_running(fleet.calm_observed, reading.observed),
    )


def _conclude(detectors: Detectors, fleet: Fleet, reading: _Reading, onset: Flags) -> tuple[Fleet, Verdicts]:
    started = ~fleet.active & onset & (fleet.statistic >= detectors.threshold)
    worn_out = fleet.age * detectors.interval_s >= LONGEST_SURGE_S
    silent = fleet.silence >= WINDOW
    calm = (fleet.calm_statistic >= CALM_THRESHOLD) | (fleet.calm_age * detectors.interval_s >= CALM_S)
    unheard = fleet.silence * detectors.interval_s >= CALM_S
    ended = fleet.active & (calm | worn_out | unheard)
    active = (fleet.active | started) & ~ended
    verdicts = Verdicts(
        standing=(started + 2 * (active & ~started) + 3 * ended).astype(np.int8),
        expected_now=np.where(reading.known, reading.expected, 0.0),
        level=reading.level,
        level_variance=reading.level_variance,
        statistic=fleet.statistic,
        since_intervals=fleet.age,
        calm_intervals=np.maximum(fleet.calm_age, np.where(ended, fleet.silence, 0.0)),
        expected=fleet.expected - np.where(ended, fleet.calm_expected, 0.0),
        observed=fleet.observed - np.where(ended, fleet.calm_observed, 0.0),
        expected_squares=fleet.expected_squares,
    )
    forgotten = (silent & ~active) | (ended & worn_out)
    return _remember(
        detectors, fleet, reading, active=active, over=ended | silent, forgotten=forgotten
    ), verdicts


def _remember(
    detectors: Detectors, fleet: Fleet, reading: _Reading, *, active: Flags, over: Flags, forgotten: Flags
) -> Fleet:
    """The state after the verdict: the window moves on unless a surge holds it, what is over is wiped."""
    usable = reading.known & (reading.forecast > SMALLEST_MEAN)
    forecast = np.maximum(reading.forecast, SMALLEST_MEAN)
    variance = (
        reading.level * detectors.poisson_factor / forecast + reading.level**2 * detectors.relative_variance
    )
    ratio = winsorised_ratio(
        reading.observed / forecast,
        level=reading.level,
        level_variance=reading.level_variance,
        variance=variance,
    )
    weight = np.where(usable, 1.0 / variance, 0.0)

    def moved(window: Floats, newest: Floats) -> Floats:
        shifted = np.concatenate([window[:, 1:], newest[:, None]], axis=1)
        return np.where(active[:, None], window, shifted)

    def wiped(total: Floats) -> Floats:
        return np.where(over, 0.0, total)

    faded = fleet.weights * reading.fading[:, None]
    weights = np.where(forgotten[:, None], 0.0, moved(faded, weight))
    return Fleet(
        ratios=moved(fleet.ratios, ratio),
        weights=weights,
        level=reading.level,
        level_variance=reading.level_variance,
        statistic=wiped(fleet.statistic),
        age=wiped(fleet.age),
        silence=np.minimum(fleet.silence, WINDOW),
        active=active,
        expected=wiped(fleet.expected),
        observed=wiped(fleet.observed),
        expected_squares=wiped(fleet.expected_squares),
        calm_statistic=wiped(fleet.calm_statistic),
        calm_age=wiped(fleet.calm_age),
        calm_expected=wiped(fleet.calm_expected),
        calm_observed=wiped(fleet.calm_observed),
    )
