"""Erlang A by integrals over the virtual wait, for very large loads and very patient callers."""

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray
from staffing_svc.domain.erlang.quadrature import fall_length, panel


def integrals(
    load: FloatArray, agents: FloatArray, theta: FloatArray, within: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """The fields of `Delayed`, in order, from J = int exp(a H(x) - n x) dx, H(x) = (1 - e^-theta x)/theta.

    Baccelli & Hebuterne 1981: given that a contact waits, its virtual wait has the density exp(a H(x) - n
    x)/J.
    """
    peak = np.log(np.maximum(load / agents, 1.0)) / theta
    height = _exponent(peak, load, agents, theta)
    steady = np.minimum(load, agents)
    high = peak + fall_length(steady, np.maximum(agents - load, 0.0), theta)
    low = np.maximum(peak - 10.0 / np.sqrt(agents * theta), 0.0)
    whole = np.zeros((3, load.size))
    for start, end in ((low, peak), (peak, (peak + high) / 2), ((peak + high) / 2, high)):
        whole += _moments(start, end, height, load, agents, theta)
    mass = whole[0]
    served, beyond = np.empty(within.shape), np.empty(within.shape)
    for row, threshold in enumerate(within):
        served[row], beyond[row] = _split(threshold, (low, peak, high), height, load, agents, theta) / mass
    empty = np.exp(-height - np.log(agents * mass))
    return empty, 1.0 - whole[1] / mass, whole[2] / mass, served, beyond


def _exponent(at: FloatArray, load: FloatArray, agents: FloatArray, theta: FloatArray) -> FloatArray:
    exponent: FloatArray = -load * np.expm1(-theta * at) / theta - agents * at
    return exponent


def _moments(
    low: FloatArray,
    high: FloatArray,
    height: FloatArray,
    load: FloatArray,
    agents: FloatArray,
    theta: FloatArray,
) -> FloatArray:
    """The integrals from low to high of density, density x e^-theta x and density x e^-theta x times x."""
    at, weight = panel(low, high)
    density = weight * np.exp(_exponent(at, load, agents, theta) - height)
    patient = density * np.exp(-theta * at)
    return np.stack([density.sum(axis=0), patient.sum(axis=0), (patient * at).sum(axis=0)])


def _split(
    threshold: FloatArray,
    window: tuple[FloatArray, FloatArray, FloatArray],
    height: FloatArray,
    load: FloatArray,
    agents: FloatArray,
    theta: FloatArray,
) -> FloatArray:
    """Served up to `threshold` and virtual wait beyond it, both times J."""
    low, peak, high = window
    at = np.clip(threshold, low, high)
    first = np.minimum(at, peak)
    before = _moments(low, first, height, load, agents, theta) + _moments(
        first, at, height, load, agents, theta
    )
    turn = np.maximum(at, peak)
    after = _moments(at, turn, height, load, agents, theta) + _moments(
        turn, high, height, load, agents, theta
    )
    return np.stack([before[1], after[0]])
