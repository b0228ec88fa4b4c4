"""The seasonal surface: slot of day + day type + day type x smooth curves of the day, by weighted ridge
regression."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray

HARMONICS = 6


def day_curves(first_open: int, last_open: int, slots: int) -> FloatArray:
    """Smooth curves of the day, shape [slots, curves], the first constant.

    Around-the-clock queues get Fourier harmonics; queues with opening hours get cosines over the open window.
    """
    if slots == 1:
        return np.ones((1, 1))
    slot = np.arange(slots, dtype=np.float64)
    width = last_open - first_open + 1
    count = min(HARMONICS, max(1, width // 4))
    if width > 0.9 * slots:
        phase = 2.0 * np.pi * (slot + 0.5) / slots
        waves = [wave(order * phase) for order in range(1, count + 1) for wave in (np.sin, np.cos)]
    else:
        place = np.clip((slot - first_open + 0.5) / width, 0.0, 1.0)
        waves = [np.cos(np.pi * order * place) for order in range(1, 2 * count + 1)]
    return np.column_stack([np.ones(slots), *waves])


@dataclass(frozen=True, eq=False)
class Surface:
    """Slot means [slots] and day-feature curves [features, curves] on the square-root scale."""

    slot_means: FloatArray
    effects: FloatArray
    curves: FloatArray

    def at(self, features: FloatArray) -> FloatArray:
        """Fitted square-root contacts for days with these features, shape [days, slots]."""
        fitted: FloatArray = self.slot_means + (features @ self.effects) @ self.curves.T
        return fitted


def fit_surface(
    root: FloatArray, weights: FloatArray, features: FloatArray, curves: FloatArray, penalty: FloatArray
) -> Surface:
    """Weighted ridge of `root` [days, slots] (NaN allowed where the weight is 0).

    `penalty` [features, curves] multiplies the squared effects. Slot means carry no penalty beyond a
    trace; they are eliminated from the normal equations (Schur complement), so the cost hardly grows
    with the slots.
    """
    slots, size = root.shape[1], penalty.size
    target = np.where(weights > 0, root, 0.0)
    pairs = (features[:, :, None] * features[:, None, :]).reshape(features.shape[0], -1)
    moments = weights.T @ pairs
    products = (curves[:, :, None] * curves[:, None, :]).reshape(slots, -1)
    shape = (features.shape[1], features.shape[1], curves.shape[1], curves.shape[1])
    normal = (moments.T @ products).reshape(shape).transpose(0, 2, 1, 3).reshape(size, size)
    slot_feature = weights.T @ features
    cross = (slot_feature[:, :, None] * curves[:, None, :]).reshape(slots, size)
    slot_weight = weights.sum(axis=0) + 1e-3
    slot_target = (weights * target).sum(axis=0)
    right = (((weights * target).T @ features).T @ curves).reshape(size)
    reduced = normal - cross.T @ (cross / slot_weight[:, None]) + np.diag(penalty.reshape(size))
    effects = np.linalg.solve(reduced, right - cross.T @ (slot_target / slot_weight))
    slot_means = (slot_target - cross @ effects) / slot_weight
    return Surface(slot_means, effects.reshape(penalty.shape), curves)
