"""The states of agents are written down as they are told, in whatever order, each once; nothing is said."""

from datetime import datetime, timedelta
from typing import Any

from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.external import AgentStateEntered
from staffing_builders import MONDAY
from staffing_svc.domain.agent_states import EnteredState
from staffing_svc.reactions.agent_state_entered import on_agent_state_entered
from staffing_svc.store import agent_states

NINE = MONDAY.replace(hour=9)


def state(name: str = "available", *, at: datetime = NINE, agent: str = "agent-1") -> AgentStateEntered:
    given: dict[str, Any] = {"agent_id": agent, "state": name, "entered_at": at}
    return AgentStateEntered.model_validate(given)


async def known(tx: Transaction, agent: str = "agent-1") -> list[EnteredState]:
    found = await agent_states.list_of(tx, [agent], MONDAY, MONDAY + timedelta(days=1))
    return found.get(agent, [])


async def test_states_are_known_in_order_however_they_come(tx: Transaction) -> None:
    later = NINE + timedelta(hours=3)
    await deliver(tx, on_agent_state_entered, state("on_break", at=later), state(), state(agent="agent-2"))
    assert await known(tx) == [
        EnteredState("agent-1", "available", NINE),
        EnteredState("agent-1", "on_break", later),
    ]
    assert emitted(tx) == ()


async def test_a_state_of_another_day_says_nothing_of_this_one(tx: Transaction) -> None:
    await deliver(tx, on_agent_state_entered, state(at=NINE - timedelta(days=3)))
    assert await known(tx) == []
    assert emitted(tx) == ()


async def test_the_same_state_twice_is_known_once_and_a_correction_counts(tx: Transaction) -> None:
    envelope = enveloped(state(), now=tx.now)
    await deliver(tx, on_agent_state_entered, envelope, envelope)
    await deliver(tx, on_agent_state_entered, state(), state("in_meeting"))
    assert await known(tx) == [EnteredState("agent-1", "in_meeting", NINE)]
    raw = await tx.raw()
    rows = await raw.fetch("SELECT revision, state FROM agent_state ORDER BY revision")
    assert [tuple(row) for row in rows] == [(1, "available"), (2, "in_meeting")]
