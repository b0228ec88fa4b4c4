"""Staff for several skills together: a pool needs fewer, and two skills per agent give most of its gain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, IntArray, Numbers
from staffing_svc.domain.erlang.goal import StaffingGoal, refuse_impossible
from staffing_svc.domain.erlang.required import required_agents

POOLING_MARGIN = 0.03
"""Agents above the full pool that a two-skill chain needs: 2-4 % in simulation."""
AGENTS_PER_SKILL = 0.55
"""And so many for each skill beyond two: small groups have few to help each other (simulated at 2-40 erlangs)."""
MUCH_SMALLER = 0.5
"""A skill with less than this share of the other's load is taken first: the large one hardly notices."""
_SLACK = 1.05
"""By how much more agents than its share a skill may have as their second one, so that a ring stays a ring."""


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
    """Erlang A agents for all skills as one queue, and some more because not all take everything.

    The share `margin`, and AGENTS_PER_SKILL for each skill beyond two; a margin of 0 is the full pool.
    """
    refuse_impossible("margin", margin)
    contacts = sum(demand.contacts for demand in demands)
    if contacts == 0:
        return 0
    aht_s = sum(demand.contacts * demand.aht_s for demand in demands) / contacts
    pool = int(required_agents(contacts, aht_s, interval_s, goal, patience_s=patience_s))
    return (
        pool
        if margin == 0
        else int(with_margin(pool, sum(demand.contacts > 0 for demand in demands), margin))
    )


def with_margin(pool: Numbers, skills: Numbers, margin: float = POOLING_MARGIN) -> FloatArray:
    """Agents with two of these skills each who do what `pool` do who have all of them; whole numbers."""
    agents = np.asarray(pool, dtype=np.float64)
    more = np.maximum(agents * margin, AGENTS_PER_SKILL * (np.asarray(skills, dtype=np.float64) - 2.0))
    return np.where(agents > 0, np.ceil(agents + np.maximum(more, 0.0) - 1e-9), 0.0)


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
    return _shared(total, share)


def two_skill_chain(
    demands: Sequence[SkillDemand],
    interval_s: float,
    goal: StaffingGoal,
    *,
    patience_s: float,
    margin: float = POOLING_MARGIN,
) -> list[SkillGroup]:
    """The pool's total in groups of two skills each (Wallace & Whitt 2005: two skills in a chain come close to
    everyone taking everything). See `two_skill_groups`."""
    total = pooled_agents(demands, interval_s, goal, patience_s=patience_s, margin=margin)
    loads = np.array([demand.contacts * demand.aht_s / interval_s for demand in demands], dtype=np.float64)
    return two_skill_groups(total, [demand.skill for demand in demands], loads)


def two_skill_groups(total: int, skills: Sequence[str], loads: FloatArray) -> list[SkillGroup]:
    """`total` agents in groups whose skills are in the order in which they take them.

    Agents are split over their own skills by `square_root_split`. Their second skill is the next in a ring of the
    skills that anybody asks for, until that one has as many helpers as the square root of its load deserves, then
    the one after it: so large skills help several small ones, and equal skills form a chain. Where an agent's two
    skills are very unequal, the small one comes first. Where there are fewer than two agents for each skill, or none
    of its own for one of them, everyone takes everything.
    """
    asked = np.flatnonzero(loads > 0)
    if total <= 0 or asked.size == 0:
        return []
    names, busy = [skills[int(place)] for place in asked], loads[asked]
    own = square_root_split(total, busy)
    if own.min() == 0 or asked.size == 1 or total < 2 * asked.size:
        return [SkillGroup(tuple(names), total)]
    pairs = _second_skills(own, np.sqrt(busy))
    groups: dict[tuple[str, str], int] = {}
    for first, second in zip(*np.nonzero(pairs), strict=True):
        small_second = busy[second] < MUCH_SMALLER * busy[first]
        pair = (names[second], names[first]) if small_second else (names[first], names[second])
        groups[pair] = groups.get(pair, 0) + int(pairs[first, second])
    return [SkillGroup(pair, agents) for pair, agents in groups.items()]


def _second_skills(own: IntArray, weight: FloatArray) -> IntArray:
    """How many agents of each skill [k] have which second one [k, k]: along the ring while there is room."""
    count, total = own.size, int(own.sum())
    room = np.ceil(_shared(total, weight) * _SLACK).astype(np.int64) + 1
    pairs = np.zeros((count, count), dtype=np.int64)
    for first in range(count):
        left = int(own[first])
        for step in range(1, count):
            second = (first + step) % count
            taken = min(left, int(room[second]))
            pairs[first, second] += taken
            room[second] -= taken
            left -= taken
        others = np.arange(count) != first
        pairs[first, others] += _shared(left, weight[others])
    return pairs


def _shared(total: int, weight: FloatArray) -> IntArray:
    """Whole numbers that sum to `total`, by weight and largest remainder."""
    share = total * weight / weight.sum()
    whole = np.floor(share + 1e-9)
    order = np.argsort(-(share - whole), kind="stable")
    whole[order[: int(total - whole.sum())]] += 1.0
    shared: IntArray = whole.astype(np.int64)
    return shared
