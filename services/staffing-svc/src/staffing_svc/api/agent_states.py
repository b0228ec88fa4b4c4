"""Agent states: loaded from an export where no events come, and read again for one agent."""

from datetime import datetime
from typing import Annotated

from concert_chassis.auth import CallerDep
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.external import AgentState
from concert_contracts.quantities import AgentId
from fastapi import Query
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER, WORKS_IN_THE_CENTER, must_see
from staffing_svc.domain.agent_states import EnteredState, check_past
from staffing_svc.store import agent_states as stored

agent_states = Router(prefix="/v1/agent-states", tags=["adherence"])


class StateBody(RequestBody):
    """From `entered_at` the agent is in `state`, until the next one."""

    agent_id: AgentId
    state: AgentState
    entered_at: AwareDatetime


class LoadStatesBody(RequestBody):
    states: Annotated[list[StateBody], Field(min_length=1, max_length=10_000)]


class StatesLoaded(ResponseBody):
    """`stored` said something new: what was known already is not stored again."""

    received: int
    stored: int


class StateAnswer(ResponseBody):
    state: AgentState
    entered_at: datetime


@agent_states.post("", status_code=201, dependencies=[PLANS_THE_CENTER])
async def load_agent_states(body: LoadStatesBody, tx: TransactionDep) -> StatesLoaded:
    """Load up to 10,000 states, in any order; of the same agent and moment the last one counts."""
    states = [EnteredState(one.agent_id, one.state, one.entered_at) for one in body.states]
    check_past(states, tx.now)
    return StatesLoaded(received=len(states), stored=await stored.put(tx, states))


@agent_states.get("", dependencies=[WORKS_IN_THE_CENTER])
async def list_agent_states(
    tx: TransactionDep,
    page: PageDep,
    caller: CallerDep,
    agent_id: Annotated[AgentId, Query()],
    since: AwareDatetime,
    until: AwareDatetime,
) -> Page[StateAnswer]:
    """The states of one agent in order of time; told to planners and supervisors, and to the agent."""
    must_see(agent_id, caller)
    found = await stored.list_after(
        tx, agent_id, since, until, after=page.after(AwareDatetime), limit=page.fetch
    )
    return page.page(found, key=lambda one: one.entered_at, shown=StateAnswer.model_validate)
