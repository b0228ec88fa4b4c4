"""The seasonal surface: slot of day + day type + day type x smooth curves of the day, by weighted ridge
regression."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray

HARMONICS = 6
TRACE = 1e-3


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


@dataclass(frozen=True, eq=False)
class Moments:
    """Weighted sums over days from which a surface is solved: of feature pairs, of features and of 1, by slot,
    and the same of features and of 1 times the target."""

    pairs: FloatArray
    features: FloatArray
    weight: FloatArray
    feature_target: FloatArray
    target: FloatArray

    def aged(self, factor: float) -> "Moments":
        """The same days with `factor` times their weight."""
        return Moments(
            self.pairs * factor,
            self.features * factor,
            self.weight * factor,
            self.feature_target * factor,
            self.target * factor,
        )

    def plus(self, other: "Moments") -> "Moments":
        """The days of both."""
        return Moments(
            self.pairs + other.pairs,
            self.features + other.features,
            self.weight + other.weight,
            self.feature_target + other.feature_target,
            self.target + other.target,
        )


def moments_of(root: FloatArray, weights: FloatArray, features: FloatArray) -> Moments:
    """Of the days `root` [days, slots] (NaN allowed where the weight is 0) with `features` [days, features]."""
    known = weights > 0
    target = weights * np.where(known, root, 0.0)
    pairs = (features[:, :, None] * features[:, None, :]).reshape(features.shape[0], -1)
    return Moments(
        weights.T @ pairs, weights.T @ features, weights.sum(axis=0), target.T @ features, target.sum(axis=0)
    )


def solve_surface(moments: Moments, curves: FloatArray, penalty: FloatArray) -> Surface:
    """Weighted ridge regression; `penalty` [features, curves] multiplies the squared effects.

    Slot means carry no penalty beyond a trace, which draws a slot that was never seen to the mean of all; they
    are eliminated from the normal equations (Schur
    complement), so the cost hardly grows with the slots.
    """
    slots, size, count = curves.shape[0], penalty.size, penalty.shape[0]
    products = (curves[:, :, None] * curves[:, None, :]).reshape(slots, -1)
    shape = (count, count, curves.shape[1], curves.shape[1])
    normal = (moments.pairs.T @ products).reshape(shape).transpose(0, 2, 1, 3).reshape(size, size)
    cross = (moments.features[:, :, None] * curves[:, None, :]).reshape(slots, size)
    weight = moments.weight + TRACE
    target = moments.target + TRACE * moments.target.sum() / max(float(moments.weight.sum()), 1e-9)
    right = (moments.feature_target.T @ curves).reshape(size)
    reduced = normal - cross.T @ (cross / weight[:, None]) + np.diag(penalty.reshape(size))
    effects = np.asarray(np.linalg.solve(reduced, right - cross.T @ (target / weight)))
    slot_means: FloatArray = (target - cross @ effects) / weight
    return Surface(slot_means, effects.reshape(penalty.shape[0], penalty.shape[1]), curves)
