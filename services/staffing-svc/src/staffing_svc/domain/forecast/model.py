"""The baseline model: a recency-weighted seasonal surface on the square-root scale plus what the latest
days add."""

from dataclasses import dataclass, replace

import numpy as np

from staffing_svc.domain.forecast.features import DayFeatures
from staffing_svc.domain.forecast.history import BoolArray, FloatArray, IntArray
from staffing_svc.domain.forecast.level import NO_MEMORY, Memory, carry_forward, learn_memory
from staffing_svc.domain.forecast.local_days import LocalDays
from staffing_svc.domain.forecast.month_days import month_effects, month_groups
from staffing_svc.domain.forecast.profile_fit import Surface, day_curves, fit_surface

HALF_LIVES_DAYS = (28.0, 56.0, 112.0)
LONG_HALF_LIVES_DAYS = (28.0, 112.0, 365.0)
LONG_HISTORY_DAYS = 400
SHAPE_TERMS = 4
OUTLIER_AT = 2.5


@dataclass(frozen=True, eq=False)
class Setting:
    """What stays the same for every origin of one queue: the data, the day features and the curves of
    the day."""

    days: LocalDays
    root: FloatArray
    features: DayFeatures
    curves: FloatArray
    penalty: FloatArray
    day_weight: FloatArray
    month_group: IntArray
    memories: tuple[Memory, ...]


def prepare(days: LocalDays, features: DayFeatures, is_open: BoolArray) -> Setting:
    """Square roots, curves, penalties, outlier weights and the memory of levels, learnt from all of
    `days`."""
    root = np.where(is_open, np.sqrt(days.offered + 0.25), np.nan)
    curves = day_curves(*_open_window(is_open), days.slots)
    penalty = _penalty(root, features, curves)
    count = root.shape[0]
    groups = month_groups(days.first_day + np.arange(features.values.shape[0]))
    setting = Setting(days, root, features, curves, penalty, features.usable[:count].copy(), groups, ())
    surface = _blend(setting, count)
    level = residual_coefficients(setting, surface, count)[0][:, 0]
    weight = setting.day_weight * _outlier_weight(level)
    setting = replace(setting, day_weight=weight)
    coefficients, _ = residual_coefficients(setting, _blend(setting, count), count)
    coefficients[:, 0] -= month_effects(coefficients[:, 0], groups[:count])[groups[:count]]
    return replace(setting, memories=tuple(learn_memory(column, days.days) for column in coefficients.T))


def predict_root(setting: Setting, known_days: int, ahead: IntArray) -> FloatArray:
    """Expected square-root contacts of the day rows `ahead` from the first `known_days` rows, [ahead,
    slots]."""
    surface = _blend(setting, known_days)
    seasonal = _mean_at(surface, setting.features.values[ahead])
    coefficients, noise = residual_coefficients(setting, surface, known_days)
    numbers = setting.days.first_day + ahead
    effects = month_effects(coefficients[:, 0], setting.month_group[:known_days])
    coefficients[:, 0] -= effects[setting.month_group[:known_days]]
    carried = [
        carry_forward(memory, coefficients[:, term], setting.days.days[:known_days], noise[:, term], numbers)
        for term, memory in enumerate(setting.memories or (NO_MEMORY,) * coefficients.shape[1])
    ]
    carried[0] = carried[0] + effects[setting.month_group[ahead]]
    residual_shape = np.column_stack(carried) @ setting.curves[:, : len(carried)].T
    predicted: FloatArray = np.maximum(seasonal * (1.0 + residual_shape), 0.0)
    return predicted


def residual_coefficients(
    setting: Setting, surfaces: tuple[Surface, ...], known_days: int
) -> tuple[FloatArray, FloatArray]:
    """Relative level and shape of each known day against its pattern, [days, terms], and their sampling
    variances."""
    fitted = np.maximum(_mean_at(surfaces, setting.features.values[:known_days]), 0.1)
    residual = setting.root[:known_days] - fitted
    terms = min(SHAPE_TERMS + 1, setting.curves.shape[1])
    columns, noises = [], []
    for term in range(terms):
        carrier = fitted * setting.curves[:, term]
        seen = np.where(np.isnan(residual), 0.0, carrier**2).sum(axis=1)
        value = np.nansum(residual * carrier, axis=1) / np.maximum(seen, 1e-9)
        value = np.where(seen > 0, value, np.nan)
        columns.append(value)
        noises.append(
            np.maximum(0.25 / np.maximum(seen, 1e-9) - 0.25 / np.maximum((carrier**2).sum(axis=1), 1e-9), 0)
        )
        residual = residual - np.nan_to_num(value)[:, None] * carrier
    return np.column_stack(columns), np.column_stack(noises)


def _blend(setting: Setting, known_days: int) -> tuple[Surface, ...]:
    """One surface per half-life, from the first `known_days` rows."""
    root = setting.root[:known_days]
    known = ~np.isnan(root)
    age = np.arange(known_days, 0, -1) - 1.0
    surfaces = []
    for half_life in LONG_HALF_LIVES_DAYS if known_days >= LONG_HISTORY_DAYS else HALF_LIVES_DAYS:
        recency = 0.5 ** (age / half_life) * setting.day_weight[:known_days]
        surfaces.append(
            fit_surface(
                root,
                known * recency[:, None],
                setting.features.values[:known_days],
                setting.curves,
                setting.penalty,
            )
        )
    return tuple(surfaces)


def _mean_at(surfaces: tuple[Surface, ...], features: FloatArray) -> FloatArray:
    mean: FloatArray = np.mean([surface.at(features) for surface in surfaces], axis=0)
    return mean


def _open_window(is_open: BoolArray) -> tuple[int, int]:
    """First and last slot in which this queue is ever open."""
    slots = np.flatnonzero(is_open.any(axis=0))
    return (int(slots[0]), int(slots[-1])) if slots.size else (0, is_open.shape[1] - 1)


def _penalty(root: FloatArray, features: DayFeatures, curves: FloatArray) -> FloatArray:
    """Noise variance over prior variance of each effect; prior sizes are relative to the queue's own
    scale."""
    scale = float(np.nanmean(root**2))
    slots = root.shape[1]
    cell_noise = 0.25 + 0.01 * scale
    day_noise = cell_noise + slots * 0.004 * scale
    order = np.ceil(np.arange(curves.shape[1]) / 2)
    prior = features.shape_prior[:, None] / np.maximum(order, 1.0)[None, :]
    prior[:, 0] = features.level_prior
    noise = np.full(curves.shape[1], cell_noise + slots * 0.001 * scale)
    noise[0] = day_noise
    penalty: FloatArray = noise[None, :] / (np.maximum(prior, 1e-4) ** 2 * scale)
    return penalty


def _outlier_weight(level: FloatArray) -> FloatArray:
    """Less weight for days whose level lies beyond 2.5 robust deviations."""
    known = ~np.isnan(level)
    if known.sum() < 8:
        return np.ones(level.size)
    centre = float(np.median(level[known]))
    spread = 1.4826 * float(np.median(np.abs(level[known] - centre)))
    distance = np.abs(np.nan_to_num(level, nan=centre) - centre) / max(spread, 1e-9)
    weight: FloatArray = np.minimum(1.0, (OUTLIER_AT / np.maximum(distance, 1e-9)) ** 2)
    return weight
