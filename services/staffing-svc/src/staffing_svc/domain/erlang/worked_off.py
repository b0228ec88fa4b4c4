"""What becomes of work that may wait when so many agents are there: what is done, what is late, what is left."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.erlang.arrays import BoolArray, FloatArray
from staffing_svc.domain.erlang.deferred import work_curves
from staffing_svc.domain.erlang.goal import refuse_impossible


@dataclass(frozen=True)
class WorkedOff:
    """Items per interval: done in it, due by its end, late at its end (due but not done), left at its end."""

    done: FloatArray
    due: FloatArray
    late: FloatArray
    backlog: FloatArray


def worked_off(
    contacts: FloatArray,
    handle_s: FloatArray,
    capacity_s: FloatArray,
    *,
    allowed: int,
    works: BoolArray,
) -> WorkedOff:
    """First come, first served; arrays [n]. `capacity_s` is what all agents together can work per interval.

    An item is due by the end of the `allowed`-th interval that works, its own counted. An item is late once, at
    the moment its deadline passes.
    """
    for name, value in (("contacts", contacts), ("handle_s", handle_s), ("capacity_s", capacity_s)):
        refuse_impossible(name, value)
    work = contacts * handle_s
    at_hand, due = work_curves(work, works, allowed, 0.0)
    done = _done(at_hand, capacity_s[works])
    behind = np.maximum(due - np.maximum(np.concatenate(([0.0], due[:-1])), done), 0.0)
    items = _items_of(contacts, work)
    done_items, due_items, late = np.zeros((3, contacts.size))
    done_items[works] = np.diff(items(done), prepend=0.0)
    due_items[works] = np.diff(items(due), prepend=0.0)
    late[works] = np.where(behind > 1e-9, items(due) - items(due - behind), 0.0)
    left = np.cumsum(contacts) - np.cumsum(done_items)
    return WorkedOff(done_items, due_items, late, np.maximum(left, 0.0))


def _done(at_hand: FloatArray, capacity: FloatArray) -> FloatArray:
    """Work done by the end of each working interval: done[i] = min(at_hand[i], done[i - 1] + capacity[i])."""
    could: FloatArray = np.cumsum(capacity)
    idle = np.minimum.accumulate(at_hand - could)
    return could + np.minimum(idle, 0.0)


def _items_of(contacts: FloatArray, work: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """How many items a cumulative amount of work makes, in the order of arrival."""
    so_far = np.concatenate(([0.0], np.cumsum(work)))
    counted = np.concatenate(([0.0], np.cumsum(contacts)))

    def items(amount: FloatArray) -> FloatArray:
        found: FloatArray = np.interp(amount, so_far, counted)
        return found

    return items
