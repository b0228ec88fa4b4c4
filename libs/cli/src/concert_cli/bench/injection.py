"""Surges of known size laid over a file's own intervals, to see which detector finds them and how soon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from staffing_svc.domain.surge import Detector, Detectors, Fleet, standings

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Rule = Callable[[Floats, Floats], Flags]
"""From expected and observed, both (T, Q), whether an alarm begins in each interval, (T, Q)."""

HOUR_S = 3600
SURGE_S = 3 * HOUR_S
WARM_UP_S = 24 * HOUR_S
BUSY_SHARE = 0.5
STARTED = 1
NEVER = np.inf
UNDER_AN_ALARM_S = 2 * HOUR_S
"""A surge that begins so soon after an alarm may lie under it: whether it would have been found is not known."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """The judged part of one queue: (T,) expected and observed, whole days, with the day before it."""

    expected: Floats
    observed: Floats
    interval_s: int

    @property
    def per_day(self) -> int:
        return WARM_UP_S // self.interval_s


@dataclass(frozen=True, slots=True)
class Found:
    """Of surges of `uplift`: the shares found with the first interval, within 1 and 2 h; minutes to the alarm.

    `median_minutes` counts from the surge's beginning to the end of the interval that raised the alarm, over
    all surges; None when fewer than half were found before they ended.
    """

    uplift: float
    surges: int
    in_first_interval: float
    within_1h: float
    within_2h: float
    median_minutes: float | None


def our_rule(detector: Detector) -> Rule:
    """Concert's detector as a rule."""

    def alarms(expected: Floats, observed: Floats) -> Flags:
        fleet = Fleet.fresh(expected.shape[1])
        begun: Flags = standings(Detectors.stack([detector]), fleet, expected, observed) == STARTED
        return begun

    return alarms


def alarms_per_week(rule: Rule, stretch: Stretch) -> float:
    """Alarms without any injection, of all that came after the warming day; each week after the true day before."""
    expected, observed = (
        _by_week(series, stretch.per_day) for series in (stretch.expected, stretch.observed)
    )
    begun = rule(expected, observed)[stretch.per_day :]
    weeks = (len(stretch.expected) - stretch.per_day) / (7 * stretch.per_day)
    return float(begun.sum()) / weeks


def _by_week(series: Floats, per_day: int) -> Floats:
    """(a day and a week, weeks): each week with the day before it, the last one filled up with NaN."""
    weeks = max(-(-(len(series) - per_day) // (7 * per_day)), 1)
    filled = np.full(per_day * (7 * weeks + 1), np.nan)
    filled[: len(series)] = series
    return np.column_stack([filled[7 * per_day * week :][: 8 * per_day] for week in range(weeks)])


def found_by(
    rules: Mapping[str, Rule], stretch: Stretch, *, uplift: float, surges: int, seed: int
) -> dict[str, Found]:
    """The same `surges` injected surges of SURGE_S, begun at random in busy hours, put before each rule.

    Each is judged on its own, after the true day before it; those that a rule already alarmed on in the
    UNDER_AN_ALARM_S before are left out of its score. Contacts are added as Poisson(uplift x observed).
    """
    expected, observed = _injected(stretch, uplift=uplift, surges=surges, seed=seed)
    warm = stretch.per_day
    found: dict[str, Found] = {}
    for name, rule in rules.items():
        begun = rule(expected, observed)
        fresh = ~begun[warm - UNDER_AN_ALARM_S // stretch.interval_s : warm].any(axis=0)
        found[name] = _summary(begun[warm:, fresh], uplift, stretch.interval_s)
    return found


def _injected(stretch: Stretch, *, uplift: float, surges: int, seed: int) -> tuple[Floats, Floats]:
    """(warm-up day + surge, surges) expected and observed."""
    draw = np.random.default_rng(seed)
    warm, length = stretch.per_day, SURGE_S // stretch.interval_s
    starts = _busy_starts(stretch, warm, length)
    if not len(starts):
        return np.empty((warm + length, 0)), np.empty((warm + length, 0))
    chosen = draw.choice(starts, surges)
    cells = chosen[None, :] + np.arange(-warm, length)[:, None]
    expected, observed = stretch.expected[cells], stretch.observed[cells].copy()
    raised = np.nan_to_num(observed[warm:])
    observed[warm:] += draw.poisson(uplift * raised)
    return expected, observed


def _busy_starts(stretch: Stretch, warm: int, length: int) -> NDArray[np.intp]:
    """Intervals that expect at least half of what the busiest of their day does, with data all around."""
    days = len(stretch.expected) // stretch.per_day
    by_day = np.nan_to_num(stretch.expected[: days * stretch.per_day]).reshape(days, stretch.per_day)
    busy = np.repeat(by_day.max(axis=1), stretch.per_day) * BUSY_SHARE
    at = np.arange(warm, days * stretch.per_day - length)
    known = np.isfinite(stretch.expected) & np.isfinite(stretch.observed)
    lasting = stretch.expected[at + length - 1] >= busy[at]
    chosen: NDArray[np.intp] = at[
        (stretch.expected[at] >= np.maximum(busy[at], 0.1)) & lasting & known[at] & known[at + length - 1]
    ]
    return chosen


def _summary(begun: Flags, uplift: float, interval_s: int) -> Found:
    count = begun.shape[1]
    if not count:
        return Found(uplift, 0, 0.0, 0.0, 0.0, None)
    taken = np.where(begun.any(axis=0), (begun.argmax(axis=0) + 1) * interval_s, NEVER)
    median = float(np.median(taken)) / 60.0
    return Found(
        uplift=uplift,
        surges=count,
        in_first_interval=float(np.mean(taken <= interval_s)),
        within_1h=float(np.mean(taken <= max(HOUR_S, interval_s))),
        within_2h=float(np.mean(taken <= max(2 * HOUR_S, interval_s))),
        median_minutes=median if np.isfinite(median) else None,
    )
