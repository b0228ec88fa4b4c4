"""What adequate notice would have made possible: more agents by their lead times, not perfect hindsight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from staffing_svc.domain.losses.refusals import ImpossibleCounts


@dataclass(frozen=True, slots=True)
class StaffingLever:
    """A way to more agents: known `lead_days` before the launch it gives up to `agents` per interval."""

    name: str
    lead_days: int
    agents: int

    def __post_init__(self) -> None:
        if self.lead_days < 0 or self.agents < 0:
            raise ImpossibleCounts("lead days and agents are not negative", field="levers")


@dataclass(frozen=True, slots=True)
class WatchedLoad:
    """One interval of the window: what came, who was there, and who would have been needed."""

    offered_contacts: float
    scheduled_agents: int
    required_agents: int


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """`expected_share` (a0) of the offered contacts would have been lost with notice, by `agents`."""

    expected_share: float
    agents: tuple[int, ...]
    levers: tuple[str, ...]


def feasible_agents(levers: Sequence[StaffingLever], *, notice_days: int) -> int:
    """All agents whose lead time fits into the notice."""
    return sum(lever.agents for lever in levers if lever.lead_days <= notice_days)


def adequate_notice(
    load: Sequence[WatchedLoad],
    levers: Sequence[StaffingLever],
    *,
    given_notice_days: int,
    adequate_notice_days: int,
    abandoned_share: Callable[[float, int], float],
) -> Counterfactual:
    """The plan that the agreed notice would have made feasible, and what it would still have lost.

    The levers that fit into the agreed notice but not into the notice given add agents, never beyond the
    requirement. `abandoned_share(offered_contacts, agents)` is Erlang A of the queue, 0..1.
    """
    opened = [x for x in levers if given_notice_days < x.lead_days <= adequate_notice_days]
    extra = sum(lever.agents for lever in opened)
    agents = tuple(
        max(interval.scheduled_agents, min(interval.required_agents, interval.scheduled_agents + extra))
        for interval in load
    )
    offered = sum(interval.offered_contacts for interval in load)
    lost = sum(
        interval.offered_contacts * abandoned_share(interval.offered_contacts, n)
        for interval, n in zip(load, agents, strict=True)
        if interval.offered_contacts > 0
    )
    return Counterfactual(
        expected_share=lost / offered if offered > 0 else 0.0,
        agents=agents,
        levers=tuple(lever.name for lever in opened),
    )
