"""Required agents over many queues and intervals at once, by Erlang A and, beside it, Erlang C."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from staffing_svc.domain.erlang.goal import StaffingGoal, StaffingModel
from staffing_svc.domain.erlang.required import required_agents, with_shrinkage
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant
from staffing_svc.domain.plan.deferred_work import DeferredWork, Surroundings
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers

_NONE = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Load:
    """What one queue has to carry, arrays [n]: contacts per interval and their mean handle time in seconds.

    `around` is what a deferred queue has to do before and after; without it, only these contacts are to be done,
    at any hour.
    """

    queue: Queue
    interval_s: int
    contacts: Numbers
    handle_s: Numbers
    around: Surroundings | None = None

    @cached_property
    def deferred_work(self) -> DeferredWork:
        """Of a deferred queue: its contacts as work that may wait."""
        around = self.around or Surroundings(_NONE, _NONE, np.ones(self.contacts.size, dtype=np.bool_))
        return around.around(self.queue, self.interval_s, self.contacts, self.handle_s)


def required_people(loads: Sequence[Load], model: StaffingModel) -> list[Numbers]:
    """People to schedule (shrinkage included) per queue and interval, whole numbers as floats, one array a queue.

    Erlang A keeps the queue's abandonment cap as well; both keep its other caps. One vectorised solve for all
    queues that promise the same kind of thing. A deferred queue has its answer from backlog and deadline,
    whatever the model.
    """
    solved = {
        place: load.deferred_work.required
        for place, load in enumerate(loads)
        if load.queue.deferred is not None
    }
    alike: dict[tuple[ServiceLevelVariant, bool], list[int]] = defaultdict(list)
    for place, load in enumerate(loads):
        if place in solved:
            continue
        promise = load.queue.promise
        alike[promise.variant, promise.max_asa_s is not None].append(place)
    for places in alike.values():
        people = _required_alike([loads[place] for place in places], model)
        solved |= dict(zip(places, people, strict=True))
    return [solved[place] for place in range(len(loads))]


def _required_alike(loads: Sequence[Load], model: StaffingModel) -> list[Numbers]:
    """For queues of one service-level variant, all of them with a cap on the mean wait or none."""
    sizes = [load.contacts.size for load in loads]

    def spread(values: list[float]) -> Numbers:
        return np.repeat(np.array(values, dtype=float), sizes)

    promises = [load.queue.promise for load in loads]
    goal = StaffingGoal(
        service_level=spread([promise.service_level_share for promise in promises]),
        within_s=spread([promise.within_s for promise in promises]),
        variant=promises[0].variant,
        max_asa_s=spread([promise.max_asa_s or 0.0 for promise in promises])
        if promises[0].max_asa_s is not None
        else None,
        max_abandonment=spread([promise.max_abandonment_share for promise in promises])
        if model is StaffingModel.ERLANG_A
        else None,
        max_occupancy=spread([promise.max_occupancy_share for promise in promises]),
    )
    agents = required_agents(
        np.concatenate([load.contacts for load in loads]),
        np.concatenate([load.handle_s for load in loads]),
        spread([float(load.interval_s) for load in loads]),
        goal,
        patience_s=spread([load.queue.patience_s for load in loads]),
        model=model,
    )
    people = np.ceil(with_shrinkage(agents, spread([load.queue.shrinkage_share for load in loads])) - 1e-9)
    return np.split(people + 0.0, np.cumsum(sizes)[:-1])


def blended_handle_s(queue: Queue, parts: Sequence[tuple[Numbers, Numbers | float]]) -> Numbers:
    """Mean handle time per interval of contacts that take `factor` times the queue's usual handle time.

    `parts` are (contacts [n], factor [n] or one number); the queue's own where there are no contacts.
    """
    contacts = np.sum([part for part, _ in parts], axis=0)
    weighted = np.sum([part * factor for part, factor in parts], axis=0)
    factor = np.divide(weighted, contacts, out=np.ones_like(contacts), where=contacts > 0)
    return np.asarray(queue.handle_s * factor)
