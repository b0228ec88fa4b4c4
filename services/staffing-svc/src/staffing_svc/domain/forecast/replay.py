"""The past forecast again from pseudo-origins: which member to trust at which lead, and how far off it was."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.blend import blended, learn_weights
from staffing_svc.domain.forecast.history import FloatArray, IntArray
from staffing_svc.domain.forecast.model import Setting, predict_roots
from staffing_svc.domain.forecast.rest_of_today import rest_of_today

ORIGINS = 30
SPAN_DAYS = 200
FIRST_TRAINING_DAYS = 14


@dataclass(frozen=True, eq=False)
class Replay:
    """Lead in days, expected root and error of each replayed cell, all of shape [cells]."""

    leads: IntArray
    roots: FloatArray
    errors: FloatArray


def predict_and_replay(setting: Setting, known_days: int, ahead: IntArray) -> tuple[FloatArray, Replay]:
    """Expected roots of the day rows `ahead`, [ahead, slots], and how the same method did before.

    At each pseudo-origin the model sees only earlier days.
    """
    lead_days = np.maximum(ahead - known_days, 0)
    origins = pseudo_origins(known_days)
    aheads = [
        np.arange(origin, min(known_days, origin + int(lead_days.max()) + 1)) for origin in origins.tolist()
    ]
    *past, future = predict_roots(setting, [*origins.tolist(), known_days], [*aheads, ahead])
    leads = [rows - origin for rows, origin in zip(aheads, origins, strict=True)]
    weights = learn_weights(*_day_errors(setting, past, aheads, leads))
    rows = blended(future, lead_days, weights)
    if ahead[0] < known_days and past:
        midnights = [blended(one[:, :1], np.zeros(1, dtype=np.int64), weights)[0] for one in past]
        rows[0] = rest_of_today(setting.root[origins], np.stack(midnights), rows[0])
    return rows, _replayed(setting, past, aheads, leads, weights)


def day_ahead_weights(setting: Setting, known_days: int) -> FloatArray:
    """How far `predict_and_replay` trusts each member for the day after the known ones, [members]."""
    origins = pseudo_origins(known_days)
    aheads = [np.array([origin]) for origin in origins.tolist()]
    past = predict_roots(setting, origins.tolist(), aheads) if origins.size else []
    leads = [np.zeros(1, dtype=np.int64)] * origins.size
    weights: FloatArray = learn_weights(*_day_errors(setting, past, aheads, leads))[0]
    return weights


def pseudo_origins(known_days: int) -> IntArray:
    """Row numbers at which the past is forecast again, oldest first; none when history is too short."""
    first = max(FIRST_TRAINING_DAYS, known_days - SPAN_DAYS)
    room = known_days - first
    if room < 1:
        return np.empty(0, dtype=np.int64)
    step = max(1, -(-room // ORIGINS))
    step += step % 7 == 0
    return np.arange(known_days - 1, first - 1, -step)[::-1]


def _day_errors(
    setting: Setting, past: list[FloatArray], aheads: list[IntArray], leads: list[IntArray]
) -> tuple[FloatArray, IntArray]:
    """Relative error of the whole day by each member, [members, n], and its lead, [n]."""
    members = setting.memory.variance.shape[0]
    errors, at = [np.empty((members, 0))], [np.empty(0, dtype=np.int64)]
    for predicted, ahead, lead in zip(past, aheads, leads, strict=True):
        actual = setting.root[ahead]
        seen = ~np.isnan(actual)
        gap = np.where(seen, actual - predicted, 0.0)
        size = np.where(seen, np.maximum(predicted.mean(axis=0), 0.1), 0.0)
        whole = (size * size).sum(axis=1)
        told = whole > 0.0
        errors.append(((gap * size).sum(axis=2) / np.maximum(whole, 1e-9))[:, told])
        at.append(lead[told])
    return np.concatenate(errors, axis=1), np.concatenate(at)


def _replayed(
    setting: Setting,
    past: list[FloatArray],
    aheads: list[IntArray],
    leads: list[IntArray],
    weights: FloatArray,
) -> Replay:
    cells, roots, errors = [np.empty(0, dtype=np.int64)], [np.empty(0)], [np.empty(0)]
    for predicted, ahead, lead in zip(past, aheads, leads, strict=True):
        root, actual = blended(predicted, lead, weights), setting.root[ahead]
        seen = ~np.isnan(actual)
        cells.append(np.broadcast_to(lead[:, None], actual.shape)[seen])
        roots.append(root[seen])
        errors.append((actual - root)[seen])
    return Replay(np.concatenate(cells), np.concatenate(roots), np.concatenate(errors))
