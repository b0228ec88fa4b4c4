"""Ways to more agents and the notice that each needs: the center's own, or the usual ones where it states none."""

from collections.abc import Sequence
from dataclasses import dataclass

from staffing_svc.domain.losses.refusals import ImpossibleCounts

MOST_LEVERS = 20


@dataclass(frozen=True, slots=True)
class StaffingLever:
    """Known `lead_days` before it is needed, it gives `agents_share` of the agents of the usual plan on top."""

    name: str
    lead_days: int
    agents_share: float

    def __post_init__(self) -> None:
        if self.lead_days < 0 or self.agents_share < 0:
            raise ImpossibleCounts("lead days and agents are not negative", field="levers")

    def agents(self, usual_agents: float) -> int:
        """Whole people: a tenth of four is nobody."""
        return round(self.agents_share * usual_agents)


USUAL_LEVERS = (
    StaffingLever("overtime", 2, 0.10),
    StaffingLever("shifts moved", 7, 0.15),
    StaffingLever("trained colleagues from other queues", 14, 0.20),
    StaffingLever("recruits", 60, 0.30),
)
"""An assumption, and every figure made with it says so."""


def opened_by(levers: Sequence[StaffingLever], *, notice_days: int) -> tuple[StaffingLever, ...]:
    """Those whose lead time fits into the notice."""
    return tuple(lever for lever in levers if lever.lead_days <= notice_days)
