"""The rest of the day, forecast again from what has come so far, for every queue at once.

The log ratio of the day so far against its forecast is regressed on from past days: how much of it
carries over to the rest of the day is learnt per queue and shrunk to what all queues show together.
Never extrapolated beyond the ratios that were seen.
"""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray

SHRINK_DAYS = 10.0
LEAST_EXPECTED = 5.0
RATIO_LIMIT = 1.5
"""Log ratios are held within +-1.5 (a factor of 4.5)."""


@dataclass(frozen=True, eq=False)
class Carryover:
    """Share of the log ratio so far that carries over to the rest of the day, by queue and slot,
    [queues, slots].

    `noise` [queues, slots] is the standard deviation of the log ratio of the rest given the ratio so far.
    """

    share: FloatArray
    noise: FloatArray


def learn_carryover(actual: FloatArray, expected: FloatArray) -> Carryover:
    """From past days: offered and their forecasts, both [queues, days, slots], NaN for gaps.

    For each slot: regression through the origin of log(rest/expected rest) on log(so far/expected so
    far), each shrunk by half a contact, weighted by the contacts expected; queues shrunk to the slope of
    all queues.
    """
    known = np.where(np.isnan(actual), 0.0, actual)
    plan = np.where(np.isnan(actual), 0.0, expected)
    so_far, plan_so_far = np.cumsum(known, axis=2), np.cumsum(plan, axis=2)
    rest, plan_rest = so_far[:, :, -1:] - so_far, plan_so_far[:, :, -1:] - plan_so_far
    ratio, rest_ratio = _log_ratio(so_far, plan_so_far), _log_ratio(rest, plan_rest)
    usable = (plan_so_far >= LEAST_EXPECTED) & (plan_rest >= LEAST_EXPECTED)
    product = np.where(usable, ratio * rest_ratio, 0.0).sum(axis=1)
    square = np.where(usable, ratio**2, 0.0).sum(axis=1)
    pooled = product.sum(axis=0) / np.maximum(square.sum(axis=0), 1e-9)
    typical = square.sum(axis=0) / np.maximum(usable.sum(axis=(0, 1)), 1)
    prior = SHRINK_DAYS * typical
    share = np.clip((product + prior * pooled) / np.maximum(square + prior, 1e-9), 0.0, 1.0)
    error = np.where(usable, (rest_ratio - share[:, None, :] * ratio) ** 2, 0.0).sum(axis=1)
    noise = np.sqrt((error + SHRINK_DAYS * 0.01) / (usable.sum(axis=1) + SHRINK_DAYS))
    return Carryover(share, noise)


def reforecast_rest_of_day(
    actual: FloatArray, expected: FloatArray, carryover: Carryover, slots_known: int
) -> FloatArray:
    """Expected contacts of today, [queues, slots]: the forecast times what carries over, from slot
    `slots_known` on.

    `actual` and `expected` are [queues, slots] of today; the first `slots_known` slots are over, NaN
    where missing. Slots that are over keep their forecast.
    """
    if slots_known == 0:
        return expected.copy()
    past = actual[:, :slots_known]
    seen = ~np.isnan(past)
    so_far = np.where(seen, past, 0.0).sum(axis=1)
    plan = np.where(seen, expected[:, :slots_known], 0.0).sum(axis=1)
    ratio = np.where(plan >= LEAST_EXPECTED, _log_ratio(so_far, plan), 0.0)
    factor = np.exp(carryover.share[:, slots_known - 1] * ratio)
    updated = expected.copy()
    updated[:, slots_known:] *= factor[:, None]
    return updated


def _log_ratio(contacts: FloatArray, expected: FloatArray) -> FloatArray:
    ratio: FloatArray = np.log((contacts + 0.5) / (expected + 0.5))
    return np.clip(ratio, -RATIO_LIMIT, RATIO_LIMIT)
