"""Required people of queues that are staffed together, beside those of each alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from staffing_svc.domain.erlang.goal import StaffingModel
from staffing_svc.domain.erlang.multiskill import SkillGroup, two_skill_groups, with_margin
from staffing_svc.domain.erlang.required import required_agents, with_shrinkage
from staffing_svc.domain.plan.requirement import Load, required_people
from staffing_svc.domain.series import Grid, Numbers


@dataclass(frozen=True, eq=False)
class PooledQueue:
    """One queue of a pool: its load, the forecast that it comes from, and the people [n] it needs alone."""

    load: Load
    forecast_version: int
    people: Numbers


@dataclass(frozen=True, eq=False)
class PoolRequirement:
    """Arrays [n], or [queues, n], over `grid`: agents at work, and people scheduled with shrinkage.

    `agents` have two skills each, as `groups` tells; `apart` are those of queues whose people know only their own.
    """

    grid: Grid
    queues: tuple[PooledQueue, ...]
    loads: Numbers
    agents: Numbers
    people: Numbers
    apart: Numbers

    @property
    def people_apart(self) -> Numbers:
        return np.asarray(np.sum([queue.people for queue in self.queues], axis=0))

    def groups(self, index: int) -> list[SkillGroup]:
        """Who takes what in one interval."""
        names = [queue.load.queue.name for queue in self.queues]
        return two_skill_groups(int(self.agents[index]), names, self.loads[:, index])


def pool_requirement(grid: Grid, queues: Sequence[PooledQueue]) -> PoolRequirement:
    """Of the queues' goals every one is kept: in a pool all wait alike, so the strictest decides.

    Callers' patience is the mean of their rates of giving up. A pool never asks for more than its queues apart.
    """
    alone = [replace(one.load, queue=replace(one.load.queue, shrinkage_share=0.0)) for one in queues]
    apart = np.array(required_people(alone, StaffingModel.ERLANG_A))
    contacts = np.array([one.load.contacts for one in queues])
    work = contacts * np.array([one.load.handle_s for one in queues])
    pooled = _as_one_queue([one.load for one in queues], contacts, work)
    agents = np.minimum(with_margin(pooled, (contacts > 0).sum(axis=0)), apart.sum(axis=0))
    away = np.array([one.load.queue.shrinkage_share for one in queues])
    shrinkage = np.clip(_mean(np.broadcast_to(away[:, None], work.shape), work), 0.0, 1.0)
    return PoolRequirement(
        grid=grid,
        queues=tuple(queues),
        loads=work / grid.interval_s,
        agents=agents,
        people=np.ceil(with_shrinkage(agents, shrinkage) - 1e-9),
        apart=apart,
    )


def _as_one_queue(loads: Sequence[Load], contacts: Numbers, work: Numbers) -> Numbers:
    """Erlang A agents [n] for all contacts [queues, n] as one queue that keeps the promise of each."""
    giving_up = np.array([1.0 / load.queue.patience_s for load in loads])
    patience_s = 1.0 / _mean(np.broadcast_to(giving_up[:, None], contacts.shape), contacts)
    total = contacts.sum(axis=0)
    handle_s = np.divide(work.sum(axis=0), total, out=np.ones_like(total), where=total > 0)
    needed = [
        required_agents(total, handle_s, loads[0].interval_s, promise.goal(), patience_s=patience_s)
        for promise in {load.queue.promise for load in loads}
    ]
    return np.asarray(np.max(needed, axis=0), dtype=np.float64)


def _mean(values: Numbers, weight: Numbers) -> Numbers:
    """Mean [n] of values [queues, n] by weight; the plain mean where nothing weighs."""
    total = weight.sum(axis=0)
    weighed = np.divide((values * weight).sum(axis=0), total, out=values.mean(axis=0), where=total > 0)
    return np.asarray(weighed)
