"""Who may write here: the contact center's own planners and supervisors, and its systems."""

from concert_chassis.auth import Caller, requires
from concert_contracts.refusal import Refusal

CENTER = "contact_center"

PLANS_THE_CENTER = requires("planner", "supervisor", "system", department=CENTER)
WORKS_IN_THE_CENTER = requires(department=CENTER)
"""Who works when is told inside the center, and to its systems."""
ANSWERS_OFFERS = requires("planner", "supervisor", "agent", "system", department=CENTER)

PLANNERS = frozenset({"planner", "supervisor", "system"})


class NotYourFigures(Refusal):
    """What one agent did is told to the agent and to those who plan the center."""

    code = "not-your-figures"
    status = 403


def plans_people(caller: Caller) -> bool:
    return not caller.roles.isdisjoint(PLANNERS)


def must_see(agent_id: str, caller: Caller) -> None:
    """Raises NotYourFigures."""
    if agent_id != caller.subject and not plans_people(caller):
        raise NotYourFigures(
            f"you may see what {caller.subject} did, not what {agent_id} did", field="/agent_id"
        )
