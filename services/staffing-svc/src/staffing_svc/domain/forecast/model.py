"""The model of one queue: recency-weighted seasonal surfaces on the square-root scale, each with what the
latest days add to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from staffing_svc.domain.forecast.features import DayFeatures
from staffing_svc.domain.forecast.history import BoolArray, FloatArray, IntArray
from staffing_svc.domain.forecast.level import (
    WINDOW_DAYS,
    Memory,
    carry_forward,
    follow,
    learn_memory,
)
from staffing_svc.domain.forecast.local_days import LocalDays
from staffing_svc.domain.forecast.month_days import month_effects, month_groups
from staffing_svc.domain.forecast.profile_fit import Moments, Surface, day_curves, moments_of, solve_surface
from staffing_svc.domain.forecast.residuals import outlier_weight, residual_coefficients

HALF_LIVES_DAYS = (14.0, 28.0, 112.0, 365.0)
"""One member each: how fast this queue forgets is not known beforehand."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What stays the same for every origin of one queue: the data, the day features, the curves of the day,
    the weight of each day, its level against the pattern, and the memory of levels, [members, terms]."""

    days: LocalDays
    root: FloatArray
    features: DayFeatures
    curves: FloatArray
    penalty: FloatArray
    day_weight: FloatArray
    month_group: IntArray
    level: FloatArray
    memory: Memory


def prepare(days: LocalDays, features: DayFeatures, is_open: BoolArray) -> Setting:
    """Square roots, curves, penalties, outlier weights and the memory of levels, learnt from all of
    `days`."""
    root = np.where(is_open, np.sqrt(days.offered + 0.25), np.nan)
    curves = day_curves(*_open_window(is_open), days.slots)
    penalty = _penalty(root, features, curves)
    count = root.shape[0]
    groups = month_groups(days.first_day + np.arange(features.values.shape[0]))
    nothing = np.empty(0)
    memory = Memory(nothing, nothing, nothing, nothing, nothing)
    weight = features.usable[:count].copy()
    setting = Setting(days, root, features, curves, penalty, weight, groups, nothing, memory)
    level = _coefficients(setting).mean(axis=0)[:, 0]
    setting = replace(setting, day_weight=weight * outlier_weight(level))
    coefficients = _coefficients(setting)
    level = coefficients.mean(axis=0)[:, 0]
    coefficients[:, :, 0] -= month_effects(level, groups[:count])[groups[:count]]
    members, _, terms = coefficients.shape
    learnt = learn_memory(coefficients.transpose(1, 0, 2).reshape(count, members * terms))
    shape = (members, terms)
    memory = Memory(
        learnt.variance.reshape(shape),
        learnt.fast.reshape(shape),
        learnt.slow.reshape(shape),
        learnt.fast_memory.reshape(shape),
        learnt.slow_memory.reshape(shape),
    )
    return replace(setting, level=level, memory=memory)


def predict_roots(setting: Setting, origins: Sequence[int], aheads: Sequence[IntArray]) -> list[FloatArray]:
    """Expected square-root contacts of the day rows `aheads[i]` from the rows before `origins[i]` (ascending)
    by each member, [members, ahead, slots]."""
    surfaces = _surfaces(setting, origins)
    effects = [_month_effects(setting, origin) for origin in origins]
    latest = [_latest(setting, *one) for one in zip(origins, surfaces, effects, strict=True)]
    coefficients = np.stack([one for one, _ in latest]).transpose(2, 0, 1, 3)
    noise = np.stack([one for _, one in latest]).transpose(2, 0, 1, 3)
    followed = follow(setting.memory, coefficients, noise)
    predicted = []
    for number, (origin, ahead) in enumerate(zip(origins, aheads, strict=True)):
        carried = carry_forward(setting.memory, followed, ahead - (origin - 1))[:, number].transpose(1, 0, 2)
        carried[:, :, 0] += effects[number][setting.month_group[ahead]]
        seasonal = _fitted(surfaces[number], setting.features.values[ahead])
        change = carried @ setting.curves[:, : carried.shape[2]].T
        predicted.append(np.maximum(seasonal * (1.0 + change), 0.0))
    return predicted


def _month_effects(setting: Setting, origin: int) -> FloatArray:
    level = setting.level[:origin]
    return month_effects(level, setting.month_group[: level.size])


def _coefficients(setting: Setting) -> FloatArray:
    """Level and shape of every known day against each member, [members, days, terms]."""
    count = setting.root.shape[0]
    fitted = _fitted(_surfaces(setting, [count])[0], setting.features.values[:count])
    return residual_coefficients(setting.root, fitted, setting.curves).values


def _latest(
    setting: Setting, origin: int, surfaces: Sequence[Surface], effects: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Level (without effects of the month) and shape of the latest days, and their sampling variances, both
    [members, WINDOW_DAYS, terms], NaN before the first day."""
    rows = slice(max(origin - WINDOW_DAYS, 0), origin)
    fitted = _fitted(surfaces, setting.features.values[rows])
    found = residual_coefficients(setting.root[rows], fitted, setting.curves)
    values = found.values
    values[:, :, 0] -= effects[setting.month_group[rows]]
    noise = np.zeros_like(values)
    noise[:, :, 0] = found.level_noise(setting.memory.variance)
    missing = ((0, 0), (WINDOW_DAYS - values.shape[1], 0), (0, 0))
    return np.pad(values, missing, constant_values=np.nan), np.pad(noise, missing)


def _fitted(surfaces: Sequence[Surface], features: FloatArray) -> FloatArray:
    """[members, days, slots]"""
    return np.stack([surface.at(features) for surface in surfaces])


def _surfaces(setting: Setting, origins: Sequence[int]) -> list[list[Surface]]:
    """The surface of each member from the rows before each origin (ascending); a surface is solved from the
    sums of the one before and of the days since."""
    known = ~np.isnan(setting.root)
    sums: list[Moments | None] = [None] * len(HALF_LIVES_DAYS)
    surfaces: list[list[Surface]] = []
    before = 0
    for origin in origins:
        rows = slice(before, origin)
        age = np.arange(origin - before, 0, -1) - 1.0
        for member, half_life in enumerate(HALF_LIVES_DAYS):
            weight = 0.5 ** (age / half_life) * setting.day_weight[rows]
            newer = moments_of(
                setting.root[rows], known[rows] * weight[:, None], setting.features.values[rows]
            )
            old = sums[member]
            sums[member] = (
                newer if old is None else old.aged(0.5 ** ((origin - before) / half_life)).plus(newer)
            )
        surfaces.append(
            [solve_surface(one, setting.curves, setting.penalty) for one in sums if one is not None]
        )
        before = origin
    return surfaces


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
