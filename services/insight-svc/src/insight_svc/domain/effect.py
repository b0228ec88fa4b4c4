"""Whether what was done about an insight worked: the topic's share against a control, before and after."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insight_svc.domain.student import t_quantile

DAYS_FOR_A_VERDICT = 28
FEWEST_DAYS_BEFORE = 7
RELEVANT_FALL = math.log(0.8)
"""A fall by less than a fifth would not be called effective, even if it were certain."""
_WEEKDAYS_FROM_DAYS = 28
_TREND_FROM_DAYS = 42

Verdict = Literal["effective", "not_effective", "inconclusive"]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Day:
    """`topic` contacts and `control` contacts of one day; `after` is whether it follows the action."""

    day: date
    topic: int
    control: int
    after: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """`log_rate_ratio` is the change of the topic's odds against the control, with its 95 % t interval.

    `avoided_contacts` is the sum over the days after of topic x (e^-beta - 1). All None when the days do not
    allow an estimate.
    """

    verdict: Verdict
    why: str
    days_before: int
    days_after: int
    log_rate_ratio: float | None
    low: float | None
    high: float | None
    rho: float | None
    degrees_of_freedom: int | None
    avoided_contacts: float | None


def measure(days: Sequence[Day]) -> Effect:
    """Beta-binomial share model with weekday, trend and the action (definitions, failure demand).

    Days without a contact say nothing and are left out. Weekdays enter from 28 days on, a trend from 42.
    """
    used = [day for day in days if day.topic + day.control > 0]
    after = sum(day.after for day in used)
    before = len(used) - after
    fit = _fit(used) if before >= 2 and after >= 2 else None
    if fit is None:
        return nothing_known("not enough days on both sides", before=before, after=after)
    beta, error, rho, df = fit
    half = t_quantile(0.975, df) * error
    verdict, why = _verdict(before, after, beta - half, beta + half)
    avoided = sum(day.topic for day in used if day.after) * math.expm1(-beta)
    return Effect(verdict, why, before, after, beta, beta - half, beta + half, rho, df, avoided)


def nothing_known(why: str, *, before: int, after: int) -> Effect:
    return Effect("inconclusive", why, before, after, None, None, None, None, None, None)


def _verdict(before: int, after: int, low: float, high: float) -> tuple[Verdict, str]:
    if after < DAYS_FOR_A_VERDICT or before < FEWEST_DAYS_BEFORE:
        return "inconclusive", (
            f"a verdict needs {DAYS_FOR_A_VERDICT} days after and {FEWEST_DAYS_BEFORE} before; "
            f"there are {after} and {before}"
        )
    if high < 0:
        return "effective", "the whole interval lies below no change"
    if low > RELEVANT_FALL:
        return "not_effective", "a fall by a fifth or more is ruled out"
    return "inconclusive", "the interval holds both no change and a fall by a fifth"


def _fit(days: Sequence[Day]) -> tuple[float, float, float, int] | None:
    """(beta, its standard error, rho, degrees of freedom), or None when the days cannot tell them."""
    y = np.array([day.topic for day in days], dtype=float)
    n = y + np.array([day.control for day in days], dtype=float)
    if y.sum() == 0 or (n - y).sum() == 0:
        return None
    x = _design(days)
    df = len(days) - x.shape[1]
    if df < 2 or np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    rho = 0.0
    for _ in range(30):
        fitted = _weighted_logit(x, y, n, rho)
        if fitted is None:
            return None
        coefficients, covariance, p = fitted
        new = _rho(y, n, p, df)
        if abs(new - rho) < 1e-6:
            break
        rho = new
    return float(coefficients[-1]), float(math.sqrt(covariance[-1, -1])), rho, df


def _design(days: Sequence[Day]) -> Matrix:
    columns = [np.ones(len(days))]
    if len(days) >= _WEEKDAYS_FROM_DAYS:
        weekdays = sorted({day.day.weekday() for day in days})
        columns += [np.array([float(d.day.weekday() == weekday) for d in days]) for weekday in weekdays[1:]]
    if len(days) >= _TREND_FROM_DAYS:
        at = np.array([day.day.toordinal() for day in days], dtype=float)
        columns.append((at - at.mean()) / max(float(np.ptp(at)), 1.0))
    columns.append(np.array([float(day.after) for day in days]))
    return np.stack(columns, axis=1)


def _weighted_logit(x: Matrix, y: Matrix, n: Matrix, rho: float) -> tuple[Matrix, Matrix, Matrix] | None:
    """Iteratively reweighted least squares; half a contact on both sides in the first guess."""
    working = np.log((y + 0.5) / (n - y + 0.5))
    coefficients: Matrix = np.asarray(np.linalg.lstsq(x, working, rcond=None)[0], dtype=np.float64)
    covariance: Matrix = np.eye(x.shape[1])
    p = _expit(x @ coefficients)
    for _ in range(50):
        weight = n * p * (1 - p) / (1 + (n - 1) * rho)
        gram = x.T @ (x * weight[:, None])
        if not np.all(np.isfinite(gram)) or np.linalg.cond(gram) > 1e12:
            return None
        covariance = np.asarray(np.linalg.inv(gram), dtype=np.float64)
        residual = (y / n - p) / np.maximum(p * (1 - p), 1e-12)
        step = covariance @ (x.T @ (weight * residual))
        coefficients = coefficients + np.clip(step, -2.0, 2.0)
        p = _expit(x @ coefficients)
        if np.abs(step).max() < 1e-9:
            break
    return coefficients, covariance, p


def _rho(y: Matrix, n: Matrix, p: Matrix, df: int) -> float:
    """Where the sum of r^2/V is the degrees of freedom: by bisection, 0 when the shares vary less than that."""
    squares, binomial = (y - n * p) ** 2, n * p * (1 - p)

    def chi2(rho: float) -> float:
        return float((squares / np.maximum(binomial * (1 + (n - 1) * rho), 1e-12)).sum())

    if chi2(0.0) <= df:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chi2(middle) > df else (low, middle)
    return (low + high) / 2


def _expit(x: Matrix) -> Matrix:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))))
