"""A new queue borrows the pattern of a similar one until it has days of its own."""

from datetime import datetime

import numpy as np

from staffing_svc.domain.forecast.baseline import Forecast, forecast
from staffing_svc.domain.forecast.calendar import Calendar
from staffing_svc.domain.forecast.features import Regressor
from staffing_svc.domain.forecast.history import DAY_S, History
from staffing_svc.domain.forecast.refusals import ImpossibleCount, QueuesNotComparable

METHOD = "like-another-queue-1"
PRIOR_DAYS = 14
"""Days of own history at which the queue's own size counts as much as the scale that was given."""


def forecast_like(
    like: History,
    own: History | None,
    as_of: datetime,
    horizon_intervals: int,
    *,
    scale: float,
    calendar: Calendar | None = None,
    regressors: tuple[Regressor, ...] = (),
) -> Forecast:
    """Forecasts a queue without history as `scale` times a similar queue, learning from what it has of
    its own.

    The size is the given scale and the ratio seen so far, weighted by days seen against PRIOR_DAYS. The
    spread is widened for the size being a guess. From four weeks of its own the queue is forecast from
    itself.
    """
    if not 0.0 < scale < float("inf"):
        raise ImpossibleCount("the scale against the similar queue is positive", field="scale")
    seen = _days_seen(own, as_of)
    if own is not None and seen >= 2 * PRIOR_DAYS:
        return forecast(own, as_of, horizon_intervals, calendar=calendar, regressors=regressors)
    if own is not None and (own.interval_s, own.timezone) != (like.interval_s, like.timezone):
        raise QueuesNotComparable("the similar queue has another interval or time zone", field="like")
    base = forecast(like, as_of, horizon_intervals, calendar=calendar, regressors=regressors)
    trust = seen / (seen + PRIOR_DAYS)
    ratio = _ratio(own, like, as_of)
    size = scale if ratio is None else scale ** (1.0 - trust) * ratio**trust
    return _resized(base, size, guess_sd=0.3 * (1.0 - trust))


def _days_seen(own: History | None, as_of: datetime) -> float:
    if own is None:
        return 0.0
    return float((~np.isnan(own.until(as_of).offered)).sum()) * own.interval_s / DAY_S


def _ratio(own: History | None, like: History, as_of: datetime) -> float | None:
    """Contacts of the queue over those of the similar one in the intervals both know; None if either is
    empty."""
    if own is None:
        return None
    mine, other = own.until(as_of), like.until(as_of)
    shift = like.index_of(own.start)
    index = np.arange(len(mine)) + shift
    inside = (index >= 0) & (index < len(other))
    pair = np.column_stack([mine.offered[inside], other.offered[index[inside]]])
    pair = pair[~np.isnan(pair).any(axis=1)]
    total = pair.sum(axis=0)
    return float(total[0] / total[1]) if pair.size and total.min() > 0 else None


def _resized(base: Forecast, size: float, *, guess_sd: float) -> Forecast:
    """The base times `size`; the distances of quantiles from the median grow by Poisson noise and by the
    guess."""
    median = base.quantiles[:, 2:3] * size
    distance = (base.quantiles - base.quantiles[:, 2:3]) * np.sqrt(size * max(size, 1.0))
    steps = np.array([-1.96, -1.2816, 0.0, 1.2816, 1.96])
    guess = median * np.expm1(steps * guess_sd)
    widened = median + np.sign(distance + guess) * np.hypot(distance, guess)
    quantiles = np.maximum.accumulate(np.maximum(widened, 0.0), axis=1)
    return Forecast(
        base.start, base.interval_s, base.mean * size, quantiles, METHOD, base.knew_until, base.timezone
    )
