"""Ways to more agents and the notice each needs: the usual figures, to be replaced by the center's own."""

from collections.abc import Sequence

from staffing_svc.domain.losses.notice import StaffingLever

USUAL_LEVERS: tuple[tuple[str, int, float], ...] = (
    ("overtime", 2, 0.10),
    ("shifts moved", 7, 0.15),
    ("trained colleagues from other queues", 14, 0.20),
    ("recruits", 60, 0.30),
)
"""Name, days of notice it needs, agents it adds as a share of those scheduled. An assumption, and said so."""


def usual_levers(scheduled_agents: float) -> Sequence[StaffingLever]:
    """The usual levers of a queue on which `scheduled_agents` are there at its mean."""
    return [StaffingLever(name, days, round(share * scheduled_agents)) for name, days, share in USUAL_LEVERS]
