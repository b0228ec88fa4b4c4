"""The states that agents were really in: each holds until the next, and says what the agent was doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from concert_contracts.external import AgentState
from concert_contracts.refusal import Refusal

from staffing_svc.domain.schedule import StateSpan

LONGEST_STATE = timedelta(hours=24)
"""A state that nobody ended counts no longer: the system that reports went away, not the agent's night."""

AT_WORK = "at_work"
ON_BREAK = "break"
TRAINING = "training"
ACTIVITIES: dict[AgentState, str] = {
    "available": AT_WORK,
    "in_contact": AT_WORK,
    "after_contact": AT_WORK,
    "on_break": ON_BREAK,
    "in_training": TRAINING,
    "in_meeting": TRAINING,
    "other_work": "other_work",
    "signed_out": "signed_out",
}


class StateInTheFuture(Refusal):
    """Nobody knows what an agent will be doing."""

    code = "state-in-the-future"
    status = 422


@dataclass(frozen=True)
class EnteredState:
    """An agent is in `state` from `entered_at` until the next one."""

    agent_id: str
    state: AgentState
    entered_at: datetime


def check_past(states: Sequence[EnteredState], now: datetime) -> None:
    """Raises `StateInTheFuture`, naming the first."""
    for place, one in enumerate(states):
        if one.entered_at > now:
            raise StateInTheFuture(
                "a state begins before it is reported", field=f"/states/{place}/entered_at"
            )


def activities(states: Sequence[EnteredState], since: datetime, until: datetime) -> tuple[StateSpan, ...]:
    """What one agent was doing in [since, until), by states in order; like activities that adjoin are one."""
    spans: list[StateSpan] = []
    for place, one in enumerate(states):
        ends_at = states[place + 1].entered_at if place + 1 < len(states) else until
        begins = max(one.entered_at, since)
        ends = min(ends_at, one.entered_at + LONGEST_STATE, until)
        if begins >= ends:
            continue
        activity = ACTIVITIES[one.state]
        if spans and spans[-1].state == activity and spans[-1].ends_at == begins:
            begins = spans.pop().starts_at
        spans.append(StateSpan(activity, begins, ends))
    return tuple(spans)
