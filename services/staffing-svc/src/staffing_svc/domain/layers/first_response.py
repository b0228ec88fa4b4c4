"""A running campaign speaks for itself: rate and pace of each of its channels, from the response so far.

Worth more than any history, but an early count alone cannot tell many quick callers from the first of very many:
rate and pace are estimated together, each beginning from what past campaigns of the channel taught. For one
channel the posterior is a grid over both; the level of the baseline and the other channels of the same campaign
enter as normal errors that are integrated out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, expm1, sqrt
from typing import Protocol

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray
from staffing_svc.domain.layers.beliefs import Belief
from staffing_svc.domain.layers.contact_rate import ContactRate
from staffing_svc.domain.layers.response_grid import Explained, posterior

LEVEL_SD = 0.06
"""Relative error of a whole baseline over the days of a campaign."""
ROUNDS = 2
"""Channels lean on each other's estimates: the second round begins from those of the first."""
PACE_STEP = 0.05


class Reached(Protocol):
    """The people whom one channel reaches; called with a pace, how many of them would call in each interval [n]."""

    @property
    def people(self) -> float: ...

    def __call__(self, pace: float) -> FloatArray: ...


@dataclass(frozen=True, eq=False)
class Response:
    """What came: `observed` and `baseline` (what would have come anyway) by interval [n], NaN in `observed`
    where nothing is known; `reached` and the `beliefs` from before the response, by channel. `others` are the standard
    deviations [n] of what each other campaign brings at the same time; its mean is in the baseline."""

    observed: FloatArray
    baseline: FloatArray
    reached: Mapping[str, Reached]
    beliefs: Mapping[str, Belief]
    others: Sequence[FloatArray] = ()

    @property
    def known(self) -> BoolArray:
        return np.asarray(~np.isnan(self.observed))


def reestimate(response: Response) -> dict[str, Belief]:
    """What the response says of each channel, beginning from what was believed of it."""
    now = dict(response.beliefs)
    count = int(response.known.sum())
    for _ in range(ROUNDS if len(now) > 1 else 1):
        for channel, belief in response.beliefs.items():
            found = posterior(explained_without(response, channel, now), response.reached[channel], belief)
            source = f"{belief.rate.source}+response({count})"
            rate = ContactRate(found.rate.log_mean, found.rate.log_sd, source)
            now[channel] = replace(found, rate=rate)
    return now


def explained_by_baseline(response: Response) -> Explained:
    """The known intervals as far as the baseline explains them; its level may be off, and so may each other
    campaign that is in it."""
    known = response.known
    baseline = response.baseline[known]
    errors = [LEVEL_SD * baseline, *(deviation[known] for deviation in response.others)]
    return Explained(response.observed[known], known, baseline, baseline, np.column_stack(errors))


def explained_without(response: Response, channel: str, now: Mapping[str, Belief]) -> Explained:
    """The known intervals as far as everything but this channel explains them.

    Of every other channel rate and pace are errors too, straightened around its estimate of `now`.
    """
    rest, known = explained_by_baseline(response), response.known
    mean, likely, errors = rest.mean.copy(), rest.likely.copy(), [rest.errors]
    for other, before in response.beliefs.items():
        if other == channel:
            continue
        after, reached = now[other], response.reached[other]
        people = reached(after.pace.likely)[known]
        quicker = reached(after.pace.likely * exp(-PACE_STEP))[known]
        slower = reached(after.pace.likely * exp(PACE_STEP))[known]
        bend = after.mean_rate * (slower - quicker) / (2.0 * PACE_STEP)
        mean += before.mean_rate * people + (before.pace.log_mean - after.pace.log_mean) * bend
        likely += after.mean_rate * people
        errors += [_rate_sd(before) * people, before.pace.log_sd * bend]
    return replace(rest, mean=mean, likely=likely, errors=np.column_stack(errors))


def _rate_sd(belief: Belief) -> float:
    """Standard deviation of the log-normal rate."""
    return belief.mean_rate * sqrt(expm1(belief.rate.log_sd**2))
