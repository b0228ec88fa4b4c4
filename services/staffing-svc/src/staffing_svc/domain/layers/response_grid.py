"""Rate and pace of one channel's response: their joint posterior on a grid, made finer where it matters."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, FloatArray
from staffing_svc.domain.layers.beliefs import Belief
from staffing_svc.domain.layers.contact_rate import ContactRate
from staffing_svc.domain.layers.learnt_rates import rate_nodes
from staffing_svc.domain.layers.pace import Pace

DISPERSION = 0.02
"""Variance of an interval beyond Poisson, per squared contact."""
PACES = 13
PACE_RANGE_SD = 3.0
FINE_RATES, FINE_PACES = 61, 17
FINE_RANGE_SD = 4.0


@dataclass(frozen=True, eq=False)
class Explained:
    """Intervals as far as they are explained without the channel in question, [n].

    `mean` is what the rest should bring by what was believed before, `likely` by what is believed now; `errors`
    [n, k] are what its k unknowns add per standard deviation. `known` chooses these n intervals of the grid.
    """

    observed: FloatArray
    known: BoolArray
    mean: FloatArray
    likely: FloatArray
    errors: FloatArray


@dataclass(frozen=True, eq=False)
class _Grid:
    """Log rates and log paces with the weight of each pair, [paces, rates]; sums to 1."""

    rates: FloatArray
    paces: FloatArray
    weight: FloatArray
    source: str

    @property
    def belief(self) -> Belief:
        return Belief(ContactRate(*self.rate(), self.source), Pace(*self.pace()))

    def rate(self) -> tuple[float, float]:
        return _moments(self.rates, self.weight.sum(axis=0))

    def pace(self) -> tuple[float, float]:
        return _moments(self.paces, self.weight.sum(axis=1))


def posterior(rest: Explained, reached: Callable[[float], FloatArray], belief: Belief) -> Belief:
    """Rate and pace after these intervals, from `belief`. First over all that was believed possible, then, as a
    long response narrows both to less than a step of that grid, over what is left of it."""
    half = PACE_RANGE_SD * belief.pace.log_sd
    rates, paces = rate_nodes(belief.rate), belief.pace.log_mean + np.linspace(-half, half, PACES)
    found = _weigh(rest, reached, belief, belief, rates, paces)
    found = _weigh(rest, reached, belief, found.belief, rates, paces)
    rates = _around(*found.rate(), step=_step(rates), count=FINE_RATES)
    paces = _around(*found.pace(), step=_step(paces), count=FINE_PACES)
    return _weigh(rest, reached, belief, found.belief, rates, paces).belief


def _around(centre: float, spread: float, *, step: float, count: int) -> FloatArray:
    half = FINE_RANGE_SD * max(spread, step / 2.0)
    return np.linspace(centre - half, centre + half, count)


def _weigh(
    rest: Explained,
    reached: Callable[[float], FloatArray],
    belief: Belief,
    noise_at: Belief,
    rates: FloatArray,
    paces: FloatArray,
) -> _Grid:
    """The posterior over all pairs of nodes. The noise of an interval, mean + dispersion mean^2, is that of one
    guess `noise_at` for all of them: else quiet intervals, and not contacts, would speak for a small rate."""
    likely = rest.likely + noise_at.mean_rate * reached(noise_at.pace.likely)[rest.known] + 0.1
    spread = _Spread(rest, likely + DISPERSION * likely**2)
    log_weight = np.stack([spread.fit(reached(exp(pace))[rest.known], np.exp(rates)) for pace in paces])
    log_weight -= 0.5 * ((rates - belief.rate.log_mean) / max(belief.rate.log_sd, 1e-6)) ** 2
    log_weight -= 0.5 * ((paces - belief.pace.log_mean) / belief.pace.log_sd)[:, None] ** 2
    weight = np.exp(log_weight - log_weight.max())
    return _Grid(rates, paces, weight / weight.sum(), belief.rate.source)


class _Spread:
    """Products of vectors [n] under the noise of the intervals and the rest's errors together.

    The covariance D + E E^T is never made: (D + E E^T)^-1 = D^-1 - D^-1 E (I + E^T D^-1 E)^-1 E^T D^-1
    (Woodbury 1950).
    """

    def __init__(self, rest: Explained, variance: FloatArray) -> None:
        self._precision = 1.0 / variance
        self._errors = rest.errors
        pulled = self._errors * self._precision[:, None]
        self._inner = np.linalg.inv(np.eye(self._errors.shape[1]) + self._errors.T @ pulled)
        self._gap = rest.observed - rest.mean

    def fit(self, people: FloatArray, rates: FloatArray) -> FloatArray:
        """log p(observed | each rate) up to a constant, [rates]: a parabola in the rate."""
        linear, square = self._product(people, self._gap), self._product(people, people)
        return np.asarray(rates * linear - 0.5 * rates**2 * square)

    def _product(self, left: FloatArray, right: FloatArray) -> float:
        weighed = self._precision * right
        pulled = (self._precision * left) @ self._errors
        return float(left @ weighed - pulled @ self._inner @ (weighed @ self._errors))


def _step(nodes: FloatArray) -> float:
    return float(nodes[1] - nodes[0])


def _moments(nodes: FloatArray, weight: FloatArray) -> tuple[float, float]:
    """Mean and deviation; what lies between two nodes counts as spread evenly."""
    centre = float(weight @ nodes)
    return centre, float(np.sqrt(weight @ (nodes - centre) ** 2 + _step(nodes) ** 2 / 12.0))
