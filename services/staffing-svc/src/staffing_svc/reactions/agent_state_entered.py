"""An agent is in another state: write it down, for adherence to the schedule is counted from it."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from concert_contracts.external import AgentStateEntered

from staffing_svc.domain.agent_states import EnteredState
from staffing_svc.store import agent_states


async def on_agent_state_entered(tx: Transaction, events: Sequence[AgentStateEntered]) -> None:
    await agent_states.put(
        tx, [EnteredState(event.agent_id, event.state, event.entered_at) for event in events]
    )
