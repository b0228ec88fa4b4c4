"""Staff for several skills together: a pool needs fewer, and two skills per agent give most of its gain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray
from staffing_svc.domain.erlang.goal import StaffingGoal, refuse_impossible
from staffing_svc.domain.erlang.required import required_agents

POOLING_MARGIN = 0.03
"""Agents above the full pool that a two-skill chain needs: 2-4 % in simulation."""


@dataclass(frozen=True)
class SkillDemand:
    """What one skill is asked for in an interval: contacts and their mean handle time in seconds."""

    skill: str
    contacts: float
    aht_s: float


@dataclass(frozen=True)
class SkillGroup:
    """So many agents who take `skills`, the first of them before the others."""

    skills: tuple[str, ...]
    agents: int


def pooled_agents(
    demands: Sequence[SkillDemand],
    interval_s: float,
    goal: StaffingGoal,
    *,
    patience_s: float,
    margin: float = POOLING_MARGIN,
) -> int:
    """Erlang A agents for all skills as one queue, and the share `margin` more: not all take everything."""
    refuse_impossible("margin", margin)
    contacts = sum(demand.contacts for demand in demands)
    if contacts == 0:
        return 0
    aht_s = sum(demand.contacts * demand.aht_s for demand in demands) / contacts
    pool = int(required_agents(contacts, aht_s, interval_s, goal, patience_s=patience_s))
    return int(np.ceil(pool * (1.0 + margin) - 1e-9))


def square_root_split(total: int, loads: FloatArray) -> IntArray:
    """`total` agents over `loads` (erlangs): the load each, and what is above or below it by square roots.

    Whole numbers by largest remainder; they sum to `total` exactly, and no part is below 0.
    """
    refuse_impossible("loads", loads)
    root = np.sqrt(loads)
    if total <= 0 or root.sum() == 0:
        return np.zeros(loads.size, dtype=np.int64)
    share = loads + (total - loads.sum()) * root / root.sum()
    share = np.maximum(share, 0.0)
    share *= total / share.sum()
    whole: FloatArray = np.floor(share + 1e-9)
    order = np.argsort(-(share - whole), kind="stable")
    whole[order[: int(total - whole.sum())]] += 1.0
    return whole.astype(np.int64)


def two_skill_chain(
    demands: Sequence[SkillDemand],
    interval_s: float,
    goal: StaffingGoal,
    *,
    patience_s: float,
    margin: float = POOLING_MARGIN,
) -> list[SkillGroup]:
    """Groups whose agents take their own skill first and the next skill of a ring second.

    The pool's total, split over the first skills by square roots (Wallace & Whitt 2005: two skills in a
    chain come close to everyone taking everything).
    """
    total = pooled_agents(demands, interval_s, goal, patience_s=patience_s, margin=margin)
    loads = np.array([demand.contacts * demand.aht_s / interval_s for demand in demands], dtype=np.float64)
    split = square_root_split(total, loads)
    names = [demand.skill for demand in demands]
    if len(names) == 1:
        return [SkillGroup((names[0],), total)]
    following = names[1:] + names[:1]
    return [
        SkillGroup((first, second), int(agents))
        for first, second, agents in zip(names, following, split, strict=True)
    ]
