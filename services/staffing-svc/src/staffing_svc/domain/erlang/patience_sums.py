"""The sums of Erlang A over the length of the queue, exact, and on a log scale in overload."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, blocks_by_length
from staffing_svc.domain.erlang.patience_integrals import integrals
from staffing_svc.domain.erlang.quadrature import LONGEST_SUM, NEGLIGIBLE

_TOO_BIG = 1e120
_RESCALE_EVERY = 8
_NOTHING = 1e-300


@dataclass(frozen=True)
class Delayed:
    """What happens to contacts that meet no free agent, per such contact; time in units of the handle time.

    `empty` is 1/A0 (the weight of an empty queue among all queue lengths), `lost` the share that abandons,
    `wait_of_served` the sum of waits of those served, `served_within[j]` the share served within T_j,
    `beyond[j]` the share of virtual waits above T_j.
    """

    empty: FloatArray
    lost: FloatArray
    wait_of_served: FloatArray
    served_within: FloatArray
    beyond: FloatArray


def delayed(load: FloatArray, agents: FloatArray, theta: FloatArray, within: FloatArray) -> Delayed:
    """Arrays of cases: `load` erlangs > 0, `agents` >= 1, `theta` = handle time / patience, `within` (J,
    cases).

    Zeltyn & Mandelbaum 2005: t_k = prod_{i<=k} a/(n + i theta), A0 = sum t_k, A1 = sum k t_k; the waits
    follow from the derivative of A0 in n. Sums that would need more than LONGEST_SUM terms are integrals
    instead.
    """
    cases, thresholds = load.size, within.shape[0]
    empty, lost, wait = np.empty(cases), np.empty(cases), np.empty(cases)
    served, beyond = np.empty((thresholds, cases)), np.empty((thresholds, cases))
    lengths = _terms_needed(load, agents, theta)
    for rows, length in blocks_by_length(lengths, LONGEST_SUM):
        block = (load[rows], agents[rows], theta[rows], within[:, rows])
        part = integrals(*block) if length > LONGEST_SUM else _sums(*block, length)
        empty[rows], lost[rows], wait[rows], served[:, rows], beyond[:, rows] = part
    return Delayed(empty, lost, wait, served, beyond)


def _terms_needed(load: FloatArray, agents: FloatArray, theta: FloatArray) -> FloatArray:
    """k beyond which t_k is below exp(-42) of the largest: sum_{i<=j} log(1 + (slack + i theta)/a) >= 42."""
    peak = np.maximum(load - agents, 0.0) / theta
    slack = np.maximum(agents - load, 0.0)
    rest = NEGLIGIBLE * (load + slack)
    linear = slack - NEGLIGIBLE * theta
    root = np.sqrt(linear * linear + 2.0 * theta * rest)
    after = np.where(linear >= 0, 2.0 * rest / np.maximum(linear + root, 1e-300), (root - linear) / theta)
    return np.ceil(peak + after) + 4.0


def _sums(
    load: FloatArray, agents: FloatArray, theta: FloatArray, within: FloatArray, length: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """The fields of `Delayed`, in order, from the last term of each sum to its first (Horner's scheme)."""
    scale, log_scale = np.ones(load.size), np.zeros(load.size)
    total, moment, slope = np.ones(load.size), np.zeros(load.size), np.zeros(load.size)
    decay = np.exp(-theta * within)
    later, later_scale, later_log = np.ones(decay.shape), np.ones(decay.shape), np.zeros(decay.shape)
    overload = bool(np.any(agents + theta < load))
    inverse_load, ratio = 1.0 / load, np.empty(load.size)
    for term in range(length, 0, -1):
        np.multiply(theta, term, out=ratio)
        ratio += agents
        np.divide(load, ratio, out=ratio)
        slope += total * ratio * inverse_load
        slope *= ratio
        moment += total
        moment *= ratio
        total *= ratio
        total += scale
        later *= decay
        later *= ratio
        later += later_scale
        if overload and term % _RESCALE_EVERY == 0:
            _rescale((total, moment, slope), scale, log_scale)
            _rescale((later,), later_scale, later_log)
    log_total = np.log(total) + log_scale
    log_later = np.log(np.maximum(later - later_scale, _NOTHING)) + later_log
    # Density of the virtual wait at T over that at 0, then the share of waits beyond T with somebody else in line.
    density = load * -np.expm1(-theta * within) / theta - agents * within
    crowded = np.where(later <= later_scale, 0.0, np.exp(density + log_later - log_total))
    empty = np.exp(-log_total)
    served = agents / load * (1.0 - empty - crowded)
    beyond = crowded + np.exp(density - log_total)
    return empty, theta / load * moment / total, agents / load * slope / total, served, beyond


def _rescale(sums: tuple[FloatArray, ...], scale: FloatArray, log_scale: FloatArray) -> None:
    if sums[0].max() <= _TOO_BIG:
        return
    factor = np.where(sums[0] > _TOO_BIG, 1.0 / _TOO_BIG, 1.0)
    for values in sums:
        values *= factor
    scale *= factor
    log_scale -= np.log(factor)
