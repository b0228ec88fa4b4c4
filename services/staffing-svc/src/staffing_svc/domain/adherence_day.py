"""Adherence and conformance of people and teams on one day, from their schedule and from their states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from concert_contracts.refusal import Refusal

from staffing_svc.domain.agent_states import AT_WORK, ON_BREAK, TRAINING, EnteredState, activities
from staffing_svc.domain.schedule import Adherence, StateSpan, adherence, conformance
from staffing_svc.domain.series import Numbers
from staffing_svc.domain.working_hours import Span, WorkingHours, joined, without

INTERVAL_S = 900
"""Conformance compares scheduled and worked time by the quarter of an hour."""
FEWEST_TOLD_OUTSIDE = 10
"""A figure of fewer people is about persons; outside planning it is not told."""


class NotScheduledThen(Refusal):
    """The team has no published shift of this agent on this day."""

    code = "agent-not-scheduled"
    status = 404


@dataclass(frozen=True, eq=False)
class PersonDay:
    """One agent's day until now: scheduled and real activities, and minutes at work [n] by interval.

    `adherence` is None when no state was reported of the agent: then nothing is known, which is not 0.
    """

    agent_id: str
    scheduled: tuple[StateSpan, ...]
    actual: tuple[StateSpan, ...]
    adherence: Adherence | None
    scheduled_work_min: Numbers
    worked_min: Numbers

    @property
    def conformance(self) -> float | None:
        return conformance(self.scheduled_work_min, self.worked_min) if self.adherence else None


@dataclass(frozen=True)
class TeamDay:
    """A team's day until now, over the people whose states are known; shares are None without scheduled time."""

    people: int
    reported_people: int
    scheduled_min: float
    adhered_min: float
    by_state: dict[str, tuple[float, float]]
    adherence: float | None
    conformance: float | None


def person_day(
    hours: WorkingHours,
    states: Sequence[EnteredState],
    since: datetime,
    until: datetime,
    *,
    queue: str | None,
    sessions: Mapping[str, Sequence[Span]],
) -> PersonDay:
    """Of the shifts on one queue, or on all.

    Who is in training during a session that was placed on their queue (`sessions` by queue) is where they are
    meant to be.
    """
    actual = activities(states, since, until)
    queues = {shift.queue for shift in hours.shifts} | {move.queue for move in hours.moves}
    work: list[Span] = []
    learnt: list[Span] = []
    for name in queues if queue is None else queues & {queue}:
        mine = _within(hours.at_work(name), since, until)
        taught = _shared(mine, _shared(sessions.get(name, ()), _spans(actual, TRAINING)))
        learnt += taught
        work += without(mine, taught)
    work = joined(work)
    pauses = without(_within(hours.breaks(queue), since, until), work)
    scheduled = sorted(
        (
            StateSpan(state, *span)
            for state, spans in (
                (AT_WORK, work),
                (ON_BREAK, pauses),
                (TRAINING, without(joined(learnt), work)),
            )
            for span in spans
        ),
        key=lambda span: span.starts_at,
    )
    return PersonDay(
        agent_id=hours.person,
        scheduled=tuple(scheduled),
        actual=actual,
        adherence=adherence(scheduled, actual) if states else None,
        scheduled_work_min=_minutes(scheduled, since, until),
        worked_min=_minutes(actual, since, until),
    )


def team_day(people: Sequence[PersonDay]) -> TeamDay:
    """Sums over people, never means of shares; who is not scheduled until now counts for nothing."""
    scheduled = [one for one in people if one.scheduled]
    known = [(one, one.adherence) for one in scheduled if one.adherence is not None]
    by_state: dict[str, tuple[float, float]] = {}
    for _, kept in known:
        for state, (of, held) in kept.by_state.items():
            before = by_state.get(state, (0.0, 0.0))
            by_state[state] = (before[0] + of, before[1] + held)
    scheduled_min = sum(kept.scheduled_min for _, kept in known)
    adhered_min = sum(kept.adhered_min for _, kept in known)
    return TeamDay(
        people=len(scheduled),
        reported_people=len(known),
        scheduled_min=scheduled_min,
        adhered_min=adhered_min,
        by_state=by_state,
        adherence=adhered_min / scheduled_min if scheduled_min else None,
        conformance=_conformance([one for one, _ in known]),
    )


def _conformance(people: Sequence[PersonDay]) -> float | None:
    if not people:
        return None
    return conformance(
        np.concatenate([one.scheduled_work_min for one in people]),
        np.concatenate([one.worked_min for one in people]),
    )


def _spans(spans: Sequence[StateSpan], state: str) -> list[Span]:
    return [(span.starts_at, span.ends_at) for span in spans if span.state == state]


def _shared(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The time that lies in both."""
    return joined(span for begins, ends in others for span in _within(some, begins, ends))


def _within(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    cut = [(max(begins, since), min(ends, until)) for begins, ends in spans]
    return [span for span in cut if span[0] < span[1]]


def _minutes(spans: Iterable[StateSpan], since: datetime, until: datetime) -> Numbers:
    """Minutes at work in each interval of the day."""
    count = max(-(-int((until - since) / timedelta(seconds=1)) // INTERVAL_S), 0)
    begins_s = np.arange(count) * float(INTERVAL_S)
    minutes = np.zeros(count)
    for span in spans:
        if span.state == AT_WORK:
            first_s = (span.starts_at - since).total_seconds()
            last_s = (span.ends_at - since).total_seconds()
            shared_s = np.minimum(begins_s + INTERVAL_S, last_s) - np.maximum(begins_s, first_s)
            minutes += np.clip(shared_s, 0.0, None) / 60
    return minutes
