"""Counts who is at work from the shifts themselves, apart from the arithmetic that made them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from staffing_svc.domain.schedule.requirement import Floats, Ints, Requirement
from staffing_svc.domain.schedule.shift import Shift


@dataclass(frozen=True)
class Coverage:
    """Cover by interval: `mean` agents at work, `fewest` at any moment; under and over in agent hours.

    `under_h` and `over_h` are counted minute by minute against the required agents of the interval, so that a
    break of 15 minutes in an interval of 30 shows.
    """

    starts_at: tuple[datetime, ...]
    mean: Floats
    fewest: Ints
    under_h: float
    over_h: float


def coverage(requirement: Requirement, shifts: Iterable[Shift], *, repeats: bool = False) -> Coverage:
    """Cover of the requirement by shifts, minute by minute; a repeating rota folds its end onto its beginning."""
    width = requirement.interval_s // 60
    minutes = width * len(requirement.agents)
    change = np.zeros(minutes + 1, dtype=np.int64)
    for shift in shifts:
        for begins, ends in shift.at_work():
            first, last = _minute(requirement, begins), _minute(requirement, ends)
            _mark(change, first, last, minutes, repeats)
    present = np.cumsum(change[:-1]).reshape(-1, width)
    balance = present - np.asarray(requirement.agents, dtype=np.int64)[:, None]
    return Coverage(
        tuple(_interval_start(requirement, index) for index in range(len(requirement.agents))),
        present.mean(axis=1),
        present.min(axis=1),
        float(-np.minimum(balance, 0).sum() / 60),
        float(np.maximum(balance, 0).sum() / 60),
    )


def _minute(requirement: Requirement, at: datetime) -> int:
    return (
        round((at - requirement.starts_at).total_seconds() / 60)
        if at.tzinfo is None
        else round((at.astimezone(UTC) - requirement.starts_at.astimezone(UTC)).total_seconds() / 60)
    )


def _mark(change: Ints, first: int, last: int, minutes: int, repeats: bool) -> None:
    """One more person from `first` to `last`, cut to the axis or folded onto it."""
    shift = 0
    while repeats and first - shift >= minutes:
        shift += minutes
    low, high = max(first - shift, 0), min(last - shift, minutes)
    if low < high:
        change[low] += 1
        change[high] -= 1
    if repeats and last - shift > minutes:
        _mark(change, 0, last - shift - minutes, minutes, repeats)


def _interval_start(requirement: Requirement, index: int) -> datetime:
    step = timedelta(seconds=index * requirement.interval_s)
    if requirement.starts_at.tzinfo is None:
        return requirement.starts_at + step
    return (requirement.starts_at.astimezone(UTC) + step).astimezone(requirement.starts_at.tzinfo)
