"""Change a queue's figures: standing campaigns are planned anew when these decide how many people are required."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from staffing_svc.commands.replan_queue import replan_queue
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.queues import Queue


async def change_queue(tx: Transaction, queue: Queue, *, known: Queue | None) -> Queue:
    """The queue in its next version; `known` is the one it replaces. Raises what `set_up_queue` raises."""
    changed = await set_up_queue(tx, queue, seen_version=known.version if known else 0)
    if known is None or _asks_for(known) != _asks_for(changed):
        await replan_queue(tx, queue.name)
    return changed


def _asks_for(queue: Queue) -> Queue:
    """The queue without the figures that plans do not read."""
    return replace(
        queue,
        version=0,
        redial_share=0.0,
        value_per_contact_minor=0,
        agent_cost_minor=0,
        currency="EUR",
    )
