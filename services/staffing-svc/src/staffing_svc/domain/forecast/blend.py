"""How far each member of the model is to be trusted at each lead, learnt from the queue's own past."""

from itertools import pairwise

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray, IntArray

LEAD_EDGES = (0, 1, 7, 14, 10_000)
SHRINK = 0.05
"""Share of the members' mean error variance that is added to each, which draws the weights together."""
LEAST_ERRORS = 5


def learn_weights(errors: FloatArray, leads: IntArray) -> FloatArray:
    """Weights that sum to 1 by group of leads, [groups, members], from day-level errors [members, n] at `leads`
    [n] days: those of least variance (Bates & Granger 1969), none below 0.

    A group with too few errors takes the weights of the one before, the first equal ones.
    """
    members = errors.shape[0]
    weights = [np.full(members, 1.0 / members)]
    for low, high in pairwise(LEAD_EDGES):
        own = errors[:, (leads >= low) & (leads < high)]
        weights.append(_least_variance(own) if own.shape[1] >= LEAST_ERRORS else weights[-1])
    return np.array(weights[1:])


def blended(members: FloatArray, lead_days: IntArray, weights: FloatArray) -> FloatArray:
    """The weighted mean of `members` [members, days, slots] whose days lie `lead_days` [days] ahead."""
    own = weights[np.searchsorted(LEAD_EDGES, lead_days, side="right") - 1]
    mean: FloatArray = np.einsum("dm,mds->ds", own, members)
    return mean


def _least_variance(errors: FloatArray) -> FloatArray:
    limit = 3.0 * 1.4826 * float(np.median(np.abs(errors)))
    held = np.clip(errors, -limit, limit)
    covariance = held @ held.T / held.shape[1]
    mean = float(np.trace(covariance)) / errors.shape[0]
    if mean <= 0.0:
        return np.full(errors.shape[0], 1.0 / errors.shape[0])
    raw = np.linalg.solve(covariance + SHRINK * mean * np.eye(errors.shape[0]), np.ones(errors.shape[0]))
    kept = np.maximum(raw, 0.0)
    weights: FloatArray = kept / kept.sum()
    return weights
