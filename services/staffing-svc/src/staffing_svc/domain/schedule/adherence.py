"""Adherence and conformance of a person or team, from the states agents were scheduled in and were really in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from staffing_svc.domain.schedule.refusals import ImpossibleWindow
from staffing_svc.domain.schedule.requirement import Floats
from staffing_svc.domain.schedule.shift import Shift


@dataclass(frozen=True)
class StateSpan:
    """An agent is in `state` (such as available, break, training) from `starts_at` until `ends_at`."""

    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Adherence:
    """Scheduled minutes, and those of them spent in the scheduled state; `by_state` names each scheduled state."""

    scheduled_min: float
    adhered_min: float
    by_state: dict[str, tuple[float, float]]

    @property
    def share(self) -> float | None:
        """Scheduled minutes spent in the scheduled state over scheduled minutes; None without a schedule."""
        return self.adhered_min / self.scheduled_min if self.scheduled_min else None


def scheduled_states(shift: Shift, *, at_work: str = "available") -> tuple[StateSpan, ...]:
    """A shift as the states it asks for: at work, and each break under its own name."""
    work = [StateSpan(at_work, begins, ends) for begins, ends in shift.at_work()]
    breaks = [StateSpan(pause.name, pause.starts_at, pause.ends_at) for pause in shift.breaks]
    return tuple(sorted((*work, *breaks), key=lambda span: span.starts_at))


def adherence(scheduled: Iterable[StateSpan], actual: Sequence[StateSpan]) -> Adherence:
    """Adherence of one person: overlap of like states over scheduled time (definitions of the house).

    Spans of one side must not overlap each other. Raises ImpossibleWindow.
    """
    planned = _in_order(scheduled)
    really = _in_order(actual)
    by_state: dict[str, tuple[float, float]] = {}
    for plan in planned:
        kept_s = sum(_overlap_s(plan, span) for span in really if span.state == plan.state)
        length_s = (plan.ends_at - plan.starts_at).total_seconds()
        before = by_state.get(plan.state, (0.0, 0.0))
        by_state[plan.state] = (before[0] + length_s / 60, before[1] + kept_s / 60)
    return Adherence(
        sum(scheduled_min for scheduled_min, _ in by_state.values()),
        sum(kept_min for _, kept_min in by_state.values()),
        by_state,
    )


def conformance(scheduled: Floats, worked: Floats) -> float | None:
    """sum min(S, R) / sum S: how much of the scheduled time (intervals,) was worked at all; None without any.

    `scheduled` S and `worked` R are minutes or agents at work per interval. More work in one interval does not
    make up for less in another. Raises ImpossibleWindow.
    """
    if scheduled.shape != worked.shape or min(scheduled.min(initial=0), worked.min(initial=0)) < 0:
        raise ImpossibleWindow(
            "scheduled and worked need the same intervals and no negative times", field="worked"
        )
    total = float(scheduled.sum())
    return float(np.minimum(scheduled, worked).sum()) / total if total else None


def _in_order(spans: Iterable[StateSpan]) -> list[StateSpan]:
    ordered = sorted(spans, key=lambda span: span.starts_at)
    for span in ordered:
        if span.ends_at <= span.starts_at:
            raise ImpossibleWindow(f"{span.state} ends before it begins", field="ends_at")
    for first, second in pairwise(ordered):
        if second.starts_at < first.ends_at:
            raise ImpossibleWindow(f"{first.state} and {second.state} overlap", field="starts_at")
    return ordered


def _overlap_s(one: StateSpan, other: StateSpan) -> float:
    return max((min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)).total_seconds(), 0.0)
