"""The surge detector's one step, for many queues at once: level-adjusted negative-binomial CUSUM.

Page (1954) for the CUSUM, with the likelihood ratio of a negative binomial around the one-step prediction of a
Kalman filter, so that noise that lasts (a busy half hour, a busy day) is no evidence. What a surge would have slipped
into the filter since the statistic left zero is followed beside it (Basseville & Nikiforov 1993, ch. 7); from the
alarm on the level stands still, without it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.surge.detector import Detectors
from staffing_svc.domain.surge.level import Keeping, Today, carry_forward, doubts, gain, keeping
from staffing_svc.domain.surge.likelihood import log_likelihood_ratio
from staffing_svc.domain.surge.state import FORGOTTEN_S, Fleet
from staffing_svc.domain.surge.verdict import Verdicts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST_MEAN = 0.1
"""Below this expectation an empty interval (night, closed) says nothing."""
CALM_THRESHOLD = 3.0
"""Log likelihood ratio for "back to normal" that ends a surge: odds of 20 to 1."""
CALM_S = 2 * 3600
"""Where too few come to prove anything, or nothing is heard (closed, a gap), a surge ends after so long."""
LONGEST_SURGE_S = 24 * 3600
"""After a day it is no surge but a new level: it ends, and the level is learnt afresh."""
LARGEST_TESTED_UPLIFT = 2.0
LEAST_VISIBLE = 0.1
"""However much of a surge the level may have taken in, this share of it stays to be seen."""
NEGLIGIBLE = 0.05
"""A faded statistic below this is none: otherwise a surge would seem to have begun days ago."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The interval that is judged: which queues it says something about, and with what expectation.

    `hidden_level` and `hidden_ripple` are the parts of today's factor that would be the surge's, if there is one.
    """

    known: Flags
    forecast: Floats
    observed: Floats
    today: Today
    hidden_level: Floats
    hidden_ripple: Floats
    visible: Floats
    expected: Floats
    ratio: Floats
    calm_ratio: Floats
    kept: Keeping


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
    kept = keeping(detectors, forecast < detectors.quiet_below)
    today = carry_forward(detectors, fleet, kept)
    hidden_level, hidden_ripple = kept.level * fleet.hidden_level, kept.ripple * fleet.hidden_ripple
    factor, asked = today.factor, detectors.design_uplift
    visible = np.maximum(asked * factor - hidden_level - hidden_ripple, LEAST_VISIBLE * asked * factor)
    mean = np.maximum(forecast, SMALLEST_MEAN) * factor
    excess = (detectors.poisson_factor - 1.0) * mean + (
        detectors.relative_variance + today.variance / factor**2
    ) * mean**2
    ratio = log_likelihood_ratio(counted, mean, excess_variance=excess, uplift=visible / factor)
    calm = log_likelihood_ratio(
        counted, mean, excess_variance=excess, uplift=_half_the_uplift(detectors, fleet)
    )
    return _Reading(
        known=known,
        forecast=forecast,
        observed=counted,
        today=today,
        hidden_level=hidden_level,
        hidden_ripple=hidden_ripple,
        visible=visible,
        expected=mean,
        ratio=np.where(known, ratio, 0.0),
        calm_ratio=np.where(known, calm, 0.0),
        kept=kept,
    )


def _half_the_uplift(detectors: Detectors, fleet: Fleet) -> Floats:
    """A surge is over when what comes is nearer to normal than to half of what the surge has been."""
    uplift = fleet.observed / np.maximum(fleet.expected, SMALLEST_MEAN) - 1.0
    return np.clip(uplift / 2.0, detectors.design_uplift, LARGEST_TESTED_UPLIFT)


def _accumulate(fleet: Fleet, reading: _Reading) -> tuple[Flags, Fleet]:
    """The statistic with the interval in it; what is summed starts again whenever the statistic was zero."""
    before = np.where(fleet.active, fleet.statistic, fleet.statistic * reading.kept.evidence)
    statistic = np.maximum(before + reading.ratio, 0.0)
    statistic = np.where(statistic < NEGLIGIBLE, 0.0, statistic)
    kept = (fleet.statistic > 0) | fleet.active
    calm = np.where(fleet.active, np.maximum(fleet.calm_statistic - reading.calm_ratio, 0.0), 0.0)
    calming, calm_kept = calm > 0, fleet.calm_statistic > 0
    hidden = (reading.hidden_level + reading.hidden_ripple) / reading.today.factor
    mean = np.where(reading.known, reading.expected * np.maximum(1.0 - hidden, 0.0), 0.0)
    summed = (statistic > 0) | fleet.active

    def running(total: Floats, addition: Floats | float) -> Floats:
        return np.where(summed, np.where(kept, total, 0.0) + addition, 0.0)

    def calm_running(total: Floats, addition: Floats | float) -> Floats:
        return np.where(calming, np.where(calm_kept, total, 0.0) + addition, 0.0)

    return statistic > 0, replace(
        fleet,
        hidden_level=np.where(summed, reading.hidden_level, 0.0),
        hidden_ripple=np.where(summed, reading.hidden_ripple, 0.0),
        statistic=statistic,
        age=running(fleet.age, 1.0),
        silence=np.where(reading.known, 0.0, fleet.silence + 1.0),
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
    silent = fleet.silence * detectors.interval_s >= FORGOTTEN_S
    calm = (fleet.calm_statistic >= CALM_THRESHOLD) | (fleet.calm_age * detectors.interval_s >= CALM_S)
    unheard = fleet.silence * detectors.interval_s >= CALM_S
    ended = fleet.active & (calm | worn_out | unheard)
    active = (fleet.active | started) & ~ended
    factor = reading.today.factor
    clean = np.where(started, np.maximum(factor - reading.hidden_level - reading.hidden_ripple, 0.0), factor)
    verdicts = Verdicts(
        standing=(started + 2 * (active & ~started) + 3 * ended).astype(np.int8),
        expected_now=np.where(reading.known, reading.expected / factor * clean, 0.0),
        level=clean,
        level_variance=reading.today.variance,
        statistic=fleet.statistic,
        since_intervals=fleet.age,
        calm_intervals=np.maximum(fleet.calm_age, np.where(ended, fleet.silence, 0.0)),
        expected=fleet.expected - np.where(ended, fleet.calm_expected, 0.0),
        observed=fleet.observed - np.where(ended, fleet.calm_observed, 0.0),
        expected_squares=fleet.expected_squares,
    )
    forgotten = (silent & ~active) | (ended & worn_out)
    learnt = _learn(detectors, fleet, reading, started=started, frozen=active | ended)
    return _wiped(learnt, over=ended | silent, forgotten=forgotten, active=active), verdicts


def _learn(detectors: Detectors, fleet: Fleet, reading: _Reading, *, started: Flags, frozen: Flags) -> Fleet:
    """The belief about today with the interval in it, unless a surge holds it; an alarm takes out what it hid."""
    today, usable = reading.today, reading.known & (reading.forecast > SMALLEST_MEAN) & ~frozen
    forecast = np.maximum(reading.forecast, SMALLEST_MEAN)
    noise = today.factor * detectors.poisson_factor / forecast + today.factor**2 * detectors.relative_variance
    moved = gain(today, reading.observed / forecast, noise_variance=noise, usable=usable)
    level_doubt, ripple_doubt, shared_doubt = doubts(detectors, today, moved)
    followed = (fleet.statistic > 0) & ~frozen
    return replace(
        fleet,
        level=today.level + moved.level * moved.surprise - np.where(started, reading.hidden_level, 0.0),
        ripple=today.ripple + moved.ripple * moved.surprise - np.where(started, reading.hidden_ripple, 0.0),
        level_doubt=level_doubt,
        ripple_doubt=ripple_doubt,
        shared_doubt=shared_doubt,
        hidden_level=np.where(followed, reading.hidden_level + moved.level * reading.visible, 0.0),
        hidden_ripple=np.where(followed, reading.hidden_ripple + moved.ripple * reading.visible, 0.0),
    )


def _wiped(fleet: Fleet, *, over: Flags, forgotten: Flags, active: Flags) -> Fleet:
    """What is over is wiped; what is forgotten starts afresh."""

    def wiped(total: Floats) -> Floats:
        return np.where(over, 0.0, total)

    def afresh(belief: Floats, fresh: float) -> Floats:
        return np.where(forgotten, fresh, belief)

    return Fleet(
        level=afresh(fleet.level, 0.0),
        ripple=afresh(fleet.ripple, 0.0),
        level_doubt=afresh(fleet.level_doubt, 1.0),
        ripple_doubt=afresh(fleet.ripple_doubt, 1.0),
        shared_doubt=afresh(fleet.shared_doubt, 0.0),
        hidden_level=wiped(fleet.hidden_level),
        hidden_ripple=wiped(fleet.hidden_ripple),
        statistic=wiped(fleet.statistic),
        age=wiped(fleet.age),
        silence=fleet.silence,
        active=active,
        expected=wiped(fleet.expected),
        observed=wiped(fleet.observed),
        expected_squares=wiped(fleet.expected_squares),
        calm_statistic=wiped(fleet.calm_statistic),
        calm_age=wiped(fleet.calm_age),
        calm_expected=wiped(fleet.calm_expected),
        calm_observed=wiped(fleet.calm_observed),
    )
