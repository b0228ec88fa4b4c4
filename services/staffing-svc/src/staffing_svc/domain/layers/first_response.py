"""A running campaign speaks for itself: its rate re-estimated from the first response that came.

Worth more than any history: after a tenth of a campaign's response its final size is known to about a
fifth. The posterior covers the log rate (121 nodes), the level of the day (the baseline may be off) and
the pace of the response (the curve may run faster or slower than assumed).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.contact_rate import ContactRate
from staffing_svc.domain.layers.learnt_rates import rate_nodes

PACES = np.array([0.6, 0.8, 1.0, 1.25, 1.6])
PACE_LOG_SD = 0.25
LEVEL_NODES = 21


@dataclass(frozen=True)
class Response:
    """What the response so far says: the rate with its spread, the pace (1 = as assumed) and the
    baseline's level."""

    rate: ContactRate
    pace: float
    baseline_level: float


def reestimate(
    observed: FloatArray,
    baseline: FloatArray,
    reached_curve_at_pace: Callable[[float], FloatArray],
    prior: ContactRate,
    *,
    baseline_sd: float = 0.06,
    dispersion: float = 0.02,
) -> Response:
    """Posterior of the contact rate given intervals since the send, all arrays of shape [n], NaN where
    unknown.

    `reached_curve_at_pace(pace)` gives reached people x curve per interval (contacts at a rate of 1).
    `baseline_sd` is the relative deviation of the whole baseline, `dispersion` the variance of an
    interval beyond Poisson, per squared contact.
    """
    known = ~np.isnan(observed)
    nodes = rate_nodes(prior)
    levels = 1.0 + baseline_sd * np.linspace(-3.0, 3.0, LEVEL_NODES)
    at_pace = [
        _log_likelihood(observed[known], baseline[known], reached[known], nodes, levels, dispersion)
        for reached in (reached_curve_at_pace(float(pace)) for pace in PACES)
    ]
    log_weight = np.stack(at_pace) - 0.5 * (np.log(PACES) / PACE_LOG_SD)[:, None, None] ** 2
    log_weight -= 0.5 * ((nodes - prior.log_mean) / prior.log_sd)[None, :, None] ** 2
    log_weight -= 0.5 * ((levels - 1.0) / baseline_sd)[None, None, :] ** 2
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    by_rate = weight.sum(axis=(0, 2))
    centre = float(by_rate @ nodes)
    step = float(nodes[1] - nodes[0])
    spread = float(np.sqrt(by_rate @ (nodes - centre) ** 2 + step**2 / 12.0))
    return Response(
        ContactRate(centre, spread, f"{prior.source}+response({int(known.sum())})"),
        float(weight.sum(axis=(1, 2)) @ PACES),
        float(weight.sum(axis=(0, 1)) @ levels),
    )


def _log_likelihood(
    observed: FloatArray,
    baseline: FloatArray,
    reached: FloatArray,
    nodes: FloatArray,
    levels: FloatArray,
    dispersion: float,
) -> FloatArray:
    """Gaussian log likelihood with variance mean + dispersion mean^2, summed over intervals, [rates,
    levels]."""
    total = np.zeros((nodes.size, levels.size))
    for start in range(0, observed.size, 64):
        part = slice(start, start + 64)
        mean = np.exp(nodes)[:, None, None] * reached[part] + levels[None, :, None] * baseline[part] + 0.1
        variance = mean + dispersion * mean**2
        total -= 0.5 * ((observed[part] - mean) ** 2 / variance + np.log(variance)).sum(axis=2)
    return total
